import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatEvent } from "../../../../src/core/chat.ts";
import { GatewayError } from "../../../../src/core/errors.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { cohereChat } from "../../../../src/dialects/cohere-chat/index.ts";
import type { Frame } from "../../../../src/streams/frame.ts";
import { collect, dataOf } from "../anthropic-messages/read-frames.ts";

function encode(events: readonly ChatEvent[]): readonly Frame[] {
  const encoder = cohereChat.encoder({ includeUsage: true, createdSeconds: 0 });
  return events.flatMap((event) => encoder.push(event));
}

function decode(frames: readonly Frame[]): readonly ChatEvent[] {
  const decoder = cohereChat.decoder();
  return frames.flatMap((frame) => decoder.push(frame));
}

const START: ChatEvent = { type: "response-start", id: "r1", model: "m" };
const END: ChatEvent = { type: "response-end", finish: "stop", usage: { inputTokens: 5, outputTokens: 9 } };
const counts = { input_tokens: 5, output_tokens: 9 };

const content = (type: string, index: number, fields: JsonObject): JsonObject => ({
  type,
  index,
  delta: { message: { content: fields } },
});
const call = (type: string, index: number, fields: JsonObject): JsonObject => ({
  type,
  index,
  delta: { message: { tool_calls: fields } },
});

describe("encoding a stream", () => {
  test("writes the events of the dialect, each named by its type, and numbers contents and calls apart", () => {
    const frames = encode([
      START,
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
      { type: "tool-call-start", block: 3, id: "d", name: "g" },
      { type: "block-end", block: 3 },
      { ...END, finish: "tool-calls" },
    ]);
    expect(dataOf(frames)).toEqual([
      {
        type: "message-start",
        id: "r1",
        delta: { message: { role: "assistant", content: [], tool_plan: "", tool_calls: [], citations: [] } },
      },
      content("content-start", 0, { type: "thinking", thinking: "" }),
      content("content-delta", 0, { thinking: "Hm" }),
      { type: "content-end", index: 0 },
      content("content-start", 1, { type: "text", text: "" }),
      content("content-delta", 1, { text: "Hi" }),
      { type: "content-end", index: 1 },
      call("tool-call-start", 0, { id: "c", type: "function", function: { name: "f", arguments: "" } }),
      call("tool-call-delta", 0, { function: { arguments: '{"a":' } }),
      call("tool-call-delta", 0, { function: { arguments: "1}" } }),
      { type: "tool-call-end", index: 0 },
      call("tool-call-start", 1, { id: "d", type: "function", function: { name: "g", arguments: "" } }),
      call("tool-call-delta", 1, { function: { arguments: "{}" } }),
      { type: "tool-call-end", index: 1 },
      { type: "message-end", delta: { finish_reason: "TOOL_CALL", usage: { billed_units: counts, tokens: counts } } },
    ]);
    expect(frames.map(({ event }) => event)).toEqual(dataOf(frames).map(({ type }) => type));
  });

  test("says nothing of blocks without a word, of pictures and of searches", () => {
    const frames = encode([
      { type: "reasoning-start", block: 0 },
      { type: "reasoning-redacted", block: 0, data: "x" },
      { type: "block-end", block: 0 },
      { type: "image", block: 1, source: { kind: "url", url: "https://a.test/b.png" } },
      { type: "searches", searches: [{ query: "tides", sources: [] }] },
      { type: "text-start", block: 2 },
      { type: "text-delta", block: 2, text: "" },
      { type: "block-end", block: 2 },
      { ...END, usage: undefined },
    ]);
    expect(dataOf(frames)).toEqual([{ type: "message-end", delta: { finish_reason: "COMPLETE" } }]);
  });

  test("tells what is cited behind the text that it is about", () => {
    const frames = encode([
      { type: "text-start", block: 0 },
      { type: "text-delta", block: 0, text: "😀 Low." },
      { type: "block-end", block: 0 },
      {
        type: "citations",
        citations: [{ url: "https://a", start: 3, end: 6 }, { url: "https://b" }],
      },
    ]);
    const source = (url: string) => ({ type: "document", id: url, document: { id: url, url } });
    const place = { start: 2, end: 5, text: "Low", content_index: 0, type: "TEXT_CONTENT" };
    const cite = (index: number, citation: JsonObject) => [
      { type: "citation-start", index, delta: { message: { citations: citation } } },
      { type: "citation-end", index },
    ];
    expect(dataOf(frames).slice(3)).toEqual([
      ...cite(0, { ...place, sources: [source("https://a")] }),
      ...cite(1, { sources: [source("https://b")] }),
    ]);
  });

  test("never writes what SDKs take for the end of a stream, also where it is said", () => {
    const said = String.raw`data: [DONE] \[DONE]`;
    const frames = encode([
      START,
      { type: "text-start", block: 0 },
      { type: "text-delta", block: 0, text: said },
      { type: "block-end", block: 0 },
      END,
    ]);
    expect(JSON.stringify(frames)).not.toContain("[DONE]");
    expect(collect(decode(frames)).parts).toEqual([{ type: "text", text: said }]);
  });

  test("tells a failure as the end of the answer, which the decoder takes for none", () => {
    const frames = cohereChat.encodeStreamError(new GatewayError("provider_overloaded", "Too busy."));
    expect(dataOf(frames)).toEqual([{ type: "message-end", delta: { finish_reason: "ERROR", error: "Too busy." } }]);
    const watcher = cohereChat.watcher();
    for (const frame of frames) watcher.push(frame);
    expect(watcher).toMatchObject({ ended: false, fault: { message: "Too busy." } });
  });
});

const text = fc.string({ unit: "binary", minLength: 1 });
const block = fc.oneof(
  text.map((said) => [{ type: "text-start" }, { type: "text-delta", text: said }] as const),
  text.map((said) => [{ type: "reasoning-start" }, { type: "reasoning-delta", text: said }] as const),
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
        { ...START, model: "" },
        ...blocks.flatMap((inner, number) =>
          [...inner, { type: "block-end" } as const].map((event): ChatEvent => ({ ...event, block: number })),
        ),
        END,
      ];
      expect(collect(decode(encode(events)))).toEqual(collect(events));
    }),
  );
});
