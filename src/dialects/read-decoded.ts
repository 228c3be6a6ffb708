import type { ChatResponse, Part } from "../core/chat.ts";
import type { ReadResponse } from "./dialect.ts";

/** `readResponse` of a dialect of which no answer is known to need repair. */
export const readDecoded = ({ parts, usage }: ChatResponse): ReadResponse => ({
  usage,
  repaired: undefined,
  outputChars: parts.reduce((sum, part) => sum + charsOf(part), 0),
});

function charsOf(part: Part): number {
  if (part.type === "tool-call") return part.name.length + part.input.length;
  return part.type === "text" || part.type === "reasoning" ? part.text.length : 0;
}
