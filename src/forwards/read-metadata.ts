import { isObject, type Json } from "../core/json.ts";
import { invalidRequest } from "../dialects/read-fields.ts";

const PAIRS_MAX = 16;
const NAME_CHARS_MAX = 64;
const VALUE_CHARS_MAX = 512;

/** Within OpenAI's bounds; none is an empty object. Throws `invalid_request`. */
export function readMetadata(value: Json | undefined): Readonly<Record<string, string>> {
  if (value === undefined || value === null) return {};
  if (!isObject(value)) throw invalidRequest("metadata", "an object");
  const pairs = Object.entries(value);
  if (pairs.length > PAIRS_MAX) throw invalidRequest("metadata", `an object of at most ${PAIRS_MAX} pairs`);
  return Object.fromEntries(
    pairs.map(([name, text]) => {
      if (name.length > NAME_CHARS_MAX)
        throw invalidRequest("metadata", `an object whose names have at most ${NAME_CHARS_MAX} characters`);
      if (typeof text !== "string" || text.length > VALUE_CHARS_MAX)
        throw invalidRequest(`metadata.${name}`, `a string of at most ${VALUE_CHARS_MAX} characters`);
      return [name, text];
    }),
  );
}
