import { UpstreamFault } from "../../core/fault.ts";
import { type JsonObject, textOf } from "../../core/json.ts";
import type { VideoDialect } from "../video-dialect.ts";
import { decodeState, videosOfGemini, videosOfVertex } from "./decode-state.ts";
import { encodeOrder, PARAMETERS, VERTEX_PARAMETERS } from "./encode-order.ts";

/** What is part of a path here can lead nowhere else. */
const GEMINI_NAME = /^models\/[\w.-]+\/operations\/[\w-]+$/;
const VERTEX_NAME =
  /^(?:projects\/[^/]+\/locations\/[^/]+\/)?(publishers\/google\/models\/[\w.@-]+)\/operations\/[\w-]+$/;

/** Veo at the Gemini API: https://ai.google.dev/gemini-api/docs/video. */
export const geminiVeo: VideoDialect = {
  id: "gemini-veo",
  encodeOrder: (order, model, allowed) => ({
    method: "POST",
    path: orderPath("models", model),
    ...encodeOrder(order, model, PARAMETERS, allowed),
  }),
  decodeOrder: (answer) => readName(answer, GEMINI_NAME),
  encodeInquiry: (id) => ({ method: "GET", path: `/${id}`, body: undefined }),
  decodeState: (answer) => decodeState(answer, videosOfGemini),
};

/**
 * Veo at Vertex AI: https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/veo-video-generation. What it
 * answers when it is done holds the film, unless a bucket was named for it.
 */
export const vertexVeo: VideoDialect = {
  id: "vertex-veo",
  encodeOrder: (order, model, allowed) => ({
    method: "POST",
    path: orderPath("publishers/google/models", model),
    ...encodeOrder(order, model, VERTEX_PARAMETERS, allowed),
  }),
  decodeOrder: (answer) => readName(answer, VERTEX_NAME),
  encodeInquiry: (id) => ({
    method: "POST",
    path: `/${VERTEX_NAME.exec(id)?.[1] ?? id}:fetchPredictOperation`,
    body: { operationName: id },
  }),
  decodeState: (answer) => decodeState(answer, videosOfVertex),
  filmField: "bytesBase64Encoded",
};

const orderPath = (models: string, model: string): string =>
  `/${models}/${encodeURIComponent(model)}:predictLongRunning`;

function readName({ name }: JsonObject, form: RegExp): string {
  const id = textOf(name);
  if (id !== undefined && form.test(id)) return id;
  throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer names no operation." });
}
