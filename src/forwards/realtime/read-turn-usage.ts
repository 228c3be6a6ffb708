import type { Json, JsonObject } from "../../core/json.ts";
import { isObject, numberOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";

/**
 * What `response.done` says a turn consumed: platform.openai.com/docs/api-reference/realtime-server-events/response/done.
 * Cached sound is told twice, as sound and as cached; it is counted as cached alone, which is what it costs. Undefined
 * where nothing is told.
 */
export function readTurnUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = count(value["input_tokens"]);
  const outputTokens = count(value["output_tokens"]);
  if (inputTokens + outputTokens === 0) return undefined;
  const input = detailsOf(value, "input_token_details");
  const cacheReadTokens = Math.min(count(input["cached_tokens"]), inputTokens);
  const audio = Math.min(count(input["audio_tokens"]), inputTokens);
  const audioInputTokens = Math.max(0, audio - cachedAudio(input, audio, cacheReadTokens, inputTokens));
  const audioOutputTokens = Math.min(count(detailsOf(value, "output_token_details")["audio_tokens"]), outputTokens);
  return {
    inputTokens,
    outputTokens,
    ...(cacheReadTokens > 0 && { cacheReadTokens }),
    ...(audioInputTokens > 0 && { audioInputTokens }),
    ...(audioOutputTokens > 0 && { audioOutputTokens }),
  };
}

/** Where it is not told: what cannot have been text. */
function cachedAudio(input: JsonObject, audio: number, cached: number, all: number): number {
  const { cached_tokens_details: details } = input;
  return isObject(details) ? count(details["audio_tokens"]) : Math.max(0, audio + cached - all);
}

const detailsOf = (value: JsonObject, name: string): JsonObject => {
  const details = value[name];
  return isObject(details) ? details : {};
};

function count(value: Json | undefined): number {
  const number = numberOf(value) ?? 0;
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
