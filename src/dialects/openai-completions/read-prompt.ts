import { isArray, type Json } from "../../core/json.ts";
import { invalidRequest } from "../read-fields.ts";

/** A text, or the ids of one that has been cut into tokens already. */
type Prompt = string | readonly number[];

/** A prompt, or several that are answered each on its own. Throws `invalid_request` for anything else. */
export function readPrompts(prompt: Json | undefined): readonly Prompt[] {
  if (typeof prompt === "string") return [prompt];
  if (isArray(prompt) && prompt.length > 0) {
    if (prompt.every((item) => typeof item === "string")) return prompt;
    if (isTokens(prompt)) return [prompt];
    if (prompt.every(isTokens)) return prompt;
  }
  throw invalidRequest("prompt", "a string, array of strings, array of token ids, or array of arrays of token ids");
}

const isTokens = (value: Json): value is readonly number[] =>
  isArray(value) && value.length > 0 && value.every((item) => Number.isInteger(item));
