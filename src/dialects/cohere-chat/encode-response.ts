import type { ChatResponse, Part, ToolCallPart } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { encodeCitation } from "./encode-citation.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";
import { encodeUsage } from "./map-usage.ts";

export function encodeResponse(response: ChatResponse): JsonObject {
  const { id, parts, finish, stopSequence, citations = [], usage } = response;
  const said = parts.flatMap(encodePart);
  const calls = parts.filter((part) => part.type === "tool-call");
  // An answer that calls no tools has a text, which clients read without a question.
  const content = said.length > 0 || calls.length > 0 ? said : [{ type: "text", text: "" }];
  const texts = content.map(({ text }) => text ?? "");
  return {
    id,
    finish_reason: encodeFinishReason(finish, stopSequence),
    message: {
      role: "assistant",
      ...(content.length > 0 && { content }),
      ...(calls.length > 0 && { tool_calls: calls.map(encodeCall) }),
      ...(citations.length > 0 && { citations: citations.map((citation) => encodeCitation(citation, texts)) }),
    },
    ...(usage !== undefined && { usage: encodeUsage(usage) }),
  };
}

type Content =
  | { readonly type: "text"; readonly text: string }
  | { readonly type: "thinking"; readonly thinking: string; readonly text?: never };

/**
 * Thinking is never told as the plan before calls, which Cohere has for it too: when a stream begins to tell it, nobody
 * knows whether calls will follow. Cohere's answers hold no pictures, and no thinking that is sealed.
 */
function encodePart(part: Part): readonly Content[] {
  if (part.type !== "text" && part.type !== "reasoning") return [];
  const text = part.text.toWellFormed();
  if (text === "") return [];
  return [part.type === "text" ? { type: "text", text } : { type: "thinking", thinking: text }];
}

const encodeCall = ({ id, name, input }: ToolCallPart): JsonObject => ({
  id,
  type: "function",
  function: { name, arguments: input === "" ? "{}" : input.toWellFormed() },
});
