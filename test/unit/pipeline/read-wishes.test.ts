import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { readWishes } from "../../../src/pipeline/read-wishes.ts";
import type { RouteWishes } from "../../../src/router/route-request.ts";

const read = (asked: JsonObject, headers: Record<string, string> = {}, model = "openai/a"): RouteWishes =>
  readWishes(asked, new Headers(headers), model);

describe("what a client wishes of routing", () => {
  test("is nothing, most of the time", () => {
    expect(read({})).toEqual({});
    expect(read({ num_retries: null, timeout: null, fallbacks: null, disable_fallbacks: null })).toEqual({});
  });

  test.each<[JsonObject, RouteWishes]>([
    [{ num_retries: 0 }, { retries: 0 }],
    [{ num_retries: 10 }, { retries: 10 }],
    [{ timeout: 1.5 }, { totalMs: 1_500 }],
    [{ timeout: 86_400 }, { totalMs: 86_400_000 }],
    [{ timeout: 0.0001 }, { totalMs: 1 }],
    [{ stream_timeout: 2 }, { firstByteMs: 2_000 }],
    [{ disable_fallbacks: true }, { isFallbackOff: true }],
    [{ disable_fallbacks: false }, { isFallbackOff: false }],
    [{ fallbacks: ["b", { model: "c" }] }, { fallbacks: ["b", "c"] }],
    [{ fallbacks: [] }, { fallbacks: [] }],
    [{ fallbacks: [{ "openai/a": ["b"] }, { "*": ["c"] }] }, { fallbacks: ["b"] }],
    [{ fallbacks: [{ a: ["b"] }] }, { fallbacks: ["b"] }],
    [{ fallbacks: [{ z: ["b"], "*": ["c"] }] }, { fallbacks: ["c"] }],
    [{ fallbacks: [{ z: ["b"] }] }, {}],
    [{ fallbacks: ["b", { a: ["c"] }] }, { fallbacks: ["b", "c"] }],
    [{ context_window_fallbacks: ["big"] }, { contextWindowFallbacks: ["big"] }],
    [{ content_policy_fallbacks: [{ "*": ["mild"] }] }, { contentPolicyFallbacks: ["mild"] }],
  ])("by body: %j", (asked, wishes) => {
    expect(read(asked)).toEqual(wishes);
  });

  test("by header, which goes before the body", () => {
    const headers = { "x-litellm-num-retries": "3", "x-litellm-timeout": "4.5", "x-litellm-stream-timeout": "1" };
    const asked = { num_retries: 1, timeout: 1, stream_timeout: 9 };
    expect(read(asked, headers)).toEqual({ retries: 3, totalMs: 4_500, firstByteMs: 1_000 });
  });

  test.each<[string, JsonObject]>([
    ["num_retries", { num_retries: 11 }],
    ["num_retries", { num_retries: -1 }],
    ["num_retries", { num_retries: 1.5 }],
    ["num_retries", { num_retries: "2" }],
    ["timeout", { timeout: 0 }],
    ["timeout", { timeout: 86_401 }],
    ["timeout", { timeout: "30" }],
    ["stream_timeout", { stream_timeout: -1 }],
    ["disable_fallbacks", { disable_fallbacks: "yes" }],
    ["fallbacks", { fallbacks: "b" }],
    ["fallbacks", { fallbacks: ["b", "c", "d", "e", "f", "g"] }],
    ["fallbacks", { fallbacks: [{ a: ["b", "c", "d", "e", "f", "g"] }] }],
    ["fallbacks[1]", { fallbacks: ["b", ""] }],
    ["fallbacks[0]", { fallbacks: [7] }],
    ["fallbacks[0].api_key", { fallbacks: [{ model: "b", api_key: "x" }] }],
    ["fallbacks[0].a", { fallbacks: [{ a: "b" }] }],
    ["fallbacks[0].a[1]", { fallbacks: [{ a: ["b", null] }] }],
    ["context_window_fallbacks", { context_window_fallbacks: {} }],
    ["content_policy_fallbacks[0]", { content_policy_fallbacks: [null] }],
  ])("is refused, naming %s: %j", (param, asked) => {
    expect(() => read(asked)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });

  test.each([
    ["x-litellm-num-retries", "many"],
    ["x-litellm-num-retries", ""],
    ["x-litellm-timeout", "0"],
    ["x-litellm-timeout", "Infinity"],
    ["x-litellm-stream-timeout", "1s"],
  ])("is refused, naming the header %s: %j", (param, value) => {
    expect(() => read({}, { [param]: value })).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});
