import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatResponse, FinishReason, Part } from "../../../../src/core/chat.ts";
import type { Usage } from "../../../../src/core/usage.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";
import { bodyOf } from "./read-frames.ts";

const options = { includeUsage: true, createdSeconds: 0 };
const encode = (fields: Partial<ChatResponse>) =>
  anthropicMessages.encodeResponse(
    { id: "chatcmpl-1", model: "gpt", parts: [], finish: "stop", usage: undefined, ...fields },
    options,
  );

describe("encoding an answer", () => {
  test("writes all that Anthropic's clients expect", () => {
    expect(encode({ parts: [{ type: "text", text: "Hi" }] })).toEqual({
      id: "chatcmpl-1",
      type: "message",
      role: "assistant",
      model: "gpt",
      content: [{ type: "text", text: "Hi" }],
      stop_reason: "end_turn",
      stop_sequence: null,
      usage: { input_tokens: 0, cache_creation_input_tokens: 0, cache_read_input_tokens: 0, output_tokens: 0 },
    });
  });

  test.each<[string, Part, unknown[]]>([
    [
      "reasoning that nobody signed",
      { type: "reasoning", text: "Hm" },
      [{ type: "thinking", thinking: "Hm", signature: "" }],
    ],
    [
      "signed reasoning",
      { type: "reasoning", text: "Hm", signature: "s" },
      [{ type: "thinking", thinking: "Hm", signature: "s" }],
    ],
    ["sealed reasoning", { type: "reasoning", text: "", redacted: "x" }, [{ type: "redacted_thinking", data: "x" }]],
    [
      "a call",
      { type: "tool-call", id: "c", name: "f", input: '{"a":[1]}' },
      [{ type: "tool_use", id: "c", name: "f", input: { a: [1] } }],
    ],
    [
      "a call without input",
      { type: "tool-call", id: "c", name: "f", input: "" },
      [{ type: "tool_use", id: "c", name: "f", input: {} }],
    ],
    [
      "a call with broken input",
      { type: "tool-call", id: "c", name: "f", input: '{"a":' },
      [{ type: "tool_use", id: "c", name: "f", input: { _raw: '{"a":' } }],
    ],
    [
      "a call with a list",
      { type: "tool-call", id: "c", name: "f", input: "[1]" },
      [{ type: "tool_use", id: "c", name: "f", input: { _raw: "[1]" } }],
    ],
    ["an empty text", { type: "text", text: "" }, []],
    ["half a character", { type: "text", text: "\udc00" }, [{ type: "text", text: "\ufffd" }]],
  ])("writes %s", (_, part, content) => {
    expect(encode({ parts: [part] }).content).toEqual(content);
  });

  test.each<[FinishReason, string | undefined, string]>([
    ["stop", undefined, "end_turn"],
    ["stop", "END", "stop_sequence"],
    ["length", undefined, "max_tokens"],
    ["length", "END", "max_tokens"],
    ["tool-calls", undefined, "tool_use"],
    ["content-filter", undefined, "refusal"],
    ["other", undefined, "end_turn"],
  ])("calls the end %s (%s) %s", (finish, stopSequence, reason) => {
    const answer = encode({ finish, ...(stopSequence !== undefined && { stopSequence }) });
    expect(answer).toMatchObject({ stop_reason: reason, stop_sequence: stopSequence ?? null });
  });

  test("tells cached tokens apart from the input", () => {
    const usage: Usage = {
      inputTokens: 305,
      outputTokens: 7,
      cacheReadTokens: 200,
      cacheWriteTokens: 100,
      cacheWrite1hTokens: 60,
      reasoningTokens: 4,
    };
    expect(encode({ usage }).usage).toEqual({
      input_tokens: 5,
      cache_creation_input_tokens: 100,
      cache_read_input_tokens: 200,
      cache_creation: { ephemeral_5m_input_tokens: 40, ephemeral_1h_input_tokens: 60 },
      output_tokens: 7,
      output_tokens_details: { thinking_tokens: 4 },
    });
  });

  test("tells any usage so that it can be read back", () => {
    const usages = fc.record({
      fresh: fc.nat(200_000_000),
      read: fc.nat(200_000_000),
      write5m: fc.nat(200_000_000),
      write1h: fc.nat(200_000_000),
      output: fc.nat(200_000_000),
    });
    fc.assert(
      fc.property(usages, ({ fresh, read, write5m, write1h, output }) => {
        const write = write5m + write1h;
        const usage: Usage = {
          inputTokens: fresh + read + write,
          outputTokens: output,
          ...(read > 0 && { cacheReadTokens: read }),
          ...(write > 0 && { cacheWriteTokens: write }),
          ...(write1h > 0 && { cacheWrite1hTokens: write1h }),
        };
        expect(anthropicMessages.readResponse(encode({ usage })).usage).toEqual(usage);
      }),
    );
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
])("an answer of Anthropic's own survives both ways: %s", (name) => {
  const decoded = anthropicMessages.decodeResponse(bodyOf(name));
  const again = anthropicMessages.encodeResponse(decoded, options);
  expect(again).toMatchObject({ content: bodyOf(name).content, stop_reason: bodyOf(name).stop_reason });
  expect(anthropicMessages.decodeResponse(again)).toEqual(decoded);
});

test("leaves out pictures, for which Anthropic has no word", () => {
  const parts: readonly Part[] = [
    { type: "text", text: "Hi" },
    { type: "image", source: { kind: "url", url: "https://a.test/b.png" } },
  ];
  expect(encode({ parts }).content).toEqual([{ type: "text", text: "Hi" }]);
});
