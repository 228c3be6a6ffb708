import type { DocumentPart, ImagePart } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { untranslatable } from "./untranslatable.ts";

/**
 * The block for an image or a document. Where the bytes come along, their media type decides which: clients of other
 * dialects send PDFs as images and images as files.
 */
export function encodeMedia(part: ImagePart | DocumentPart, path: string): JsonObject {
  const title = part.type === "document" && part.name !== undefined ? { title: part.name } : {};
  if (part.source.kind === "url") return { type: part.type, source: { type: "url", url: part.source.url }, ...title };
  const { mediaType, data } = part.source;
  if (mediaType.startsWith("image/")) {
    // An alias that Anthropic does not know.
    const known = mediaType === "image/jpg" ? "image/jpeg" : mediaType;
    return { type: "image", source: { type: "base64", media_type: known, data } };
  }
  if (!mediaType.startsWith("text/")) {
    return { type: "document", source: { type: "base64", media_type: mediaType, data }, ...title };
  }
  const text = decodeBase64Text(data);
  if (text === undefined) throw untranslatable(path, "a text document that is not base64");
  return { type: "document", source: { type: "text", media_type: "text/plain", data: text }, ...title };
}

/** Text documents travel as base64 in other dialects and as plain text in Anthropic's. */
function decodeBase64Text(data: string): string | undefined {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
  } catch {
    return undefined;
  }
}
