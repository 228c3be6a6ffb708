import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { FaultKind } from "../../../../src/core/fault.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { countPlainDelta } from "../../../../src/dialects/openai-responses/count-plain-delta.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";
import type { Frame } from "../../../../src/streams/frame.ts";
import { EVENTS, RESPONSE } from "./answers.ts";
import { frameOf, json } from "./read-frames.ts";

const watchFrames = (...frames: readonly Frame[]) => {
  const watcher = openaiResponses.watcher();
  for (const frame of frames) watcher.push(frame);
  return watcher;
};
const watch = (...events: readonly JsonObject[]) => watchFrames(...events.map(frameOf));
const usage = { input_tokens: 9, output_tokens: 4, total_tokens: 13 };

describe("a good stream", () => {
  test("has the usage of the whole answer, an end and no fault", () => {
    const whole = openaiResponses.readResponse(json(RESPONSE));
    const watcher = watch(...EVENTS);
    expect(watcher).toMatchObject({ ended: true, finished: true, fault: undefined, usage: whole.usage });
    expect(watcher.outputChars).toBe(whole.outputChars);
  });

  test("is not over before its last event", () => {
    expect(watch(...EVENTS.slice(0, -1))).toMatchObject({ ended: false, finished: false, fault: undefined });
  });

  test("tells what its answer is called where it goes on in background, and nothing of another", () => {
    const response = { id: "resp_1", status: "queued", background: true };
    expect(watch({ type: "response.created", response }).background).toBe("resp_1");
    expect(watch(...EVENTS).background).toBeUndefined();
  });

  test("may end incomplete", () => {
    const response = { status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, error: null, usage };
    expect(watch({ type: "response.incomplete", response })).toMatchObject({
      ended: true,
      fault: undefined,
      usage: { inputTokens: 9, outputTokens: 4 },
    });
  });

  test.each<[string, Frame]>([
    ["an empty event", { data: "" }],
    ["the mark of Chat Completions", { data: "[DONE]" }],
    ["an event of the future", frameOf({ type: "response.weather", error: null })],
    ["a delta that is no text", frameOf({ type: "response.weather.delta", delta: { rain: true } })],
  ])("is not disturbed by %s", (_, frame) => {
    expect(watchFrames(frame)).toMatchObject({ fault: undefined, ended: false, usage: undefined, outputChars: 0 });
  });

  test("is over at its end, whatever comes behind", () => {
    const end = frameOf({ type: "response.completed", response: { status: "completed" } });
    expect(watchFrames(end, { data: "junk" }, { data: "[DONE]" })).toMatchObject({ ended: true, fault: undefined });
  });

  test("has no frame that tells the usage alone", () => {
    expect(watch().isUsageOnly(frameOf({ type: "response.completed", response: { usage } }))).toBe(false);
  });
});

describe("a failure in a stream", () => {
  const failed = (error: JsonObject | null): JsonObject => ({
    type: "response.failed",
    response: { status: "failed", error },
  });

  test.each<[string, Frame, FaultKind, string]>([
    ["a failed response", frameOf(failed({ code: "server_error", message: "m" })), "server-error", "m"],
    ["a limit", frameOf(failed({ code: "rate_limit_exceeded", message: "m" })), "rate-limited", "m"],
    [
      "a failure without a word",
      frameOf(failed(null)),
      "server-error",
      "The provider's answer failed without saying why.",
    ],
    [
      "a failure without a response",
      frameOf({ type: "response.failed" }),
      "server-error",
      "The provider's answer failed without saying why.",
    ],
    [
      "the error event",
      frameOf({ type: "error", code: "server_is_overloaded", message: "m", param: null }),
      "overloaded",
      "m",
    ],
    [
      "the error event with the fields in an object",
      frameOf({
        type: "error",
        error: { type: "invalid_request_error", code: "context_length_exceeded", message: "m" },
      }),
      "context-window",
      "m",
    ],
    [
      "the error event by its name alone",
      { event: "error", data: '{"message":"m","code":"insufficient_quota"}' },
      "rate-limited",
      "m",
    ],
    [
      "the error event, whatever its data looks like",
      { event: "error", data: '{"type":"response.output_text.delta","delta":"a","message":"m"}' },
      "server-error",
      "m",
    ],
    ["an error body", { data: '{"error":{"message":"m","type":"server_error"}}' }, "server-error", "m"],
    [
      "a frame that is no JSON",
      { data: "<html>" },
      "broken-stream",
      "The provider sent a stream event that is not a JSON object.",
    ],
    [
      "a frame that is no object",
      { data: "[]" },
      "broken-stream",
      "The provider sent a stream event that is not a JSON object.",
    ],
  ])("%s", (_, frame, kind, message) => {
    const watcher = watchFrames(frame, frameOf({ type: "error", message: "another" }));
    expect(watcher.fault).toMatchObject({ kind, message });
  });

  test("keeps the usage that it tells", () => {
    const response = { status: "failed", error: { code: "server_error", message: "m" }, usage };
    expect(watch({ type: "response.failed", response })).toMatchObject({ usage: { inputTokens: 9 }, ended: true });
  });
});

describe("a delta that is counted by its form", () => {
  const plain = (fields: JsonObject): JsonObject => ({ type: "response.output_text.delta", item_id: "m", ...fields });

  test.each<[string, JsonObject, number]>([
    ["of OpenAI", plain({ output_index: 0, delta: "abc", logprobs: [], obfuscation: "x", sequence_number: 4 }), 3],
    ["with escapes", plain({ delta: 'a"\n\u0007é🌞' }), 7],
    ["of arguments", { type: "response.function_call_arguments.delta", delta: "{}" }, 2],
    ["with fields of the future", plain({ delta: "a", weather: null }), 1],
  ])("%s", (_, event, chars) => {
    const { data } = frameOf(event);
    expect(countPlainDelta(data)).toBe(chars);
    expect(watch(event).outputChars).toBe(chars);
  });

  test.each<[string, JsonObject, number]>([
    ["probabilities of its tokens", plain({ delta: "a", logprobs: [{ token: "a", logprob: 0 }] }), 1],
    ["a very long text", plain({ delta: "a".repeat(5_000) }), 5_000],
  ])("is parsed when it has %s", (_, event, chars) => {
    expect(countPlainDelta(frameOf(event).data)).toBeUndefined();
    expect(watch(event).outputChars).toBe(chars);
  });

  test.each<[string, JsonObject]>([
    ["an end", { type: "response.completed", delta: "a", response: "x" }],
    ["an error", { type: "error", delta: "a" }],
    ["an error in it", plain({ delta: "a", error: "e" })],
    ["an event of another name", { type: "response.completed", delta: "a" }],
  ])("is not %s", (_, event) => {
    expect(countPlainDelta(frameOf(event).data)).toBeUndefined();
  });

  test("is counted as the parser would", () => {
    const event = fc.record({
      type: fc.constantFrom("response.output_text.delta", "response.completed", "error", "response.x"),
      delta: fc.oneof(fc.string({ unit: "binary" }), fc.jsonValue()),
      item_id: fc.string(),
      more: fc.jsonValue(),
    });
    fc.assert(
      fc.property(event, (fields) => {
        const chars = countPlainDelta(JSON.stringify(fields));
        if (chars !== undefined) {
          expect(fields.type).toBe("response.output_text.delta");
          expect(chars).toBe((fields.delta as string).length);
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
