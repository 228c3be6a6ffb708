import type { ChatResponse, Citation, MediaSource, Part, ReasoningPart, ToolCallPart } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { StreamEncoderOptions } from "../dialect.ts";
import { encodeUsage } from "./encode-usage.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";
import { writeSource } from "../read-source.ts";

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
        message: encodeMessage(response),
        logprobs: null,
        finish_reason: encodeFinishReason(response.finish),
      },
    ],
    ...(response.usage !== undefined && { usage: encodeUsage(response.usage) }),
  };
}

function encodeMessage({ parts, citations = [] }: ChatResponse): JsonObject {
  const text = joinText(parts, "text");
  const calls = parts.filter((part) => part.type === "tool-call");
  const reasoning = parts.filter((part) => part.type === "reasoning");
  const thinking = joinText(parts, "reasoning");
  const blocks = reasoning.flatMap(encodeThinkingBlock);
  const images = parts.filter((part) => part.type === "image");
  return {
    role: "assistant",
    content: text === "" && calls.length > 0 ? null : text,
    refusal: null,
    ...(calls.length > 0 && {
      tool_calls: calls.map((call) => ({ ...encodeToolCall(call), ...encodeSignature(call.signature) })),
    }),
    ...(thinking !== "" && { reasoning_content: thinking }),
    ...(blocks.length > 0 && { thinking_blocks: blocks }),
    ...(images.length > 0 && { images: images.map(({ source }, index) => encodeImage(source, index)) }),
    ...(citations.length > 0 && { annotations: citations.map(encodeCitation) }),
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

/** Where Google's compatible endpoint tells it (ai.google.dev, "Thought signatures"), and where the LiteLLM proxy does. */
export const encodeSignature = (signature: string | undefined): JsonObject =>
  signature === undefined
    ? {}
    : {
        extra_content: { google: { thought_signature: signature } },
        provider_specific_fields: { thought_signature: signature },
      };

/** OpenAI's own chat answers hold no pictures: this is the shape of OpenRouter and LiteLLM. */
export const encodeImage = (source: MediaSource, index: number): JsonObject => ({
  type: "image_url",
  image_url: { url: writeSource(source) },
  index,
});

/** SDKs check for all four fields, so a citation of no known place has an empty one. */
export const encodeCitation = ({ url, title, start, end }: Citation): JsonObject => ({
  type: "url_citation",
  url_citation: {
    url,
    title: (title ?? url).toWellFormed(),
    start_index: start ?? 0,
    end_index: end ?? start ?? 0,
  },
});
