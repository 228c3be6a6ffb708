import type { EmbeddingRequest } from "../../core/embedding.ts";
import { isArray, type Json } from "../../core/json.ts";
import { invalidRequest } from "../read-fields.ts";

/** A text, texts, the token ids of a text, or those of texts. Throws `invalid_request` for anything else. */
export function readInput(input: Json | undefined): EmbeddingRequest["input"] {
  if (typeof input === "string" && input !== "") return [input];
  if (isArray(input) && input.length > 0) {
    if (input.every((item) => typeof item === "string")) return input;
    if (isTokens(input)) return [input];
    if (input.every(isTokens)) return input;
  }
  throw invalidRequest(
    "input",
    "a non-empty string, array of strings, array of token ids, or array of arrays of token ids",
  );
}

const isTokens = (value: Json): value is readonly number[] =>
  isArray(value) && value.length > 0 && value.every((item) => Number.isInteger(item));
