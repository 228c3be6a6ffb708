import { estimateInputTokens } from "../usage/estimate-tokens.ts";
import type { SubmittedFile } from "./read-submission.ts";

/** Bytes a second of what people record: speech at 16 kHz and 16 bit; Opus at 32 kbit/s; anything else at 128 kbit/s. */
const RATES = [
  [/wav|flac|pcm|aiff/i, 32_000],
  [/webm|ogg|opus/i, 4_000],
] as const satisfies readonly (readonly [RegExp, number])[];
const RATE = 16_000;
/** Of a file whose size nobody told. */
const MS_ASSUMED = 60_000;

/** How long a sound is, in milliseconds, from the size of its file: the only thing that is known before someone has heard it. */
export function estimateSound({ name, type = "", bytes }: SubmittedFile): number {
  if (bytes === undefined) return MS_ASSUMED;
  const [, rate] = RATES.find(
    ([pattern]) => pattern.test(type) || pattern.test(name.slice(name.lastIndexOf(".") + 1)),
  ) ?? [undefined, RATE];
  return Math.ceil((bytes * 1_000) / rate);
}

/**
 * Tokens of sound for one of text: a minute of gpt-4o-mini-tts is 1,250 (of $12 a million it costs $0.015:
 * developers.openai.com/api/docs/models/gpt-4o-mini-tts), in which some 200 tokens of text are spoken.
 */
const SPOKEN_PER_TOKEN = 6;

/** How much sound a text becomes, in tokens. Slow voices and long pauses make it more. */
export const estimateSpeech = (text: string): number => SPOKEN_PER_TOKEN * estimateInputTokens([text]);
