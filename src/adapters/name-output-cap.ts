import type { JsonObject } from "../core/json.ts";

const REASONING_MODELS = /^(o\d|gpt-5)/;

/**
 * OpenAI's reasoning models refuse `max_tokens` ("Use 'max_completion_tokens' instead"). Clients written for
 * other models send the old name, so it is renamed for the models that insist.
 */
export function nameOutputCap(body: JsonObject): JsonObject {
  if (body["max_tokens"] === undefined || typeof body["model"] !== "string" || !REASONING_MODELS.test(body["model"]))
    return body;
  const { max_tokens, ...rest } = body;
  return { max_completion_tokens: max_tokens, ...rest };
}
