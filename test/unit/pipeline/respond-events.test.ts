import { describe, expect, test } from "vitest";
import type { ChatResponse, Part } from "../../../src/core/chat.ts";
import { anthropicMessages } from "../../../src/dialects/anthropic-messages/index.ts";
import { openaiChat } from "../../../src/dialects/openai-chat/index.ts";
import { respondEvents } from "../../../src/pipeline/respond-events.ts";

const response = (...parts: readonly Part[]): ChatResponse => ({
  id: "r1",
  model: "m",
  parts,
  finish: "stop",
  usage: { inputTokens: 3, outputTokens: 5 },
});
const options = { includeUsage: true, createdSeconds: 0 };

const parts: readonly (readonly [string, Part])[] = [
  ["text", { type: "text", text: "Hello" }],
  ["signed reasoning", { type: "reasoning", text: "Hm", signature: "c2ln" }],
  ["sealed reasoning", { type: "reasoning", text: "", redacted: "c2VhbGVk" }],
  ["a tool call", { type: "tool-call", id: "t1", name: "look", input: '{"a":1}' }],
];

describe("a whole answer told as a stream", () => {
  test.each(parts)("opens and closes the block of %s", (_, part) => {
    const types = respondEvents<"chat">(response(part)).map(({ type }) => type);
    expect(types[0]).toBe("response-start");
    expect(types[1]).toMatch(/-start$/);
    expect(types.slice(-2)).toEqual(["block-end", "response-end"]);
  });

  test.each(parts)("gives a client that reads the stream the same %s", (_, part) => {
    const whole = response(part);
    for (const dialect of [openaiChat, anthropicMessages]) {
      const encoder = dialect.encoder(options);
      const frames = respondEvents<"chat">(whole).flatMap((event) => encoder.push(event));
      const decoder = dialect.decoder();
      const events = [...frames.flatMap((frame) => decoder.push(frame)), ...decoder.finish()];
      const heard = events.filter(({ type }) => type.endsWith("-delta") || type === "reasoning-redacted");
      expect(JSON.stringify(heard)).toContain(JSON.stringify(part.type === "text" ? part.text : firstOf(part)));
    }
  });

  test("has no events for an answer that is no chat", () => {
    expect(respondEvents<"embedding">({ model: "m", vectors: [], usage: undefined })).toEqual([]);
  });
});

const firstOf = (part: Part): string => {
  if (part.type === "reasoning") return part.redacted ?? part.text;
  return part.type === "tool-call" ? part.input : "";
};
