import type { CacheMark, DocumentPart, ImagePart, MediaSource, Part, TextPart } from "../../core/chat.ts";
import { GatewayError } from "../../core/errors.ts";
import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { defined, invalidRequest, optionalString, requiredObject, requiredString } from "../read-fields.ts";
import { readThinking } from "./read-answer.ts";
import { readSource } from "../read-source.ts";

/** `content` of any message: text, or a list of parts. An empty text is no part, because other dialects refuse those. */
export function decodeContent(content: Json | undefined, path: string): readonly Part[] {
  if (typeof content === "string") return content === "" ? [] : [{ type: "text", text: content }];
  if (!isArray(content)) throw invalidRequest(path, "a string or an array of parts");
  return content.flatMap((part, index) => decodePart(part, `${path}[${index}]`));
}

function decodePart(value: Json, path: string): readonly Part[] {
  if (typeof value === "string") return [{ type: "text", text: value }];
  const part = requiredObject(value, path);
  const cache = defined({ cache: decodeCacheMark(part.cache_control) });
  switch (part.type) {
    case "text": {
      const text = requiredString(part.text, `${path}.text`);
      return text === "" ? [] : [{ type: "text", text, ...cache }];
    }
    case "refusal":
      return [{ type: "text", text: requiredString(part.refusal, `${path}.refusal`) }];
    case "image_url":
      return [{ ...decodeImage(part.image_url, `${path}.image_url`), ...cache }];
    case "input_audio": {
      const audio = requiredObject(part.input_audio, `${path}.input_audio`);
      const data = requiredString(audio.data, `${path}.input_audio.data`);
      return [{ type: "audio", data, format: requiredString(audio.format, `${path}.input_audio.format`), ...cache }];
    }
    case "file":
      return [{ ...decodeFile(requiredObject(part.file, `${path}.file`), `${path}.file`), ...cache }];
    case "thinking": {
      const signature = textOf(part.signature);
      return [{ type: "reasoning", text: readThinking(part.thinking), ...(signature && { signature }) }];
    }
    default:
      throw invalidRequest(`${path}.type`, "text, image_url, input_audio or file");
  }
}

function decodeImage(value: Json | undefined, path: string): ImagePart {
  const image = typeof value === "string" ? { url: value } : requiredObject(value, path);
  const url = requiredString(image.url, `${path}.url`);
  return {
    type: "image",
    source: decodeSource(url, `${path}.url`),
    ...defined({ detail: optionalString(image.detail, `${path}.detail`) }),
  };
}

function decodeFile(file: JsonObject, path: string): DocumentPart {
  const data = optionalString(file.file_data, `${path}.file_data`);
  // OpenAI's ids mean nothing to another provider; LiteLLM clients put URLs here.
  const id = optionalString(file.file_id, `${path}.file_id`);
  const name = defined({ name: optionalString(file.filename, `${path}.filename`) });
  if (data !== undefined) return { type: "document", source: decodeSource(data, `${path}.file_data`), ...name };
  if (id !== undefined && /^https?:/i.test(id)) return { type: "document", source: { kind: "url", url: id }, ...name };
  if (id === undefined) throw invalidRequest(path, "an object with file_data");
  throw new GatewayError("invalid_request", "A file id of OpenAI cannot be used with this model: send `file_data`.", {
    param: `${path}.file_id`,
  });
}

function decodeSource(url: string, path: string): MediaSource {
  const source = readSource(url);
  if (source === undefined) throw invalidRequest(path, "a URL or a base64 data: URL");
  return source;
}

/** The marker of Anthropic, which LiteLLM clients set on this path too. One it does not know is no marker. */
export function decodeCacheMark(value: Json | undefined): CacheMark | undefined {
  if (!isObject(value) || value.type !== "ephemeral") return undefined;
  const ttl = value.ttl;
  return ttl === "5m" || ttl === "1h" ? { ttl } : {};
}

/** What may stand in the result of a tool. */
export const isResultPart = (part: Part): part is TextPart | ImagePart | DocumentPart =>
  part.type === "text" || part.type === "image" || part.type === "document";
