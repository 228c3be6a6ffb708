import type { Citation, ImagePart, Part, ReasoningPart, Search, ToolCallPart } from "../../core/chat.ts";
import { isObject, numberOf, objectsOf, textOf, textsOf, type Json, type JsonObject } from "../../core/json.ts";
import { wrapCustomInput } from "./map-custom-tool.ts";
import { signOwn } from "./seal-reasoning.ts";

/**
 * The part that an item of an answer says; undefined for an empty one, and for the records of tools that the provider
 * ran itself (searches, code): what the model says about them is text.
 */
export function readItem(item: JsonObject): Part | undefined {
  switch (item.type) {
    case "message": {
      const text = textsIn(item.content).join("");
      return text === "" ? undefined : { type: "text", text: text.toWellFormed() };
    }
    case "reasoning":
      return readReasoning(item);
    case "function_call":
    case "custom_tool_call":
      return readCall(item);
    case "image_generation_call":
      return readImage(item);
    default:
      return undefined;
  }
}

/** A refusal is the text of an answer that has no other. */
const textsIn = (content: Json | undefined): readonly string[] =>
  objectsOf(content).map((part) => textOf(part.text) ?? textOf(part.refusal) ?? "");

/** OpenAI's models tell a summary, whose parts are paragraphs; open models what they thought, word by word. */
export const joinThoughts = (summary: readonly string[], content: readonly string[]): string =>
  content.join("") || summary.join(PARAGRAPH);

export const PARAGRAPH = "\n\n";

function readReasoning(item: JsonObject): ReasoningPart | undefined {
  const text = joinThoughts(textsIn(item.summary), textsIn(item.content)).toWellFormed();
  const signature = readSignature(item);
  if (text === "" && signature === undefined) return undefined;
  return { type: "reasoning", text, ...(signature !== undefined && { signature }) };
}

function readSignature({ id, encrypted_content }: JsonObject): string | undefined {
  const encrypted = textOf(encrypted_content);
  return encrypted ? signOwn({ id: textOf(id) ?? "", encrypted_content: encrypted }) : undefined;
}

export const readCallHead = (item: JsonObject): Pick<ToolCallPart, "id" | "name"> => ({
  id: textOf(item.call_id) || textOf(item.id) || "",
  name: textOf(item.name) ?? "",
});

const readCall = (item: JsonObject): ToolCallPart => ({
  type: "tool-call",
  ...readCallHead(item),
  input:
    item.type === "custom_tool_call"
      ? wrapCustomInput(textOf(item.input) ?? "")
      : (textOf(item.arguments) || "{}").toWellFormed(),
});

function readImage({ result, output_format }: JsonObject): ImagePart | undefined {
  const data = textOf(result);
  if (!data) return undefined;
  const format = textOf(output_format) ?? "png";
  return {
    type: "image",
    source: { kind: "base64", mediaType: format === "svg" ? "image/svg+xml" : `image/${format}`, data },
  };
}

/**
 * The web sources of a message. `before` is the length of the text of the answer up to it. Files that the provider
 * keeps have no address, and a citation from 0 to 0 is of no known place.
 */
export function readCitations({ type, content }: JsonObject, before: number): readonly Citation[] {
  if (type !== "message") return [];
  const citations: Citation[] = [];
  let offset = before;
  for (const part of objectsOf(content)) {
    for (const { type: kind, url, title, start_index, end_index } of objectsOf(part.annotations)) {
      if (kind !== "url_citation" || typeof url !== "string") continue;
      const start = numberOf(start_index);
      const end = numberOf(end_index);
      citations.push({
        url,
        ...(textOf(title) && { title: textOf(title) ?? "" }),
        ...(start !== undefined && end !== undefined && end > 0 && { start: offset + start, end: offset + end }),
      });
    }
    offset += (textOf(part.text) ?? textOf(part.refusal) ?? "").length;
  }
  return citations;
}

/**
 * A search that the provider ran; undefined for any other item, and for the opening of a page that one found, which
 * is told as a call of the same tool.
 */
export function readSearch({ type, action }: JsonObject): Search | undefined {
  const { type: kind = "search", query, queries, sources } = isObject(action) ? action : {};
  if (type !== "web_search_call" || kind !== "search") return undefined;
  return {
    query: (textOf(query) ?? textsOf(queries).join(", ")).toWellFormed(),
    sources: objectsOf(sources).flatMap(({ url }) => (typeof url === "string" ? [{ url }] : [])),
  };
}

/** As OpenAI bills them: by the call, however many queries it has. */
export const countSearches = (items: readonly JsonObject[]): number =>
  items.filter((item) => readSearch(item) !== undefined).length;

/** The length of what a model wrote into an item, for estimates. */
export function countChars(item: JsonObject): number {
  const said = [item.name, item.arguments, item.type === "custom_tool_call" ? item.input : undefined];
  return [...said.map((text) => textOf(text) ?? ""), ...textsIn(item.summary), ...textsIn(item.content)].reduce(
    (sum, { length }) => sum + length,
    0,
  );
}
