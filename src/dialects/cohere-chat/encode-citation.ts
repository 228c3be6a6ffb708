import type { Citation } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";

/** `texts` are those of the pieces of content, in their order; empty for a piece that is no text. */
export const encodeCitation = ({ url, title, start, end }: Citation, texts: readonly string[]): JsonObject => ({
  ...(start !== undefined && end !== undefined && writePlace(start, end, texts)),
  sources: [
    {
      type: "document",
      id: url,
      document: { id: url, url, ...(title !== undefined && { title: title.toWellFormed() }) },
    },
  ],
});

/** Cohere counts the characters of one piece of content: no place that reaches over two of them can be said. */
function writePlace(start: number, end: number, texts: readonly string[]): JsonObject {
  let before = 0;
  for (const [index, text] of texts.entries()) {
    const [from, to] = [start - before, end - before];
    before += text.length;
    if (from >= 0 && from < to && to <= text.length)
      return {
        start: countCharacters(text.slice(0, from)),
        end: countCharacters(text.slice(0, to)),
        text: text.slice(from, to).toWellFormed(),
        content_index: index,
        type: "TEXT_CONTENT",
      };
  }
  return {};
}

const countCharacters = (text: string): number => Array.from(text).length;
