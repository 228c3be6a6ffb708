import type { Json, JsonObject } from "../../core/json.ts";
import { isObject, numberOf, textOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { readTurnUsage } from "./read-turn-usage.ts";

/** Of a session that is to write down what it hears: the model that does, by its place now or before. */
export function readTranscriber(session: JsonObject): string | undefined {
  const settings = objectIn(objectIn(session["audio"])["input"])["transcription"];
  return textOf(objectIn(settings ?? session["input_audio_transcription"])["model"]);
}

/** At either place: which one counts is for the provider to say. */
export const transcribersIn = (session: JsonObject): readonly string[] =>
  [objectIn(objectIn(session["audio"])["input"])["transcription"], session["input_audio_transcription"]].flatMap(
    (settings) => textOf(objectIn(settings)["model"]) ?? [],
  );

/** The session with another model to write down what it hears. */
export function withTranscriber(session: JsonObject, model: string): JsonObject {
  const audio = objectIn(session["audio"]);
  const input = objectIn(audio["input"]);
  const transcription = { ...objectIn(input["transcription"]), model };
  return { ...session, audio: { ...audio, input: { ...input, transcription } } };
}

const objectIn = (value: Json | undefined): JsonObject => (isObject(value) ? value : {});

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
