import { textOf } from "../../core/json.ts";
import type { Dialect } from "../dialect.ts";
import { encodeOpenaiError } from "../encode-openai-error.ts";
import { neverStreams } from "../never-streams.ts";
import { readIntent } from "./read-intent.ts";
import { decodeRequest, encodeRequest } from "./translate-request.ts";
import { decodeResponse, encodeResponse, readResponse } from "./translate-response.ts";
import { watchImages } from "./watch-stream.ts";

/**
 * OpenAI image generations: https://platform.openai.com/docs/api-reference/images/create. A stream of them goes to a client as
 * it comes; no other format has one.
 */
export const openaiImages: Dialect<"image"> = {
  ...neverStreams,
  id: "openai-images",
  operation: "image",
  readIntent,
  decodeRequest,
  encodeResponse,
  listUntranslatable: ({ stream }) => (stream === true ? ["stream"] : []),
  encodeError: encodeOpenaiError,
  encodeStreamError: (error) => [{ event: "error", data: JSON.stringify(encodeOpenaiError(error)) }],
  textsOf: (body) => [textOf(body.prompt) ?? ""],
  encodeRequest,
  retarget: (body, target) => ({ ...body, model: target.model }),
  decodeResponse,
  readResponse,
  watcher: watchImages,
};
