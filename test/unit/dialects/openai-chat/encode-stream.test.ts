import { describe, expect, test } from "vitest";
import type { ChatEvent } from "../../../../src/core/chat.ts";
import { GatewayError } from "../../../../src/core/errors.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { encodeEvents } from "../../../../src/dialects/encode-events.ts";
import { openaiChat } from "../../../../src/dialects/openai-chat/index.ts";
import { listAt } from "../../../support/at.ts";
import { collect } from "../anthropic-messages/read-frames.ts";
import { framesOf, STREAMS } from "./read-frames.ts";

const start: ChatEvent = { type: "response-start", id: "a", model: "m" };
const end: ChatEvent = { type: "response-end", finish: "stop", usage: { inputTokens: 3, outputTokens: 2 } };

function encode(events: readonly ChatEvent[], includeUsage = false): readonly (JsonObject | string)[] {
  const encoder = openaiChat.encoder({ includeUsage, createdSeconds: 7 });
  return events
    .flatMap((event) => encoder.push(event))
    .map(({ data }) => (data === "[DONE]" ? data : (JSON.parse(data) as JsonObject)));
}

/** What the events between start and end are written as. */
const deltasOf = (...events: readonly ChatEvent[]): readonly unknown[] =>
  encode([start, ...events, end])
    .slice(1, -2)
    .map((frame) => (frame as { choices: { delta: unknown }[] }).choices[0]?.delta);

const head = { id: "a", object: "chat.completion.chunk", created: 7, model: "m", system_fingerprint: null };
const choice = (delta: JsonObject, finish_reason: string | null = null) => ({
  index: 0,
  delta,
  logprobs: null,
  finish_reason,
});

describe("the frame of a stream", () => {
  test("is the role first, the finish reason after everything, then the mark", () => {
    expect(
      encode([
        start,
        { type: "text-start", block: 0 },
        { type: "text-delta", block: 0, text: "a" },
        { type: "block-end", block: 0 },
        end,
      ]),
    ).toEqual([
      { ...head, choices: [choice({ role: "assistant", content: "" })] },
      { ...head, choices: [choice({ content: "a" })] },
      { ...head, choices: [choice({}, "stop")] },
      "[DONE]",
    ]);
  });

  test("holds the usage only if asked, in a chunk of its own", () => {
    const frames = encode([start, end], true);
    expect(frames.slice(0, 2)).toMatchObject([{ usage: null }, { usage: null }]);
    expect(frames[2]).toMatchObject({
      ...head,
      choices: [],
      usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 },
    });
    expect(frames[3]).toBe("[DONE]");
    expect(frames).toHaveLength(4);
  });

  test("holds no usage that nobody knows", () => {
    expect(encode([start, { ...end, usage: undefined }], true)).toHaveLength(3);
  });

  test("closes what was left open", () => {
    expect(deltasOf({ type: "tool-call-start", block: 0, id: "c", name: "t" }).at(-1)).toEqual({
      tool_calls: [{ index: 0, function: { arguments: "{}" } }],
    });
  });

  test("is an error without the mark when it ends badly", () => {
    const error = new GatewayError("provider_stream_broken", "m");
    expect(openaiChat.encodeStreamError(error)).toEqual([{ data: JSON.stringify(openaiChat.encodeError(error)) }]);
    expect(openaiChat.endMark).toEqual([{ data: "[DONE]" }]);
  });
});

describe("deltas", () => {
  test("number parallel calls, whatever the blocks between them", () => {
    expect(
      deltasOf(
        { type: "text-start", block: 0 },
        { type: "block-end", block: 0 },
        { type: "tool-call-start", block: 1, id: "c0", name: "t" },
        { type: "tool-call-delta", block: 1, input: '{"a":1}' },
        { type: "block-end", block: 1 },
        { type: "tool-call-start", block: 2, id: "c1", name: "u" },
        { type: "tool-call-delta", block: 2, input: "" },
        { type: "block-end", block: 2 },
      ),
    ).toEqual([
      { tool_calls: [{ index: 0, id: "c0", type: "function", function: { name: "t", arguments: "" } }] },
      { tool_calls: [{ index: 0, function: { arguments: '{"a":1}' } }] },
      { tool_calls: [{ index: 1, id: "c1", type: "function", function: { name: "u", arguments: "" } }] },
      { tool_calls: [{ index: 1, function: { arguments: "{}" } }] },
    ]);
  });

  test.each<[string, readonly string[], readonly object[]]>([
    ["all of its input", ['{"a":1}'], [{ name: "t", arguments: '{"a":1}' }]],
    ["an empty input", [""], [{ name: "t", arguments: "{}" }]],
    ["a piece of its input", ['{"a"', ":1}"], [{ name: "t", arguments: '{"a"' }, { arguments: ":1}" }]],
    ["nothing, where there is no input", [], [{ name: "t", arguments: "" }, { arguments: "{}" }]],
  ])("begin a call with %s, if that is there at once", (_, pieces, told) => {
    const encoder = openaiChat.encoder({ includeUsage: false, createdSeconds: 7 });
    const frames = encodeEvents(encoder, [
      { type: "tool-call-start", block: 0, id: "c", name: "t" },
      ...pieces.map((input): ChatEvent => ({ type: "tool-call-delta", block: 0, input })),
      { type: "block-end", block: 0 },
    ]);
    const calls = frames.flatMap(({ data }) => listAt(JSON.parse(data), "choices", 0, "delta", "tool_calls"));
    expect(calls).toEqual(
      told.map((target, n) => ({ index: 0, ...(n === 0 && { id: "c", type: "function" }), function: target })),
    );
  });

  test("tell a signed block once and whole, and a sealed one", () => {
    expect(
      deltasOf(
        { type: "reasoning-start", block: 0 },
        { type: "reasoning-delta", block: 0, text: "r" },
        { type: "reasoning-delta", block: 0, text: "s" },
        { type: "reasoning-signature", block: 0, signature: "x" },
        { type: "reasoning-signature", block: 0, signature: "y" },
        { type: "block-end", block: 0 },
        { type: "reasoning-start", block: 1 },
        { type: "reasoning-redacted", block: 1, data: "d" },
        { type: "block-end", block: 1 },
      ),
    ).toEqual([
      { reasoning_content: "r" },
      { reasoning_content: "s" },
      { thinking_blocks: [{ type: "thinking", thinking: "rs", signature: "xy" }] },
      { thinking_blocks: [{ type: "redacted_thinking", data: "d" }] },
    ]);
  });

  test("tell pictures, citations and the signature of a call", () => {
    expect(
      deltasOf(
        { type: "image", block: 0, source: { kind: "base64", mediaType: "image/png", data: "AAAA" } },
        { type: "image", block: 1, source: { kind: "url", url: "https://a.test/b.png" } },
        { type: "tool-call-start", block: 2, id: "c", name: "t", signature: "s" },
        { type: "tool-call-delta", block: 2, input: "{}" },
        { type: "block-end", block: 2 },
        { type: "citations", citations: [{ url: "https://a.test", title: "A", start: 0, end: 2 }] },
        { type: "citations", citations: [] },
      ),
    ).toMatchObject([
      { images: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" }, index: 0 }] },
      { images: [{ type: "image_url", image_url: { url: "https://a.test/b.png" }, index: 1 }] },
      { tool_calls: [{ id: "c", extra_content: { google: { thought_signature: "s" } } }] },
      { tool_calls: [{ function: { arguments: "{}" } }] },
      { annotations: [{ url_citation: { url: "https://a.test", title: "A", start_index: 0, end_index: 2 } }] },
    ]);
  });

  test("are not written for nothing", () => {
    expect(
      deltasOf(
        { type: "text-delta", block: 0, text: "" },
        { type: "block-end", block: 0 },
        { type: "reasoning-start", block: 1 },
        { type: "reasoning-delta", block: 1, text: "" },
        { type: "block-end", block: 1 },
      ),
    ).toEqual([]);
  });

  test("hold no half character", () => {
    expect(
      deltasOf(
        { type: "text-delta", block: 0, text: "\ud83d" },
        { type: "reasoning-start", block: 1 },
        { type: "reasoning-delta", block: 1, text: "\ud83d" },
        { type: "block-end", block: 1 },
        { type: "tool-call-start", block: 2, id: "c", name: "t" },
        { type: "tool-call-delta", block: 2, input: '"\ud83d"' },
        { type: "block-end", block: 2 },
      ),
    ).toMatchObject([
      { content: "\ufffd" },
      { reasoning_content: "\ufffd" },
      {},
      { tool_calls: [{ function: { arguments: '"\ufffd"' } }] },
    ]);
  });
});

test.each(STREAMS)("is read again as it was written: %s", (name) => {
  const decode = (frames: readonly { data: string }[]) => {
    const decoder = openaiChat.decoder();
    return [...frames.flatMap((frame) => decoder.push(frame)), ...decoder.finish()];
  };
  const events = decode(framesOf(name));
  const encoder = openaiChat.encoder({ includeUsage: true, createdSeconds: 7 });
  const frames = events.flatMap((event) => encoder.push(event));
  expect(collect(decode(frames))).toEqual(collect(events));
});
