import type { Json, JsonObject } from "../../core/json.ts";
import { isObject, numberOf, textOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { readTurnUsage } from "./read-turn-usage.ts";

/** What a client said, written down by a model of its own beside the one that answers. */
export interface Hearing {
  readonly number: number;
  /** The provider's name for that model, as far as the session told it. */
  readonly model: string;
  readonly usage: Usage;
}

/** Of a session that is to write down what it hears: the model that does, by its place now or before. */
export function readTranscriber(session: JsonObject): string | undefined {
  const audio = isObject(session["audio"]) ? session["audio"] : {};
  const input = isObject(audio["input"]) ? audio["input"] : {};
  const settings = input["transcription"] ?? session["input_audio_transcription"];
  return isObject(settings) ? textOf(settings["model"]) : undefined;
}

/**
 * By tokens, or by the time that somebody spoke:
 * platform.openai.com/docs/api-reference/realtime-server-events/conversation/item/input_audio_transcription/completed.
 */
export function readTranscriptionUsage(value: Json | undefined): Usage | undefined {
  if (!isObject(value)) return undefined;
  const seconds = numberOf(value["seconds"]);
  if (value["type"] !== "duration") return readTurnUsage(value);
  return seconds === undefined || seconds <= 0
    ? undefined
    : { inputTokens: 0, outputTokens: 0, mediaMs: Math.ceil(seconds * 1_000) };
}
