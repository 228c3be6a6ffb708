import type { DocumentPart, ImagePart, MediaSource, TextPart } from "../../core/chat.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { invalidRequest, optionalString, requiredObject, requiredString } from "../read-fields.ts";
import { decodeCacheMark } from "./map-cache-mark.ts";
import { untranslatable } from "./untranslatable.ts";

type DocumentContent = readonly (TextPart | ImagePart | DocumentPart)[];

export const decodeImage = (block: JsonObject, path: string): ImagePart => ({
  type: "image",
  source: decodeSource(requiredObject(block.source, `${path}.source`), `${path}.source`),
  ...decodeCacheMark(block),
});

/**
 * A document of text becomes text: every model can read that, few providers take it as a file. `decodeContent` reads
 * a document that is itself made of blocks.
 */
export function decodeDocument(
  block: JsonObject,
  path: string,
  decodeContent: (content: Json, path: string) => DocumentContent,
): DocumentContent {
  const source = requiredObject(block.source, `${path}.source`);
  const title = optionalString(block.title, `${path}.title`);
  const context = textParts(optionalString(block.context, `${path}.context`));
  const mark = decodeCacheMark(block);
  switch (source.type) {
    case "text":
      return [
        ...textParts(title),
        ...context,
        { type: "text", text: requiredString(source.data, `${path}.source.data`), ...mark },
      ];
    case "content": {
      const content = decodeContent(source.content ?? [], `${path}.source.content`);
      return [
        ...textParts(title),
        ...context,
        ...content.map((part, index) => (index === content.length - 1 ? { ...part, ...mark } : part)),
      ];
    }
    default: {
      const name = title === undefined ? {} : { name: title };
      return [...context, { type: "document", source: decodeSource(source, `${path}.source`), ...name, ...mark }];
    }
  }
}

const textParts = (text: string | undefined): readonly TextPart[] =>
  text === undefined || text === "" ? [] : [{ type: "text", text }];

function decodeSource(source: JsonObject, path: string): MediaSource {
  switch (source.type) {
    case "base64":
      return {
        kind: "base64",
        mediaType: requiredString(source.media_type, `${path}.media_type`),
        data: requiredString(source.data, `${path}.data`),
      };
    case "url":
      return { kind: "url", url: requiredString(source.url, `${path}.url`) };
    case "file":
      throw untranslatable(`${path}.type`, "a file stored with Anthropic");
    default:
      throw invalidRequest(`${path}.type`, "the type of a source: base64, url, text, content or file");
  }
}
