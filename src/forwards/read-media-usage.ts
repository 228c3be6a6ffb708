import { isObject, type Json, numberOf } from "../core/json.ts";
import { noUsage, type Usage } from "../core/usage.ts";
import { normalizeOpenaiUsage, normalizeResponsesUsage } from "../dialects/normalize-usage.ts";

/** A day of sound: more than any file that is taken. */
const SECONDS_MAX = 86_400;

/**
 * What sound and pictures are said to have come to: tokens, in OpenAI's words for them, or seconds (`{"type": "duration"}`;
 * Mistral's `prompt_audio_seconds`, beside its tokens).
 */
export function readMediaUsage(usage: Json | undefined): Usage | undefined {
  if (!isObject(usage)) return undefined;
  if (usage["type"] === "duration") return readDuration(usage["seconds"]);
  const duration = readDuration(usage["prompt_audio_seconds"]);
  if (duration !== undefined) return { ...duration, ...normalizeOpenaiUsage(usage) };
  // Transcriptions have details of the input under a name in the singular.
  const { input_token_details: details = usage["input_tokens_details"] } = usage;
  return normalizeResponsesUsage({ ...usage, input_tokens_details: details });
}

/** Undefined for what is no number of seconds. */
export function readDuration(value: Json | undefined): Usage | undefined {
  const seconds = numberOf(value);
  if (seconds === undefined || seconds < 0 || seconds > SECONDS_MAX) return undefined;
  return { ...noUsage, mediaMs: Math.ceil(seconds * 1_000) };
}
