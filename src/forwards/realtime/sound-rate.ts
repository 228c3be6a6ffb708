import type { Json, JsonObject } from "../../core/json.ts";
import { isObject, numberOf } from "../../core/json.ts";

/** Tokens of a second of sound: platform.openai.com/docs/guides/realtime-costs. */
const HEARD_A_SECOND = 10;
const SPOKEN_A_SECOND = 20;

/** Bytes of a sample of linear sound, of which there are 24,000 a second unless the session says otherwise. */
const SAMPLE_BYTES = 2;
const SAMPLES_A_SECOND = 24_000;
/** Bytes of a second as telephones have it: 8 bits at 8 kHz. */
const TELEPHONE = 8_000;

/** What so many characters of base64 come to. */
export interface SoundRate {
  /** In tokens. */
  readonly heard: (chars: number) => number;
  readonly spoken: (chars: number) => number;
  /** In milliseconds. */
  readonly heardMs: (chars: number) => number;
  readonly spokenMs: (chars: number) => number;
}

const secondsOf = (chars: number, bytesPerSecond: number): number => (chars * 3) / 4 / bytesPerSecond;

const rateOf = (input: number, output: number): SoundRate => ({
  heard: (chars) => Math.ceil(secondsOf(chars, input) * HEARD_A_SECOND),
  spoken: (chars) => Math.ceil(secondsOf(chars, output) * SPOKEN_A_SECOND),
  heardMs: (chars) => secondsOf(chars, input) * 1_000,
  spokenMs: (chars) => secondsOf(chars, output) * 1_000,
});

export const DEFAULT_RATE = rateOf(SAMPLES_A_SECOND * SAMPLE_BYTES, SAMPLES_A_SECOND * SAMPLE_BYTES);

/** By a session as the provider tells it: `audio.input.format`, and `input_audio_format` before that. */
export function readSoundRate(session: JsonObject): SoundRate {
  const audio = isObject(session["audio"]) ? session["audio"] : {};
  return rateOf(
    bytesOf(formatIn(audio["input"]) ?? session["input_audio_format"]),
    bytesOf(formatIn(audio["output"]) ?? session["output_audio_format"]),
  );
}

const formatIn = (side: Json | undefined): Json | undefined => (isObject(side) ? side["format"] : undefined);

/** A name, or `{type, rate}` with the samples of a second. */
function bytesOf(format: Json | undefined): number {
  const { type, rate } = isObject(format) ? format : { type: format };
  if (typeof type === "string" && /g711|pcmu|pcma/.test(type)) return TELEPHONE;
  const samples = numberOf(rate) ?? 0;
  return (samples > 0 ? samples : SAMPLES_A_SECOND) * SAMPLE_BYTES;
}
