import { isArray, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalBoolean, optionalNumber, optionalObject, optionalString } from "../read-fields.ts";

/** Checks only what the gateway itself relies on: the rest is for the provider to judge, and providers differ. */
export function readIntent(body: JsonObject): Intent {
  checkMessages(body.messages);
  const choices = optionalNumber(body.n, "n") ?? 1;
  // Each choice is paid for.
  if (!Number.isSafeInteger(choices) || choices < 1) throw invalidRequest("n", "a whole number from 1 on");
  const streamOptions = optionalObject(body.stream_options, "stream_options");
  return {
    model: optionalString(body.model, "model"),
    stream: optionalBoolean(body.stream, "stream") ?? false,
    outputTokensMax: readOutputCap(body),
    choices,
    endUser: optionalString(body.user, "user"),
    wantsStreamUsage: streamOptions?.include_usage === true,
  };
}

function checkMessages(messages: Json | undefined): void {
  if (!isArray(messages) || messages.length === 0) throw invalidRequest("messages", "a non-empty array of messages");
  const wrong = messages.findIndex((message) => !isObject(message));
  if (wrong >= 0) throw invalidRequest(`messages[${wrong}]`, "an object");
}

/** Local model servers take -1 for "no cap". */
export function readOutputCap(body: JsonObject): number | undefined {
  const cap =
    optionalNumber(body.max_completion_tokens, "max_completion_tokens") ??
    optionalNumber(body.max_tokens, "max_tokens");
  return cap !== undefined && cap > 0 ? cap : undefined;
}
