import type { Json, JsonObject } from "../../core/json.ts";
import { isObject, numberOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";

/**
 * What `response.done` says a turn consumed: platform.openai.com/docs/api-reference/realtime-server-events/response/done.
 * Sound and pictures from the cache are told twice, as what they are and as cached; they are counted as cached alone, which
 * is what they cost. Undefined where nothing is told.
 */
export function readTurnUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value)) return undefined;
  const inputTokens = count(value["input_tokens"]);
  const outputTokens = count(value["output_tokens"]);
  if (inputTokens + outputTokens === 0) return undefined;
  const input = detailsOf(value, "input_token_details");
  const within = (told: Json | undefined): number => Math.min(count(told), inputTokens);
  const [cached, audio, image] = [
    within(input["cached_tokens"]),
    within(input["audio_tokens"]),
    within(input["image_tokens"]),
  ];
  const { cached_tokens_details: told } = input;
  // Where it is not told: what cannot have been text.
  const cachedAudio = Math.min(
    isObject(told) ? count(told["audio_tokens"]) : Math.max(0, audio + cached - inputTokens),
    audio,
    cached,
  );
  const cachedImage = Math.min(isObject(told) ? count(told["image_tokens"]) : 0, image, cached - cachedAudio);
  const details = {
    cacheReadTokens: cached,
    cacheReadAudioTokens: cachedAudio,
    cacheReadImageTokens: cachedImage,
    audioInputTokens: audio - cachedAudio,
    imageInputTokens: image - cachedImage,
    audioOutputTokens: Math.min(count(detailsOf(value, "output_token_details")["audio_tokens"]), outputTokens),
  };
  return {
    inputTokens,
    outputTokens,
    ...Object.fromEntries(Object.entries(details).filter(([, tokens]) => tokens > 0)),
  };
}

const detailsOf = (value: JsonObject, name: string): JsonObject => {
  const details = value[name];
  return isObject(details) ? details : {};
};

function count(value: Json | undefined): number {
  const number = numberOf(value) ?? 0;
  return Number.isSafeInteger(number) && number > 0 ? number : 0;
}
