import type { ImagePart, ReasoningPart, TextPart } from "../../core/chat.ts";
import { isArray, type Json, type JsonObject } from "../../core/json.ts";
import { defined, invalidRequest, optionalString, requiredObject, requiredString } from "../read-fields.ts";
import { readSource } from "../read-source.ts";
import { writeDocument } from "./write-document.ts";

type Read<P> = (item: JsonObject, path: string) => readonly P[];

/** `content` of a message: a text, or a list of items. An empty text is no part, because other dialects refuse those. */
export function decodeContent<P>(content: Json | undefined, path: string, read: Read<P>): readonly (P | TextPart)[] {
  if (typeof content === "string") return textParts(content);
  if (!isArray(content)) throw invalidRequest(path, "a string or an array");
  return content.flatMap((value, index): readonly (P | TextPart)[] => {
    const item = requiredObject(value, `${path}[${index}]`);
    return item.type === "text"
      ? textParts(requiredString(item.text, `${path}[${index}].text`))
      : read(item, `${path}[${index}]`);
  });
}

export const textParts = (text: string): readonly TextPart[] => (text === "" ? [] : [{ type: "text", text }]);

export const onlyText: Read<never> = (_, path) => {
  throw invalidRequest(`${path}.type`, "text");
};

export const readImage: Read<ImagePart> = (item, path) => {
  if (item.type !== "image_url") throw invalidRequest(`${path}.type`, "text or image_url");
  const { url, detail } = requiredObject(item.image_url, `${path}.image_url`);
  const source = readSource(requiredString(url, `${path}.image_url.url`));
  if (source === undefined) throw invalidRequest(`${path}.image_url.url`, "a URL or a base64 data: URL");
  return [{ type: "image", source, ...defined({ detail: optionalString(detail, `${path}.image_url.detail`) }) }];
};

export const readThinking: Read<ReasoningPart> = (item, path) => {
  if (item.type !== "thinking") throw invalidRequest(`${path}.type`, "text or thinking");
  return [{ type: "reasoning", text: requiredString(item.thinking, `${path}.thinking`) }];
};

/** In the result of a tool. */
export const readDocument: Read<TextPart> = (item, path) => {
  if (item.type !== "document") throw invalidRequest(`${path}.type`, "text or document");
  return textParts(writeDocument(item.document, `${path}.document`));
};
