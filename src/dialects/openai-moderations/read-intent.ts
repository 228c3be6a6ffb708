import { isArray, isObject, objectsOf, textOf, textsOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalString } from "../read-fields.ts";

/** OpenAI's own default: clients may leave the model out. */
const MODEL_DEFAULT = "omni-moderation-latest";

export function readIntent(body: JsonObject): Intent {
  readInput(body.input);
  return {
    model: optionalString(body.model, "model") ?? MODEL_DEFAULT,
    stream: false,
    endUser: optionalString(body.user, "user"),
    wantsStreamUsage: false,
  };
}

/** A text, texts, or parts of texts and pictures. Throws `invalid_request` for anything else. */
export function readInput(input: Json | undefined): Json {
  if (typeof input === "string" && input !== "") return input;
  if (isArray(input) && input.length > 0) {
    const [first] = input;
    if (input.every(typeof first === "string" ? (item) => typeof item === "string" : isPart)) return input;
  }
  throw invalidRequest("input", "a non-empty string, array of strings, or array of parts of text and pictures");
}

const isPart = (value: Json): boolean => isObject(value) && typeof value.type === "string";

export const listTexts = ({ input }: JsonObject): readonly string[] =>
  typeof input === "string" ? [input] : [...textsOf(input), ...objectsOf(input).map(({ text }) => textOf(text) ?? "")];
