import type { AudioPart, DocumentPart, ImagePart, Message, Part, TextPart, ToolResultPart } from "../../core/chat.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { encodeToolCall } from "./encode-response.ts";
import { decodeText } from "../decode-text.ts";
import { writeSource } from "../read-source.ts";

type UserPart = TextPart | ImagePart | DocumentPart | AudioPart;

export interface EncodedMessages {
  readonly messages: readonly JsonObject[];
  /** Parts that were left out, because the dialect cannot say them. */
  readonly unsupported: readonly string[];
}

/**
 * What OpenAI-like services all take: text as one string wherever there is only text, since several of them refuse
 * lists of parts outside of user messages. Cache marks are left out (these services cache by themselves), and so
 * are the reasoning, the signatures and the pictures of earlier answers: message fields that most of them refuse.
 */
export function encodeMessages(messages: readonly Message[]): EncodedMessages {
  const encoded: JsonObject[] = [];
  const unsupported = new Set<string>();
  // The results of parallel calls must follow one another, so media wait for the last of them.
  let waiting: readonly UserPart[] = [];

  for (const message of messages) {
    const results = message.parts.filter((part) => part.type === "tool-result");
    const others = message.parts.filter(isUserPart);
    for (const result of results) {
      encoded.push(encodeResult(result));
      waiting = [...waiting, ...result.content.filter((part) => part.type !== "text")];
    }
    if (results.length > 0 && message.role !== "assistant") {
      waiting = [...waiting, ...others];
      continue;
    }
    const isUser = message.role === "user";
    if (waiting.length > 0 && !isUser) encoded.push(encodeUser(waiting, undefined, unsupported));
    if (isUser) encoded.push(encodeUser([...waiting, ...others], message.name, unsupported));
    else encoded.push(message.role === "assistant" ? encodeAssistant(message) : encodeSystem(message));
    waiting = [];
  }
  if (waiting.length > 0) encoded.push(encodeUser(waiting, undefined, unsupported));
  return { messages: encoded, unsupported: [...unsupported] };
}

const isUserPart = (part: Part): part is UserPart =>
  part.type === "text" || part.type === "image" || part.type === "document" || part.type === "audio";

const withName = (name: string | undefined): JsonObject => (name === undefined ? {} : { name });

const textsOf = (parts: readonly Part[]): readonly string[] =>
  parts.filter((part) => part.type === "text").map((part) => part.text);

/** Paragraphs of a prompt stay paragraphs. */
const joinTexts = (parts: readonly Part[]): string => textsOf(parts).join("\n\n").toWellFormed();

const encodeSystem = ({ parts, name }: Message): JsonObject => ({
  role: "system",
  content: joinTexts(parts),
  ...withName(name),
});

function encodeAssistant({ parts, name }: Message): JsonObject {
  // Anthropic cuts one sentence into several blocks where it cites, so nothing comes between them.
  const text = textsOf(parts).join("").toWellFormed();
  const calls = parts.filter((part) => part.type === "tool-call");
  return {
    role: "assistant",
    content: text === "" && calls.length > 0 ? null : text,
    ...withName(name),
    ...(calls.length > 0 && { tool_calls: calls.map(encodeToolCall) }),
  };
}

/** There is no field for a failed call: the text has to say it. */
function encodeResult({ id, content, isError }: ToolResultPart): JsonObject {
  const text = joinTexts(content);
  const isAttached = text === "" && content.some(({ type }) => type !== "text");
  const attached = isAttached ? "The result is attached to the next message." : text;
  return { role: "tool", tool_call_id: id, content: isError === true ? `Error: ${attached}` : attached };
}

function encodeUser(parts: readonly UserPart[], name: string | undefined, unsupported: Set<string>): JsonObject {
  if (parts.every((part) => part.type === "text"))
    return { role: "user", content: joinTexts(parts), ...withName(name) };
  return { role: "user", content: parts.flatMap((part) => encodePart(part, unsupported)), ...withName(name) };
}

function encodePart(part: UserPart, unsupported: Set<string>): readonly Json[] {
  switch (part.type) {
    case "text":
      return [{ type: "text", text: part.text.toWellFormed() }];
    case "audio":
      return [{ type: "input_audio", input_audio: { data: part.data, format: part.format } }];
    case "image": {
      const detail = part.detail === undefined ? {} : { detail: part.detail };
      return [{ type: "image_url", image_url: { url: writeSource(part.source), ...detail } }];
    }
    case "document":
      return encodeDocument(part, unsupported);
  }
}

function encodeDocument({ source, name }: DocumentPart, unsupported: Set<string>): readonly Json[] {
  if (source.kind === "url") {
    unsupported.add("document by URL");
    return [];
  }
  const { mediaType, data } = source;
  // Files are PDFs to OpenAI; a text is better told as one.
  const text = mediaType.startsWith("text/") ? decodeText(data) : undefined;
  if (text !== undefined) return [{ type: "text", text: name === undefined ? text : `${name}:\n\n${text}` }];
  return [{ type: "file", file: { filename: name ?? "document.pdf", file_data: `data:${mediaType};base64,${data}` } }];
}
