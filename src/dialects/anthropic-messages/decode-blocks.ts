import type {
  DocumentPart,
  ImagePart,
  Part,
  ReasoningPart,
  TextPart,
  ToolCallPart,
  ToolResultPart,
} from "../../core/chat.ts";
import { isArray, type Json, type JsonObject } from "../../core/json.ts";
import { invalidRequest, optionalBoolean, optionalString, requiredObject, requiredString } from "../read-fields.ts";
import { decodeDocument, decodeImage } from "./decode-media.ts";
import { decodeCacheMark } from "./map-cache-mark.ts";
import { isCallSignature, readCallSignatures } from "./map-call-signature.ts";
import { writeToolInput } from "./map-tool-input.ts";
import { untranslatable } from "./untranslatable.ts";

/** `content`: a text, or a list of blocks. `path` names it in errors. */
export function decodeBlocks(content: Json | undefined, path: string): readonly Part[] {
  if (typeof content === "string") return textPart(content);
  if (!isArray(content)) throw invalidRequest(path, "a string or a list of blocks");
  const signatures = readCallSignatures(content);
  return content.flatMap((block, index) =>
    decodeBlock(requiredObject(block, `${path}[${index}]`), `${path}[${index}]`, signatures),
  );
}

/** A text without words says nothing, and most providers refuse one. */
const textPart = (text: string, mark: Pick<TextPart, "cache"> = {}): readonly TextPart[] =>
  text === "" ? [] : [{ type: "text", text, ...mark }];

export function decodeTextBlocks(content: Json | undefined, path: string): readonly TextPart[] {
  const parts = decodeBlocks(content, path);
  if (parts.every((part) => part.type === "text")) return parts;
  throw invalidRequest(path, "text blocks only");
}

function decodeBlock(block: JsonObject, path: string, signatures: ReadonlyMap<string, string>): readonly Part[] {
  switch (block.type) {
    case "text":
      return textPart(requiredString(block.text, `${path}.text`), decodeCacheMark(block));
    case "image":
      return [decodeImage(block, path)];
    case "document":
      return decodeDocument(block, path, decodeResultContent);
    case "search_result":
      return decodeSearchResult(block, path);
    // Says which deferred tool a search found. The name is all that another model can use.
    case "tool_reference":
      return [{ type: "text", text: requiredString(block.tool_name, `${path}.tool_name`) }];
    // What Anthropic made of the conversation before it.
    case "compaction": {
      const text = optionalString(block.content, `${path}.content`);
      return text === undefined ? [] : [{ type: "text", text, ...decodeCacheMark(block) }];
    }
    case "thinking":
      return isCallSignature(block) ? [] : [decodeThinking(block, path)];
    case "redacted_thinking":
      return [{ type: "reasoning", text: "", redacted: requiredString(block.data, `${path}.data`) }];
    case "tool_use":
      return [decodeToolCall(block, path, signatures)];
    case "tool_result":
      return [decodeToolResult(block, path)];
    default:
      return skipRecord(block, path);
  }
}

function decodeToolCall(block: JsonObject, path: string, signatures: ReadonlyMap<string, string>): ToolCallPart {
  const id = requiredString(block.id, `${path}.id`);
  const signature = signatures.get(id);
  return {
    type: "tool-call",
    id,
    name: requiredString(block.name, `${path}.name`),
    input: writeToolInput(block.input),
    ...(signature !== undefined && { signature }),
    ...decodeCacheMark(block),
  };
}

/**
 * What Anthropic's own tools did in earlier turns, and which of its models took over: the model's text about it stays,
 * the record means nothing elsewhere.
 */
function skipRecord({ type }: JsonObject, path: string): readonly Part[] {
  if (typeof type !== "string") throw invalidRequest(`${path}.type`, "the type of a block");
  if (/^(server_tool_use|mcp_tool_use|fallback)$|_tool_result$/.test(type)) return [];
  throw untranslatable(`${path}.type`, `a block of type "${type}"`);
}

function decodeSearchResult(block: JsonObject, path: string): readonly Part[] {
  const title = requiredString(block.title, `${path}.title`);
  const source = requiredString(block.source, `${path}.source`);
  const texts = decodeTextBlocks(block.content, `${path}.content`).map(({ text }) => text);
  return [{ type: "text", text: [title, source, ...texts].join("\n"), ...decodeCacheMark(block) }];
}

function decodeThinking(block: JsonObject, path: string): ReasoningPart {
  const signature = optionalString(block.signature, `${path}.signature`);
  return {
    type: "reasoning",
    text: requiredString(block.thinking, `${path}.thinking`),
    // Empty in the answers of models that do not sign their thoughts.
    ...(signature !== undefined && signature !== "" && { signature }),
  };
}

function decodeToolResult(block: JsonObject, path: string): ToolResultPart {
  const isError = optionalBoolean(block.is_error, `${path}.is_error`);
  return {
    type: "tool-result",
    id: requiredString(block.tool_use_id, `${path}.tool_use_id`),
    content: decodeResultContent(block.content ?? [], `${path}.content`),
    ...(isError === true && { isError }),
    ...decodeCacheMark(block),
  };
}

type ResultContent = ToolResultPart["content"];

function decodeResultContent(content: Json, path: string): ResultContent {
  const parts = decodeBlocks(content, path);
  if (parts.every(isResultPart)) return parts;
  throw invalidRequest(path, "text, images and documents only");
}

const isResultPart = (part: Part): part is TextPart | ImagePart | DocumentPart =>
  part.type === "text" || part.type === "image" || part.type === "document";
