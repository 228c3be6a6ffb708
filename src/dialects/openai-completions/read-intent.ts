import type { Json, JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalBoolean, optionalNumber, optionalObject, optionalString } from "../read-fields.ts";
import { readPrompts } from "./read-prompt.ts";

/** Checks only what the gateway itself relies on: the rest is for the provider to judge, and providers differ. */
export function readIntent(body: JsonObject): Intent {
  const prompts = readPrompts(body.prompt);
  const streamOptions = optionalObject(body.stream_options, "stream_options");
  return {
    model: optionalString(body.model, "model"),
    stream: optionalBoolean(body.stream, "stream") ?? false,
    outputTokensMax: readOutputCap(body),
    // Each is paid for, also those of which only the best are shown.
    choices: prompts.length * Math.max(readCount(body.n, "n"), readCount(body.best_of, "best_of")),
    endUser: optionalString(body.user, "user"),
    wantsStreamUsage: streamOptions?.include_usage === true,
  };
}

/** 1 when left out. */
export function readCount(value: Json | undefined, path: string): number {
  const count = optionalNumber(value, path) ?? 1;
  if (Number.isSafeInteger(count) && count >= 1) return count;
  throw invalidRequest(path, "a whole number from 1 on");
}

/** Local model servers take -1 for "no cap". */
export function readOutputCap(body: JsonObject): number | undefined {
  const cap = optionalNumber(body.max_tokens, "max_tokens");
  return cap !== undefined && cap > 0 ? cap : undefined;
}
