import type { JsonObject } from "../../../../src/core/json.ts";
import type { Frame } from "../../../../src/streams/frame.ts";
import { createFrameParser } from "../../../../src/streams/parse-frames.ts";
import { wireBytes, wireText } from "../../../support/wire.ts";

/** The frames of a fixture: `openai/chat`. */
export function framesOf(name: string): readonly Frame[] {
  const parser = createFrameParser({ frameBytesMax: 1e6 });
  return [...parser.push(wireBytes(`${name}.sse`)), ...parser.flush()];
}

export const bodyOf = (name: string): JsonObject => JSON.parse(wireText(`${name}.json`)) as JsonObject;

export const frameOf = (body: unknown, event?: string): Frame => ({ event, data: JSON.stringify(body) });

/** A chunk with one choice. */
export const chunk = (delta: JsonObject, more: JsonObject = {}): JsonObject => ({
  id: "chatcmpl-1",
  object: "chat.completion.chunk",
  created: 1790000000,
  model: "m",
  choices: [{ index: 0, delta, finish_reason: null, ...more }],
});

export const done: Frame = { data: "[DONE]" };

/** All good streams, each beside its whole answer. */
export const STREAMS = [
  "openai/chat",
  "openai/tool",
  "openai/parallel-tools",
  "openai/length",
  "openai/refusal",
  "openai/cached",
  "openai/json-schema",
  "azure/chat",
  "deepseek/chat",
  "groq/chat",
  "hosted_vllm/chat",
  "mistral/chat",
  "mistral/thinking",
  "openrouter/chat",
  "together_ai/chat",
  "acme/chat",
];
