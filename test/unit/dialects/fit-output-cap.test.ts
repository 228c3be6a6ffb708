import { expect, test } from "vitest";
import { anthropicMessages } from "../../../src/dialects/anthropic-messages/index.ts";
import { gemini } from "../../../src/dialects/gemini/index.ts";
import { openaiChat } from "../../../src/dialects/openai-chat/index.ts";
import { openaiResponses } from "../../../src/dialects/openai-responses/index.ts";
import { chatRequest } from "./anthropic-messages/chat-request.ts";

test.each([
  ["anthropic-messages", anthropicMessages, (cap: number) => ({ max_tokens: cap })],
  ["gemini", gemini, (cap: number) => ({ generationConfig: { maxOutputTokens: cap } })],
  ["openai-chat", openaiChat, (cap: number) => ({ max_completion_tokens: cap })],
  ["openai-responses", openaiResponses, (cap: number) => ({ max_output_tokens: cap })],
] as const)("no model is asked for more than it can write, in %s", (_, dialect, said) => {
  const capped = (asked: number, maxOutputTokens?: number): unknown =>
    dialect.encodeRequest(chatRequest({ maxOutputTokens: asked }), { model: "m", maxOutputTokens }).body;
  expect(capped(128_000, 16_384)).toMatchObject(said(16_384));
  expect(capped(9, 16_384)).toMatchObject(said(9));
  expect(capped(128_000)).toMatchObject(said(128_000));
});
