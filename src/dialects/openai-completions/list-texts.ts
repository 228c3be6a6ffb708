import { type JsonObject, textOf, textsOf } from "../../core/json.ts";

/** Prompts of token ids have no text. */
export function listTexts({ prompt, suffix }: JsonObject): readonly string[] {
  const behind = textOf(suffix);
  return [...(typeof prompt === "string" ? [prompt] : textsOf(prompt)), ...(behind ? [behind] : [])];
}
