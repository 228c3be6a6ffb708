import type { Search } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { CallItem, Item, MessageItem, ReasoningItem } from "./answer-items.ts";
import { unwrapCustomInput } from "./map-custom-tool.ts";
import { searchArguments } from "./map-tool-search.ts";
import { packForeign, readOwn } from "./seal-reasoning.ts";

const PREFIX_OF = {
  message: "msg",
  reasoning: "rs",
  function: "fc",
  custom: "ctc",
  "tool-search": "tsc",
  image: "ig",
  search: "ws",
} as const satisfies Record<Item["kind"], string>;

/** OpenAI refuses an id of more than 64 characters when it comes back. */
const STEM_CHARS_MAX = 40;

export const itemId = (responseId: string, kind: Item["kind"], index: number): string =>
  `${PREFIX_OF[kind]}_${responseId
    .replace(/^resp_/, "")
    .replace(/[^\w-]/g, "_")
    .slice(-STEM_CHARS_MAX)}_${index}`;

export type ItemStatus = "in_progress" | "completed" | "incomplete";

export function encodeItem(item: Item, id: string, status: ItemStatus): JsonObject {
  switch (item.kind) {
    case "message":
      return { id, type: "message", role: "assistant", status, content: item.text === "" ? [] : [textPart(item)] };
    case "reasoning":
      return { id, type: "reasoning", status, summary: summaryOf(item.text), ...encodeSeal(item) };
    case "function":
      return {
        id,
        type: "function_call",
        status,
        call_id: item.call,
        ...titleOf(item),
        arguments: argumentsOf(item, status),
      };
    case "custom":
      return {
        id,
        type: "custom_tool_call",
        status,
        call_id: item.call,
        ...titleOf(item),
        input: unwrapCustomInput(item.input),
      };
    case "tool-search":
      return {
        id,
        type: "tool_search_call",
        status,
        call_id: item.call,
        execution: "client",
        arguments: status === "in_progress" ? {} : searchArguments(item.input),
      };
    case "image":
      // A picture comes whole or not at all.
      return status === "in_progress"
        ? { id, type: "image_generation_call", status, result: null }
        : { id, type: "image_generation_call", status: "completed", result: item.data };
    case "search":
      return {
        id,
        type: "web_search_call",
        status: status === "in_progress" ? status : "completed",
        action: encodeAction(item),
      };
  }
}

const encodeAction = ({ query, sources }: Search): JsonObject => ({
  type: "search",
  query,
  queries: [query],
  ...(sources.length > 0 && { sources: sources.map(({ url }) => ({ type: "url", url })) }),
});

const titleOf = ({ name, namespace }: CallItem): JsonObject => ({
  name,
  ...(namespace !== undefined && { namespace }),
});

/** Clients parse the arguments of every call, so a call without any says `{}`. */
const argumentsOf = ({ input }: CallItem, status: ItemStatus): string =>
  input === "" && status !== "in_progress" ? "{}" : input;

export const textPart = ({ text, annotations }: MessageItem): JsonObject => ({
  type: "output_text",
  text,
  annotations,
  logprobs: [],
});

const summaryOf = (text: string): readonly JsonObject[] => (text === "" ? [] : [{ type: "summary_text", text }]);

/** A provider of this dialect gets back its own id too. */
function encodeSeal({ signature, redacted, call }: ReasoningItem): JsonObject {
  const own = readOwn(signature);
  if (own !== undefined) return own.id === "" ? { encrypted_content: own.encrypted_content } : { ...own };
  if (redacted !== undefined) return { encrypted_content: packForeign({ redacted }) };
  if (signature === "") return {};
  return { encrypted_content: packForeign({ signature, ...(call !== undefined && { call }) }) };
}
