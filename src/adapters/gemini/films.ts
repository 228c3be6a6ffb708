import { geminiOmni } from "../../dialects/gemini-omni/index.ts";
import { geminiVeo } from "../../dialects/veo/index.ts";
import type { VideoDialect } from "../../dialects/video-dialect.ts";

/** An operation's name is a path; an interaction's is none. */
const isOperation = (id: string): boolean => id.includes("/");

/** Both ways that the Gemini API films: the model decides, and then what its answers look like. */
export const geminiFilms: VideoDialect = {
  id: "gemini-films",
  encodeOrder: (order, model, allowed) =>
    (model.startsWith("veo-") ? geminiVeo : geminiOmni).encodeOrder(order, model, allowed),
  decodeOrder: (answer) => (answer["name"] === undefined ? geminiOmni : geminiVeo).decodeOrder(answer),
  encodeInquiry: (id) => (isOperation(id) ? geminiVeo : geminiOmni).encodeInquiry(id),
  decodeState: (answer) => (answer["status"] === undefined ? geminiVeo : geminiOmni).decodeState(answer),
};
