import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseJson, type JsonObject } from "../../../../src/core/json.ts";
import { countPlainDelta } from "../../../../src/dialects/openai-chat/count-plain-delta.ts";
import { chunk } from "./read-frames.ts";

const count = (body: JsonObject) => countPlainDelta(JSON.stringify(body));

describe("frames known at sight", () => {
  test.each<[string, JsonObject, number]>([
    ["OpenAI's", { ...chunk({ content: "abc" }), service_tier: "default", usage: null, obfuscation: "xY1" }, 3],
    ["DeepSeek's reasoning", chunk({ content: null, reasoning_content: "abc" }, { logprobs: null }), 3],
    ["Groq's reasoning", chunk({ reasoning: "abc", channel: "analysis" }), 3],
    [
      "OpenRouter's",
      { provider: "Quay", ...chunk({ role: "assistant", content: "abc" }, { native_finish_reason: null }) },
      3,
    ],
    ["Mistral's", { ...chunk({ content: "abc" }), p: "abcdef" }, 3],
    ["xAI's, without a finish reason", { choices: [{ index: 0, delta: { content: "abc" } }] }, 3],
    [
      "mistral.rs's, in another order",
      { choices: [{ delta: { content: "abc", tool_calls: null }, index: 0 }], usage: null },
      3,
    ],
    ["the arguments of a tool", chunk({ tool_calls: [{ index: 1, function: { arguments: '{"a' } }] }), 3],
    [
      "the arguments of a tool, with nulls",
      chunk({
        content: null,
        tool_calls: [{ index: 0, id: null, type: "function", function: { name: null, arguments: "abc" } }],
      }),
      3,
    ],
    ["an empty text", chunk({ role: "assistant", content: "" }), 0],
  ])("%s", (_, body, chars) => {
    expect(count(body)).toBe(chars);
  });

  test("counts characters, not their escapes", () => {
    expect(
      countPlainDelta(String.raw`{"choices":[{"index":0,"delta":{"content":"\"\\\n\u00d8\ud83d\ude00/\/"}}]}`),
    ).toBe(8);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (content) => {
        expect(count(chunk({ content }))).toBe(content.length);
      }),
    );
  });
});

describe("frames left to the parser", () => {
  test.each<[string, JsonObject]>([
    ["usage", { ...chunk({ content: "a" }), usage: { prompt_tokens: 1 } }],
    ["Groq's usage", { ...chunk({ content: "a" }), x_groq: { usage: {} } }],
    ["a finish reason", chunk({ content: "a" }, { finish_reason: "stop" })],
    ["an error", { ...chunk({ content: "a" }), error: { message: "m" } }],
    ["an error in words", { ...chunk({ content: "a" }), error: "m" }],
    ["an error by its object", { ...chunk({ content: "a" }), object: "error" }],
    ["an error of the choice", chunk({ content: "a" }, { error: { message: "m" } })],
    ["another choice", chunk({ content: "a" }, { index: 1 })],
    ["two choices", { choices: [0, 1].map((index) => ({ index, delta: { content: "a" } })) }],
    ["text and a refusal", chunk({ content: "a", refusal: "b" })],
    ["text and a tool call", chunk({ content: "a", tool_calls: [{ index: 0, function: { arguments: "b" } }] })],
    ["two tool calls", chunk({ tool_calls: [{ function: { arguments: "a" } }, { function: { arguments: "b" } }] })],
    ["the name of a tool", chunk({ tool_calls: [{ index: 0, id: "c", function: { name: "t", arguments: "" } }] })],
    ["both kinds of text", chunk({ content: "a", reasoning_content: "b" })],
    ["a list of parts", chunk({ content: [{ type: "text", text: "a" }] })],
    ["no choice", { choices: [] }],
    ["a very long text", chunk({ content: "a".repeat(5_000) })],
  ])("%s", (_, body) => {
    expect(count(body)).toBeUndefined();
  });

  test("any that is not whole, or not JSON", () => {
    const whole = JSON.stringify(chunk({ content: String.raw`a\n"b` }));
    for (let end = 0; end < whole.length; end++) expect(countPlainDelta(whole.slice(0, end))).toBeUndefined();
    expect(countPlainDelta(`${whole}}`)).toBeUndefined();
    expect(countPlainDelta(whole.replace("chatcmpl", "\\x"))).toBeUndefined();
    expect(countPlainDelta(whole.replace("chatcmpl", "\n"))).toBeUndefined();
  });

  test("never knows at sight what is not JSON", () => {
    const whole = JSON.stringify({ ...chunk({ role: "assistant", content: "a\u0001\\u" }), usage: null });
    fc.assert(
      fc.property(
        fc.nat(whole.length - 1),
        fc.constantFrom('"', "\\", "{", "}", ",", ":", "[", "0", "n", ""),
        (at, char) => {
          const data = whole.slice(0, at) + char + whole.slice(at + 1);
          expect(countPlainDelta(data) === undefined || parseJson(data) !== undefined).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
