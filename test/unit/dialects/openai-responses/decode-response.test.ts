import fc from "fast-check";
import type { ResponseOutputItem } from "openai/resources/responses/responses";
import { describe, expect, test } from "vitest";
import type { FinishReason, Part } from "../../../../src/core/chat.ts";
import { UpstreamFault, type FaultKind } from "../../../../src/core/fault.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";
import { RESPONSE } from "./answers.ts";
import { json } from "./read-frames.ts";

const READERS = [
  (body: JsonObject) => openaiResponses.decodeResponse(body),
  (body: JsonObject) => openaiResponses.readResponse(body),
];
const decode = (fields: JsonObject) => openaiResponses.decodeResponse({ id: "resp_1", output: [], ...fields });
const partsOf = (...output: readonly ResponseOutputItem[]): readonly Part[] =>
  decode({ output: output.map(json) }).parts;

test("a whole answer is read", () => {
  expect(openaiResponses.decodeResponse(json(RESPONSE))).toEqual({
    id: "resp_1",
    model: "gpt-5",
    parts: [
      {
        type: "reasoning",
        text: "First.\n\nThen.",
        signature: 'openai-responses:{"id":"rs_1","encrypted_content":"gA"}',
      },
      { type: "text", text: "Sunny 🌞" },
      { type: "tool-call", id: "call_1", name: "t", input: '{"a":1}' },
      { type: "tool-call", id: "call_2", name: "patch", input: '{"input":"***"}' },
      { type: "image", source: { kind: "base64", mediaType: "image/webp", data: "QUJD" } },
    ],
    finish: "tool-calls",
    citations: [{ url: "https://w", title: "W", start: 0, end: 5 }],
    searches: [{ query: "q", sources: [] }],
    usage: { inputTokens: 20, outputTokens: 10, cacheReadTokens: 8, reasoningTokens: 4, searches: 1 },
  });
});

describe("the parts of an answer", () => {
  const message = (...content: (ResponseOutputItem & { type: "message" })["content"]): ResponseOutputItem => ({
    id: "msg_1",
    type: "message",
    role: "assistant",
    status: "completed",
    content,
  });
  const said = (text: string) => ({ type: "output_text", text, annotations: [] as [] }) as const;

  test.each<[string, readonly ResponseOutputItem[], readonly Part[]]>([
    ["a message of several parts", [message(said("a"), said("b"))], [{ type: "text", text: "ab" }]],
    ["a refusal", [message({ type: "refusal", refusal: "no" })], [{ type: "text", text: "no" }]],
    ["nothing", [message(), { id: "rs", type: "reasoning", summary: [] }], []],
    [
      "what an open model thought, word by word",
      [
        {
          id: "rs",
          type: "reasoning",
          summary: [],
          content: [
            { type: "reasoning_text", text: "a" },
            { type: "reasoning_text", text: "b" },
          ],
        },
      ],
      [{ type: "reasoning", text: "ab" }],
    ],
    [
      "thinking that is sealed alone",
      [{ id: "rs", type: "reasoning", summary: [], encrypted_content: "x" }],
      [{ type: "reasoning", text: "", signature: 'openai-responses:{"id":"rs","encrypted_content":"x"}' }],
    ],
    [
      "a call without arguments",
      [{ type: "function_call", call_id: "c", name: "t", arguments: "" }],
      [{ type: "tool-call", id: "c", name: "t", input: "{}" }],
    ],
  ])("%s", (_, output, expected) => {
    expect(partsOf(...output)).toEqual(expected);
  });
});

test("the places of citations are of the whole text", () => {
  const cite = (text: string, start_index: number, end_index: number) => ({
    type: "output_text",
    text,
    annotations: [
      { type: "url_citation", url: text, title: "", start_index, end_index },
      { type: "file_citation", file_id: "f", filename: "n", index: 1 },
    ],
  });
  const output = [
    { type: "message", content: [cite("abc", 0, 3), cite("de", 1, 2)] },
    { type: "message", content: [cite("f", 0, 0)] },
  ];
  expect(decode({ output }).citations).toEqual([
    { url: "abc", start: 0, end: 3 },
    { url: "de", start: 4, end: 5 },
    { url: "f" },
  ]);
});

describe("the finish", () => {
  const call: ResponseOutputItem = { type: "function_call", call_id: "c", name: "t", arguments: "{}" };
  test.each<[JsonObject, FinishReason]>([
    [{ status: "completed" }, "stop"],
    [{ status: "completed", output: [json(call)] }, "tool-calls"],
    [{ output: [json(call)] }, "tool-calls"],
    [{ status: "incomplete", incomplete_details: { reason: "max_output_tokens" } }, "length"],
    [{ status: "incomplete", incomplete_details: { reason: "max_output_tokens" }, output: [json(call)] }, "length"],
    [{ status: "incomplete", incomplete_details: { reason: "content_filter" } }, "content-filter"],
    [{ status: "incomplete", incomplete_details: null }, "other"],
    [{ status: "queued" }, "other"],
    [{}, "other"],
  ])("of %j is %s", (fields, finish) => {
    expect(decode(fields).finish).toBe(finish);
  });
});

describe("a failure told with status 200", () => {
  test.each<[JsonObject, FaultKind, string]>([
    [{ status: "failed", error: { code: "server_error", message: "m" } }, "server-error", "m"],
    [{ status: "failed", error: { code: "rate_limit_exceeded", message: "m" } }, "rate-limited", "m"],
    [{ status: "failed", error: { code: "invalid_prompt", message: "m" } }, "content-policy", "m"],
    [{ status: "failed", error: { code: "invalid_image_url", message: "m" } }, "invalid-request", "m"],
    [{ status: "failed", error: { code: "image_too_large", message: "m" } }, "invalid-request", "m"],
    [{ status: "failed", error: null }, "server-error", "The provider's answer failed without saying why."],
    [
      { error: { message: "Your input exceeds the context window", type: "invalid_request_error", code: null } },
      "context-window",
      "Your input exceeds the context window",
    ],
    [
      { error: { code: "context_length_exceeded", message: "m", type: "invalid_request_error", param: "input" } },
      "context-window",
      "m",
    ],
    [{ error: "Rate limit reached" }, "rate-limited", "Rate limit reached"],
    [{ output: "x" }, "invalid-answer", "The provider's answer is not a response: it has no output."],
  ])("%j is %s", (fields, kind, message) => {
    for (const read of READERS) {
      const readBody = () => read({ id: "resp_1", ...fields });
      expect(readBody).toThrow(UpstreamFault);
      expect(readBody).toThrow(
        expect.objectContaining({ fault: expect.objectContaining({ kind, message }) as unknown }) as Error,
      );
    }
  });
});

describe("an answer that is passed on as it came", () => {
  test("tells its usage and how much was written", () => {
    expect(openaiResponses.readResponse(json(RESPONSE))).toEqual({
      usage: { inputTokens: 20, outputTokens: 10, cacheReadTokens: 8, reasoningTokens: 4, searches: 1 },
      repaired: undefined,
      outputChars: "First.Then.".length + "Sunny 🌞".length + 't{"a":1}'.length + "patch***".length,
    });
  });

  test("is not asked to be complete while it runs in the background", () => {
    expect(openaiResponses.readResponse({ status: "queued", output: [], usage: null })).toMatchObject({
      usage: undefined,
    });
  });
});

test("nothing that a provider can send breaks the reader", () => {
  const item = fc.record(
    {
      type: fc.constantFrom("message", "reasoning", "function_call", "custom_tool_call", "image_generation_call"),
      content: fc.oneof(fc.array(fc.record({ text: fc.jsonValue(), annotations: fc.jsonValue() })), fc.jsonValue()),
      summary: fc.jsonValue(),
      encrypted_content: fc.jsonValue(),
      arguments: fc.jsonValue(),
      result: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  const body = fc.record(
    {
      output: fc.oneof(fc.array(item), fc.jsonValue()),
      status: fc.jsonValue(),
      error: fc.jsonValue(),
      usage: fc.jsonValue(),
    },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(body, (fields) => {
      for (const read of READERS) {
        try {
          read(fields);
        } catch (error) {
          expect(error).toBeInstanceOf(UpstreamFault);
        }
      }
    }),
    { numRuns: 1_000 },
  );
});
