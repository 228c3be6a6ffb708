import type { JsonObject } from "../core/json.ts";
import { invalidRequest, optionalNumber, optionalString, requiredString } from "./read-fields.ts";
import { SPEECH_FORMATS, type SpeechRequest } from "./sound-dialect.ts";

/**
 * Reads a request of `/v1/audio/speech` for a provider that has other words for it. Throws `invalid_request`, naming the
 * field.
 */
export function readSpeech(body: JsonObject): SpeechRequest {
  const { model: _, input, voice, instructions, response_format, speed, stream_format, user: __, ...extras } = body;
  const asked = optionalString(response_format, "response_format");
  const format = SPEECH_FORMATS.find((known) => known === asked);
  if (asked !== undefined && format === undefined)
    throw invalidRequest("response_format", `one of ${SPEECH_FORMATS.join(", ")}`);
  // What comes is sound, of whichever provider.
  if ((stream_format ?? "audio") !== "audio") throw invalidRequest("stream_format", "`audio` for this model");
  return {
    input: requiredString(input, "input"),
    voice: optionalString(voice, "voice"),
    instructions: optionalString(instructions, "instructions"),
    format,
    speed: optionalNumber(speed, "speed"),
    extras,
  };
}
