import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ChatResponse, FinishReason, Part } from "../../../../src/core/chat.ts";
import { GatewayError } from "../../../../src/core/errors.ts";
import { cohereChat } from "../../../../src/dialects/cohere-chat/index.ts";

const responseOf = (fields: Partial<ChatResponse>): ChatResponse => ({
  id: "r1",
  model: "",
  parts: [{ type: "text", text: "Low" }],
  finish: "stop",
  usage: { inputTokens: 3, outputTokens: 4 },
  ...fields,
});
const encode = (fields: Partial<ChatResponse>) =>
  cohereChat.encodeResponse(responseOf(fields), { includeUsage: true, createdSeconds: 0 });
const messageOf = (...parts: readonly Part[]) => encode({ parts }).message;

describe("an answer", () => {
  test("has all that Cohere's has", () => {
    const counts = { input_tokens: 3, output_tokens: 4 };
    expect(encode({ usage: { inputTokens: 3, outputTokens: 4, cacheReadTokens: 2 } })).toEqual({
      id: "r1",
      finish_reason: "COMPLETE",
      message: { role: "assistant", content: [{ type: "text", text: "Low" }] },
      usage: { billed_units: counts, tokens: counts, cached_tokens: 2 },
    });
    expect(encode({ usage: undefined })).not.toHaveProperty("usage");
  });

  test.each<[FinishReason, string | undefined, string]>([
    ["stop", undefined, "COMPLETE"],
    ["stop", "END", "STOP_SEQUENCE"],
    ["length", undefined, "MAX_TOKENS"],
    ["tool-calls", undefined, "TOOL_CALL"],
    ["content-filter", undefined, "ERROR_TOXIC"],
    ["other", undefined, "COMPLETE"],
  ])("that ends by %s (%s) says %s", (finish, stopSequence, reason) => {
    expect(encode({ finish, ...(stopSequence !== undefined && { stopSequence }) }).finish_reason).toBe(reason);
  });

  test("tells thinking, text and calls, and leaves out what Cohere's answers do not hold", () => {
    expect(
      messageOf(
        { type: "reasoning", text: "Hm", signature: "s" },
        { type: "reasoning", text: "", redacted: "x" },
        { type: "text", text: "I look." },
        { type: "image", source: { kind: "url", url: "https://a" } },
        { type: "tool-call", id: "c", name: "f", input: "" },
      ),
    ).toEqual({
      role: "assistant",
      content: [
        { type: "thinking", thinking: "Hm" },
        { type: "text", text: "I look." },
      ],
      tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
    });
  });

  test("of no words has an empty text, unless it calls tools", () => {
    expect(messageOf()).toEqual({ role: "assistant", content: [{ type: "text", text: "" }] });
    expect(messageOf({ type: "tool-call", id: "c", name: "f", input: "{}" })).not.toHaveProperty("content");
  });
});

describe("a citation", () => {
  const parts: readonly Part[] = [
    { type: "reasoning", text: "Hm" },
    { type: "text", text: "⚓😀 Low. " },
    { type: "text", text: "High at 🌊 nine." },
  ];
  const sources = [{ type: "document", id: "https://a", document: { id: "https://a", url: "https://a", title: "A" } }];
  const citationsIn = (start?: number, end?: number) =>
    encode({
      parts,
      citations: [
        { url: "https://a", title: "A", ...(start !== undefined && { start }), ...(end !== undefined && { end }) },
      ],
    }).message;

  test.each<[string, number | undefined, number | undefined, object]>([
    ["counts characters", 4, 8, { start: 3, end: 7, text: "Low.", content_index: 1, type: "TEXT_CONTENT" }],
    ["counts in its own piece", 20, 24, { start: 10, end: 14, text: "nine", content_index: 2, type: "TEXT_CONTENT" }],
    ["has no place over two pieces", 4, 12, {}],
    ["has no place behind the end", 20, 99, {}],
    ["has no place where none is known", undefined, undefined, {}],
    ["has no place that is empty", 0, 0, {}],
  ])("%s", (_, start, end, place) => {
    expect(citationsIn(start, end)).toMatchObject({ citations: [{ ...place, sources }] });
    if (Object.keys(place).length === 0) expect(citationsIn(start, end)).toHaveProperty("citations", [{ sources }]);
  });
});

const text = fc.string({ unit: "grapheme", minLength: 1 });
const part = fc.oneof(
  text.map((said): Part => ({ type: "text", text: said })),
  text.map((said): Part => ({ type: "reasoning", text: said })),
);
const callPart = fc
  .tuple(text, text, fc.dictionary(text, text))
  .map(([id, name, input]): Part => ({ type: "tool-call", id, name, input: JSON.stringify(input) }));

test("any answer can be read back", () => {
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), fc.array(callPart), (said, calls) => {
      const response = responseOf({ parts: [...said, ...calls], finish: calls.length > 0 ? "tool-calls" : "stop" });
      const encoded = cohereChat.encodeResponse(response, { includeUsage: true, createdSeconds: 0 });
      expect(cohereChat.decodeResponse(encoded)).toEqual(response);
    }),
  );
});

test("a cited answer can be read back", () => {
  fc.assert(
    fc.property(fc.array(text, { minLength: 1 }), fc.nat(), fc.nat(), (texts, from, size) => {
      const parts = texts.map((said): Part => ({ type: "text", text: said }));
      const first = Array.from(texts[0] ?? "");
      const start = first.slice(0, from % first.length).join("");
      const cited = first
        .slice(from % first.length)
        .slice(0, 1 + (size % first.length))
        .join("");
      const citations = [{ url: "https://a", title: "A", start: start.length, end: start.length + cited.length }];
      const response = responseOf({ parts, citations });
      const encoded = cohereChat.encodeResponse(response, { includeUsage: true, createdSeconds: 0 });
      expect(cohereChat.decodeResponse(encoded)).toEqual(response);
    }),
  );
});

test("an error is its message", () => {
  expect(cohereChat.encodeError(new GatewayError("model_not_found", "No \ud800"))).toEqual({ message: "No \ufffd" });
});
