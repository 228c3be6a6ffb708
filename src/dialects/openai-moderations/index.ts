import type { Dialect } from "../dialect.ts";
import { encodeOpenaiError } from "../encode-openai-error.ts";
import { neverStreams } from "../never-streams.ts";
import { listTexts, readIntent } from "./read-intent.ts";
import { decodeRequest, encodeRequest } from "./translate-request.ts";
import { decodeResponse, encodeResponse, readResponse } from "./translate-response.ts";

/**
 * OpenAI moderations, https://platform.openai.com/docs/api-reference/moderations; and Mistral's, which go by the same shape
 * with categories of their own: https://docs.mistral.ai/capabilities/guardrailing.
 */
export const openaiModerations: Dialect<"moderation"> = {
  ...neverStreams,
  id: "openai-moderations",
  operation: "moderation",
  readIntent,
  decodeRequest,
  encodeResponse,
  encodeError: encodeOpenaiError,
  textsOf: listTexts,
  encodeRequest,
  retarget: (body, target) => ({ ...body, model: target.model }),
  decodeResponse,
  readResponse,
};
