import type { Json, JsonObject } from "../../core/json.ts";
import { isObject } from "../../core/json.ts";

/** Tokens of a second of sound: platform.openai.com/docs/guides/realtime-costs. */
const HEARD_A_SECOND = 10;
const SPOKEN_A_SECOND = 20;

/** Bytes of a second: 16 bits at 24 kHz, and 8 bits at 8 kHz, as telephones have it. */
const LINEAR = 48_000;
const TELEPHONE = 8_000;

/** What so many characters of base64 come to in tokens. */
export interface SoundRate {
  readonly heard: (chars: number) => number;
  readonly spoken: (chars: number) => number;
}

const tokens = (chars: number, bytesPerSecond: number, perSecond: number): number =>
  Math.ceil(((chars * 3) / 4 / bytesPerSecond) * perSecond);

const rateOf = (input: number, output: number): SoundRate => ({
  heard: (chars) => tokens(chars, input, HEARD_A_SECOND),
  spoken: (chars) => tokens(chars, output, SPOKEN_A_SECOND),
});

export const DEFAULT_RATE = rateOf(LINEAR, LINEAR);

/** By a session as the provider tells it: `audio.input.format.type`, and `input_audio_format` before that. */
export function readSoundRate(session: JsonObject): SoundRate {
  const audio = isObject(session["audio"]) ? session["audio"] : {};
  return rateOf(
    bytesOf(formatIn(audio["input"]) ?? session["input_audio_format"]),
    bytesOf(formatIn(audio["output"]) ?? session["output_audio_format"]),
  );
}

function formatIn(side: Json | undefined): Json | undefined {
  const format = isObject(side) ? side["format"] : undefined;
  return isObject(format) ? format["type"] : format;
}

const bytesOf = (format: Json | undefined): number =>
  typeof format === "string" && /g711|pcmu|pcma/.test(format) ? TELEPHONE : LINEAR;
