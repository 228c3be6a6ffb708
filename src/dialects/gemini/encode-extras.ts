import { isObject, objectsOf, textsOf, type Json, type JsonObject } from "../../core/json.ts";
import { toCamel } from "./read-names.ts";

export interface EncodedExtras {
  /** Fields beside `contents`. */
  readonly body: JsonObject;
  /** Fields of `generationConfig`. */
  readonly config: JsonObject;
  /** Tools that Google runs itself. */
  readonly tools: readonly JsonObject[];
  readonly unsupported: readonly string[];
}

/** What LiteLLM clients write beside OpenAI's own fields, and Google has inside of `generationConfig`. */
const CONFIG_FIELDS = new Set([
  "responseModalities",
  "speechConfig",
  "mediaResolution",
  "imageConfig",
  "thinkingConfig",
  "responseSchema",
  "responseJsonSchema",
  "responseMimeType",
  "audioTimestamp",
]);
const BODY_FIELDS = new Set(["safetySettings", "cachedContent"]);

/** Fields that nobody here knows go along as they are: Google names what it does not take. */
export function encodeExtras(extras: JsonObject): EncodedExtras {
  const body: [string, Json][] = [];
  const config: [string, Json | undefined][] = [];
  const tools: JsonObject[] = [];
  const unsupported: string[] = [];
  for (const [name, value] of Object.entries(extras)) {
    const own = toCamel(name);
    if (value === undefined) continue;
    if (CONFIG_FIELDS.has(own)) config.push([own, value]);
    else if (BODY_FIELDS.has(own)) body.push([own, value]);
    else if (own === "generationConfig" && isObject(value)) config.push(...Object.entries(value));
    else if (name === "provider_tools") tools.push(...objectsOf(value).map(encodeOwnTool));
    else if (name !== "modalities") body.push([name, value]);
    // An answer that is sound has no word in the translation.
    else if (textsOf(value).includes("audio")) unsupported.push(name);
    else config.push(["responseModalities", textsOf(value).map((modality) => modality.toUpperCase())]);
  }
  return { body: Object.fromEntries(body), config: Object.fromEntries(config), tools, unsupported };
}

/** `{"googleSearch": {}}` as Google writes it, or Anthropic's word for the same. */
const encodeOwnTool = (tool: JsonObject): JsonObject =>
  typeof tool.type === "string" && tool.type.startsWith("web_search") ? { googleSearch: {} } : tool;
