import { isObject, parseJson, type Json, type JsonObject } from "../../core/json.ts";

/**
 * Anthropic takes objects only. Where a model wrote something else, the text is kept under a name of its own, so that
 * whoever reads the call can see the mistake and the conversation stays valid.
 */
export function parseToolInput(text: string): JsonObject {
  if (text.trim() === "") return {};
  const input = parseJson(text);
  return isObject(input) ? input : { _raw: text.toWellFormed() };
}

/** `JSON.stringify` writes half a surrogate pair as an escape, which its reader would turn back into half a pair. */
export const writeToolInput = (input: Json | undefined): string =>
  JSON.stringify(input ?? {}, (_, value: unknown) => (typeof value === "string" ? value.toWellFormed() : value));
