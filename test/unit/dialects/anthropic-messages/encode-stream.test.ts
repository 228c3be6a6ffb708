import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatEvent } from "../../../../src/core/chat.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";
import type { Frame } from "../../../../src/streams/frame.ts";
import { collect, dataOf, framesOf } from "./read-frames.ts";

function encode(events: readonly ChatEvent[]): readonly Frame[] {
  const encoder = anthropicMessages.encoder({ includeUsage: true, createdSeconds: 0 });
  return events.flatMap((event) => encoder.push(event));
}

function decode(frames: readonly Frame[]): readonly ChatEvent[] {
  const decoder = anthropicMessages.decoder();
  return frames.flatMap((frame) => decoder.push(frame));
}

const END: ChatEvent = { type: "response-end", finish: "stop", usage: { inputTokens: 5, outputTokens: 9 } };

describe("encoding a stream", () => {
  test("writes the events of the dialect, each named by its type", () => {
    const frames = encode([
      { type: "response-start", id: "chatcmpl-1", model: "gpt", usage: { inputTokens: 5, outputTokens: 0 } },
      { type: "reasoning-start", block: 0 },
      { type: "reasoning-delta", block: 0, text: "Hm" },
      { type: "reasoning-signature", block: 0, signature: "s" },
      { type: "block-end", block: 0 },
      { type: "text-start", block: 1 },
      { type: "text-delta", block: 1, text: "Hi" },
      { type: "block-end", block: 1 },
      { type: "tool-call-start", block: 2, id: "c", name: "f" },
      { type: "tool-call-delta", block: 2, input: '{"a":' },
      { type: "tool-call-delta", block: 2, input: "1}" },
      { type: "block-end", block: 2 },
      { ...END, finish: "tool-calls" },
    ]);
    const usage = { input_tokens: 5, cache_creation_input_tokens: 0, cache_read_input_tokens: 0 };
    expect(dataOf(frames)).toEqual([
      {
        type: "message_start",
        message: {
          id: "chatcmpl-1",
          type: "message",
          role: "assistant",
          model: "gpt",
          content: [],
          stop_reason: null,
          stop_sequence: null,
          usage: { ...usage, output_tokens: 0 },
        },
      },
      { type: "content_block_start", index: 0, content_block: { type: "thinking", thinking: "", signature: "" } },
      { type: "content_block_delta", index: 0, delta: { type: "thinking_delta", thinking: "Hm" } },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "s" } },
      { type: "content_block_stop", index: 0 },
      { type: "content_block_start", index: 1, content_block: { type: "text", text: "" } },
      { type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "Hi" } },
      { type: "content_block_stop", index: 1 },
      { type: "content_block_start", index: 2, content_block: { type: "tool_use", id: "c", name: "f", input: {} } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: '{"a":' } },
      { type: "content_block_delta", index: 2, delta: { type: "input_json_delta", partial_json: "1}" } },
      { type: "content_block_stop", index: 2 },
      {
        type: "message_delta",
        delta: { stop_reason: "tool_use", stop_sequence: null },
        usage: { ...usage, output_tokens: 9 },
      },
      { type: "message_stop" },
    ]);
    expect(frames.map(({ event }) => event)).toEqual(dataOf(frames).map(({ type }) => type));
  });

  test("starts sealed thinking with its seal", () => {
    const frames = encode([
      { type: "reasoning-start", block: 0 },
      { type: "reasoning-redacted", block: 0, data: "x" },
      { type: "block-end", block: 0 },
    ]);
    expect(dataOf(frames)).toEqual([
      { type: "content_block_start", index: 0, content_block: { type: "redacted_thinking", data: "x" } },
      { type: "content_block_stop", index: 0 },
    ]);
  });

  test("starts thinking of which nothing is told", () => {
    const frames = encode([
      { type: "reasoning-start", block: 0 },
      { type: "block-end", block: 0 },
    ]);
    expect(dataOf(frames).map(({ type }) => type)).toEqual(["content_block_start", "content_block_stop"]);
  });

  test("tells the text that stopped the answer", () => {
    expect(dataOf(encode([{ ...END, stopSequence: "END" }]))[0]).toMatchObject({
      delta: { stop_reason: "stop_sequence", stop_sequence: "END" },
    });
  });

  test("ends as the mark that the gateway writes in a provider's stead", () => {
    expect(encode([END]).slice(-1)).toEqual(anthropicMessages.endMark);
  });
});

test.each([
  "cached",
  "chat",
  "length",
  "parallel-tools",
  "redacted",
  "stop-sequence",
  "thinking",
  "thinking-tool",
  "tool",
])("a stream of Anthropic's own survives both ways: %s", (name) => {
  const events = decode(framesOf(name));
  expect(decode(encode(events))).toEqual(events);
});

const text = fc.string({ unit: "binary", minLength: 1 });
const block = fc.oneof(
  text.map((said) => [{ type: "text-start" }, { type: "text-delta", text: said }] as const),
  fc
    .tuple(text, fc.base64String({ minLength: 4 }))
    .map(
      ([said, signature]) =>
        [
          { type: "reasoning-start" },
          { type: "reasoning-delta", text: said },
          { type: "reasoning-signature", signature },
        ] as const,
    ),
  fc
    .base64String({ minLength: 4 })
    .map((data) => [{ type: "reasoning-start" }, { type: "reasoning-redacted", data }] as const),
  fc.tuple(text, text, fc.dictionary(text, text)).map(
    ([id, name, input]) =>
      [
        { type: "tool-call-start", id, name },
        { type: "tool-call-delta", input: JSON.stringify(input) },
      ] as const,
  ),
);

test("any answer can be read back", () => {
  fc.assert(
    fc.property(fc.array(block), (blocks) => {
      const events: readonly ChatEvent[] = [
        { type: "response-start", id: "x", model: "m" },
        ...blocks.flatMap((inner, number) =>
          [...inner, { type: "block-end" } as const].map((event): ChatEvent => ({ ...event, block: number })),
        ),
        END,
      ];
      expect(collect(decode(encode(events)))).toEqual(collect(events));
    }),
  );
});

test("leaves out pictures without a gap between the blocks", () => {
  const frames = encode([
    { type: "text-start", block: 0 },
    { type: "block-end", block: 0 },
    { type: "image", block: 1, source: { kind: "url", url: "https://a.test/b.png" } },
    { type: "text-start", block: 2 },
    { type: "block-end", block: 2 },
    END,
  ]);
  expect(dataOf(frames).flatMap(({ index = [] }) => index)).toEqual([0, 0, 1, 1]);
});
