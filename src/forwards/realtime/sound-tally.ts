import { isObject, type Json, type JsonObject, objectsOf, textOf } from "../../core/json.ts";
import { noUsage } from "../../core/usage.ts";
import type { SessionExtra } from "./step.ts";

/** So much is charged at once: a budget is looked at that often. */
const PORTION_MS = 60_000;
const PORTION_MESSAGES = 10;

/**
 * Sound of either side, and texts of the client, of a session that is charged by them and not by the token.
 * How xAI counts them: docs.x.ai/developers/models/speech-to-speech.
 */
export class SoundTally {
  readonly #countsTexts: boolean;
  #ms = 0;
  #messages = 0;
  #portions = 0;

  constructor(countsTexts: boolean) {
    this.#countsTexts = countsTexts;
  }

  addSound(ms: number): void {
    this.#ms += ms;
  }

  /** An item of the conversation: the sound in it, in characters; or a text, unless it is the result of a tool. */
  addItem(item: Json | undefined, soundMs: (chars: number) => number): void {
    if (!isObject(item) || item["type"] === "function_call_output") return;
    const sounds = objectsOf(item["content"]).flatMap((part) => soundIn(part));
    if (sounds.length === 0 && this.#countsTexts) this.#messages += 1;
    for (const chars of sounds) this.#ms += soundMs(chars);
  }

  /** What is to be charged now: a whole portion, or at the end of a session whatever is left. */
  take(isEnd: boolean): SessionExtra | undefined {
    const isAny = this.#ms > 0 || this.#messages > 0;
    const isDue = isEnd ? isAny : this.#ms >= PORTION_MS || this.#messages >= PORTION_MESSAGES;
    if (!isDue) return undefined;
    const usage = { ...noUsage, mediaMs: Math.ceil(this.#ms), ...(this.#messages > 0 && { messages: this.#messages }) };
    [this.#ms, this.#messages] = [0, 0];
    this.#portions += 1;
    return { name: `sound-${this.#portions}`, model: undefined, usage };
  }
}

const soundIn = ({ type, audio }: JsonObject): readonly number[] =>
  type === "input_audio" || type === "audio" ? [textOf(audio)?.length ?? 0] : [];
