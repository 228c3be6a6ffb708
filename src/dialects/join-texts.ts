import type { DocumentPart, Part } from "../core/chat.ts";
import { decodeText } from "./decode-text.ts";

/*
 * For dialects whose messages are text alone, or text with a few things beside it. What cannot be said is named in
 * `unsupported` and left out; earlier thinking and tool calls are never text, and are the caller's business.
 */

/** Paragraphs of a prompt stay paragraphs. */
const PARAGRAPH = "\n\n";
/** Between the parts of an assistant's turn: other dialects cut one sentence into several where it cites. */
export const NOTHING = "";

export const joinTexts = (parts: readonly Part[], unsupported: Set<string>, between = PARAGRAPH): string =>
  parts
    .flatMap((part) => readText(part, unsupported) ?? [])
    .join(between)
    .toWellFormed();

/** The thinking of an assistant's turn. Sealed thinking has no words. */
export const joinReasoning = (parts: readonly Part[]): string =>
  parts
    .map((part) => (part.type === "reasoning" ? part.text : ""))
    .join("")
    .toWellFormed();

/** Undefined for what is no text; a document of text is. */
function readText(part: Part, unsupported: Set<string>): string | undefined {
  switch (part.type) {
    case "text":
      return part.text;
    case "document":
      return readDocument(part, unsupported);
    case "image":
    case "audio":
      unsupported.add(part.type);
      return undefined;
    case "reasoning":
    case "tool-call":
    case "tool-result":
      return undefined;
  }
}

function readDocument({ source, name }: DocumentPart, unsupported: Set<string>): string | undefined {
  const text = source.kind === "base64" && source.mediaType.startsWith("text/") ? decodeText(source.data) : undefined;
  if (text === undefined) unsupported.add(source.kind === "url" ? "document by URL" : "document");
  return text === undefined || name === undefined ? text : `${name}:\n\n${text}`;
}
