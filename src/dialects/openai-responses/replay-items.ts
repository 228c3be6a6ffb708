import { textOf, type JsonObject } from "../../core/json.ts";
import { typeOf } from "./list-item.ts";
import { isForeign } from "./seal-reasoning.ts";

/**
 * Types whose id OpenAI does not ask for. With it, it looks for what it keeps itself under that id: it refuses a request
 * where it finds nothing, or where the thinking is missing that it keeps of the same turn.
 */
const NAMELESS: ReadonlySet<string> = new Set([
  "message",
  "reasoning",
  "function_call",
  "function_call_output",
  "custom_tool_call",
  "custom_tool_call_output",
]);

/** What OpenAI's own tools did. These ids it does ask for. */
const RECORDS: ReadonlySet<string> = new Set([
  "web_search_call",
  "file_search_call",
  "code_interpreter_call",
  "mcp_list_tools",
  "mcp_call",
]);

/**
 * Items of earlier turns, so that any account of any provider takes them. Records stay only behind the sealed thinking that
 * they belong to: without it they are refused, and the text of the answer says what was found.
 */
export function replayItems(items: readonly JsonObject[]): readonly JsonObject[] {
  let isSealed = false;
  return items.flatMap((item) => {
    const type = typeOf(item);
    if (type === "reasoning") isSealed = isOwnSeal(textOf(item.encrypted_content) ?? "");
    if (type === "message" && item.role !== "assistant") isSealed = false;
    if (RECORDS.has(type) && !isSealed) return [];
    return NAMELESS.has(type) ? [withoutId(item)] : [item];
  });
}

const isOwnSeal = (sealed: string): boolean => sealed !== "" && !isForeign(sealed);

function withoutId(item: JsonObject): JsonObject {
  const { id: _, ...rest } = item;
  return rest;
}
