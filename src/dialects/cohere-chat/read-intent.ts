import { isArray, isObject, type JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalBoolean, optionalNumber, optionalString } from "../read-fields.ts";

/** Checks only what the gateway itself relies on: the rest is for the provider to judge. */
export function readIntent(body: JsonObject): Intent {
  const { messages } = body;
  if (!isArray(messages) || messages.length === 0) throw invalidRequest("messages", "a non-empty array of messages");
  const wrong = messages.findIndex((message) => !isObject(message));
  if (wrong >= 0) throw invalidRequest(`messages[${wrong}]`, "an object");
  return {
    model: optionalString(body.model, "model"),
    stream: optionalBoolean(body.stream, "stream") ?? false,
    outputTokensMax: readOutputCap(body),
    wantsStreamUsage: true,
  };
}

/** What is below 1 limits nothing, and is for the provider to judge. */
export function readOutputCap(body: JsonObject): number | undefined {
  const cap = optionalNumber(body.max_tokens, "max_tokens");
  return cap !== undefined && cap > 0 ? cap : undefined;
}
