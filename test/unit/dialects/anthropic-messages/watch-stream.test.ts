import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";
import { bodyOf, frameOf, framesOf } from "./read-frames.ts";

const watch = (...events: readonly JsonObject[]) => {
  const watcher = anthropicMessages.watcher();
  for (const event of events) watcher.push(frameOf(event));
  return watcher;
};

const start = (usage: JsonObject): JsonObject => ({ type: "message_start", message: { usage } });
const delta = (fields: JsonObject): JsonObject => ({ type: "content_block_delta", index: 0, delta: fields });
const end = (usage?: JsonObject): JsonObject => ({ type: "message_delta", delta: { stop_reason: "end_turn" }, usage });

describe("a good stream", () => {
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
  ])("has the usage of the whole answer, an end and no fault: %s", (name) => {
    const watcher = anthropicMessages.watcher();
    for (const frame of framesOf(name)) watcher.push(frame);
    expect(watcher.usage).toEqual(anthropicMessages.readResponse(bodyOf(name)).usage);
    expect(watcher).toMatchObject({ ended: true, finished: true, fault: undefined });
  });

  test("takes input from its start and output from its end", () => {
    expect(watch(start({ input_tokens: 9, output_tokens: 1 }), end({ output_tokens: 30 })).usage).toEqual({
      inputTokens: 9,
      outputTokens: 30,
    });
  });

  test("keeps the hourly share of the cache, which only the start tells", () => {
    const cache_creation = { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 };
    const usage = { input_tokens: 5, cache_read_input_tokens: 200, cache_creation_input_tokens: 100 };
    expect(
      watch(
        start({ ...usage, cache_creation, output_tokens: 1 }),
        end({ ...usage, cache_creation: null, output_tokens: 7 }),
      ).usage,
    ).toEqual({
      inputTokens: 305,
      outputTokens: 7,
      cacheReadTokens: 200,
      cacheWriteTokens: 100,
      cacheWrite1hTokens: 60,
    });
  });

  test.each([null, 0])("is not talked out of its input by a later %j", (later) => {
    expect(watch(start({ input_tokens: 9 }), end({ input_tokens: later, output_tokens: 3 })).usage?.inputTokens).toBe(
      9,
    );
  });

  test("is finished by its stop reason and ended by its mark", () => {
    expect(watch(start({}))).toMatchObject({ finished: false, ended: false });
    expect(watch(start({}), end())).toMatchObject({ finished: true, ended: false });
    expect(watch(start({}), end(), { type: "message_stop" })).toMatchObject({ finished: true, ended: true });
  });

  test("has no usage when the provider tells none", () => {
    expect(watch(start({}), end(), { type: "message_stop" }).usage).toBeUndefined();
  });

  test.each([
    ["a ping", { event: "ping", data: '{"type": "ping"}' }],
    ["an empty event", { data: "" }],
    ["OpenAI's end mark", { data: "[DONE]" }],
    ["an event of the future", { event: "weather", data: '{"type":"weather","error":null}' }],
  ])("is not disturbed by %s", (_, frame) => {
    const watcher = watch(start({ input_tokens: 9, output_tokens: 1 }));
    watcher.push(frame);
    expect(watcher).toMatchObject({ fault: undefined, ended: false, outputChars: 0 });
    expect(watcher.isUsageOnly(frame)).toBe(false);
  });
});

describe("what is counted as output", () => {
  test.each([
    ["text", { type: "text_delta", text: "Ø\n🚤" }, 4],
    ["thinking", { type: "thinking_delta", thinking: 'a "quoted" thought' }, 18],
    ["the input of tools", { type: "input_json_delta", partial_json: '{"a":' }, 5],
    ["no signature", { type: "signature_delta", signature: "EqQB" }, 0],
    ["no citation", { type: "citations_delta", citation: { cited_text: "abc" } }, 0],
  ])("%s", (_, fields, chars) => {
    expect(watch(delta(fields), delta(fields)).outputChars).toBe(2 * chars);
  });

  test("also what is written in an unusual order", () => {
    const watcher = anthropicMessages.watcher();
    watcher.push({ data: '{ "delta": {"text": "abc", "type": "text_delta"}, "type": "content_block_delta" }' });
    expect(watcher.outputChars).toBe(3);
  });
});

describe("a fault", () => {
  test.each([
    ["overloaded_error", "Overloaded", "overloaded"],
    ["api_error", "Internal server error", "server-error"],
    ["rate_limit_error", "Slow down", "rate-limited"],
    ["invalid_request_error", "max_tokens: too large", "invalid-request"],
    ["invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum", "context-window"],
    ["invalid_request_error", "Output blocked by content filtering policy", "content-policy"],
    ["billing_error", "No credit", "rate-limited"],
    ["new_error", "Never heard of", "server-error"],
  ])("is told by an event: %s, %s", (type, message, kind) => {
    const { fault } = watch(start({ input_tokens: 1 }), { type: "error", error: { type, message } });
    expect(fault).toEqual({ kind, message, type });
  });

  test.each([
    ["an error without its type", { data: '{"error":{"message":"Boom"}}' }, "Boom"],
    ["an error told by the name of the event", { event: "error", data: '{"message":"Boom"}' }, "Boom"],
    ["an error without words", { data: '{"type":"error"}' }, "The provider told of an error without a message."],
  ])("is seen in %s", (_, frame, message) => {
    const watcher = anthropicMessages.watcher();
    watcher.push(frame);
    expect(watcher.fault).toEqual({ kind: "server-error", message });
  });

  test.each(["{", "null", "[]", '"text"', "<html>"])("is a frame that is no object: %s", (data) => {
    const watcher = watch(start({ input_tokens: 1 }));
    watcher.push({ data });
    expect(watcher.fault?.kind).toBe("broken-stream");
  });

  test("is the first one, and nothing counts after it", () => {
    const watcher = anthropicMessages.watcher();
    for (const frame of framesOf("overloaded-midway")) watcher.push(frame);
    const chars = watcher.outputChars;
    for (const event of [
      { type: "error", error: { type: "api_error" } },
      delta({ text: "abc" }),
      { type: "message_stop" },
    ])
      watcher.push(frameOf(event));
    expect(watcher.fault).toMatchObject({ kind: "overloaded", type: "overloaded_error" });
    expect(watcher).toMatchObject({ ended: false, finished: false, outputChars: chars });
    expect(chars).toBeGreaterThan(0);
  });

  test("has a message of 2,000 characters at most, cut between characters", () => {
    const message = watch({ type: "error", error: { message: `${"x".repeat(1999)}🚤` } }).fault?.message;
    expect(message).toBe(`${"x".repeat(1999)}\ufffd`);
  });
});
