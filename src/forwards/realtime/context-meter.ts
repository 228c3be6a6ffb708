import type { Json, JsonObject } from "../../core/json.ts";
import { isObject, numberOf } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { TurnDemand } from "./session-turn.ts";
import { DEFAULT_RATE, readSoundRate, type SoundRate } from "./sound-rate.ts";

/** Without anything said there are still instructions and tools, which the provider has of itself. */
const TOKENS_MIN = 256;
const CHARS_PER_TOKEN = 3.9;

/** What the model will have to read with its next answer: all that was said before, and what came since. */
export class ContextMeter {
  #known = 0;
  #soundChars = 0;
  #textChars = 0;
  #rate = DEFAULT_RATE;
  #outputTokensMax: number | undefined;

  get rate(): SoundRate {
    return this.#rate;
  }

  /** Of an answer that names no cap of its own. */
  get demand(): TurnDemand {
    const text = Math.ceil(this.#textChars / CHARS_PER_TOKEN);
    const inputTokens = Math.max(TOKENS_MIN, this.#known + this.#rate.heard(this.#soundChars) + text);
    return { inputTokens, outputTokensMax: this.#outputTokensMax };
  }

  addSound(chars: number): void {
    this.#soundChars += chars;
  }

  addText(chars: number): void {
    this.#textChars += chars;
  }

  /** An answer is part of what the next one reads. */
  answered({ inputTokens, outputTokens }: Usage): void {
    this.#known = inputTokens + outputTokens;
    this.#soundChars = 0;
    this.#textChars = 0;
  }

  /** As the provider tells what the session is. */
  configured(session: JsonObject): void {
    this.#rate = readSoundRate(session);
    this.#outputTokensMax = readOutputCap(session);
  }
}

/** The cap in a session or in a wish for an answer, by its name now or before; undefined for "inf". */
export const readOutputCap = (from: Json | undefined): number | undefined => {
  if (!isObject(from)) return undefined;
  const cap = numberOf(from["max_output_tokens"] ?? from["max_response_output_tokens"]);
  return cap !== undefined && cap > 0 ? cap : undefined;
};
