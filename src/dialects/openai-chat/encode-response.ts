import type { ChatResponse, Part, ReasoningPart, ToolCallPart } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { StreamEncoderOptions } from "../dialect.ts";
import { encodeUsage } from "./encode-usage.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";

export function encodeResponse(response: ChatResponse, options: StreamEncoderOptions): JsonObject {
  return {
    id: response.id,
    object: "chat.completion",
    created: options.createdSeconds,
    model: response.model,
    system_fingerprint: null,
    choices: [
      {
        index: 0,
        message: encodeMessage(response.parts),
        logprobs: null,
        finish_reason: encodeFinishReason(response.finish),
      },
    ],
    ...(response.usage !== undefined && { usage: encodeUsage(response.usage) }),
  };
}

function encodeMessage(parts: readonly Part[]): JsonObject {
  const text = joinText(parts, "text");
  const calls = parts.filter((part) => part.type === "tool-call");
  const reasoning = parts.filter((part) => part.type === "reasoning");
  const thinking = joinText(parts, "reasoning");
  const blocks = reasoning.flatMap(encodeThinkingBlock);
  return {
    role: "assistant",
    content: text === "" && calls.length > 0 ? null : text,
    refusal: null,
    ...(calls.length > 0 && { tool_calls: calls.map(encodeToolCall) }),
    ...(thinking !== "" && { reasoning_content: thinking }),
    ...(blocks.length > 0 && { thinking_blocks: blocks }),
  };
}

const joinText = (parts: readonly Part[], type: "text" | "reasoning"): string =>
  parts
    .map((part) => (part.type === type ? part.text : ""))
    .join("")
    .toWellFormed();

/** Only what the provider will check when it is sent back; plain reasoning is told by `reasoning_content` alone. */
export function encodeThinkingBlock({ text, signature, redacted }: ReasoningPart): readonly JsonObject[] {
  if (redacted !== undefined) return [{ type: "redacted_thinking", data: redacted }];
  return signature === undefined ? [] : [{ type: "thinking", thinking: text.toWellFormed(), signature }];
}

/** Clients parse the arguments of every call, so a call without any says `{}`. */
export const encodeToolCall = ({ id, name, input }: ToolCallPart): JsonObject => ({
  id,
  type: "function",
  function: { name, arguments: input === "" ? "{}" : input.toWellFormed() },
});
