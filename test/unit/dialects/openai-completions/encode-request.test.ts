import { describe, expect, test } from "vitest";
import type { ChatRequest } from "../../../../src/core/chat.ts";
import { openaiCompletions } from "../../../../src/dialects/openai-completions/index.ts";
import { refusedSettings } from "../upstream-laws.ts";

const user = { role: "user", parts: [{ type: "text", text: "Tide?" }] } as const;
const encode = (fields: Partial<ChatRequest> = {}) =>
  openaiCompletions.encodeRequest(
    { messages: [user], tools: [], rare: {}, stream: false, extras: {}, ...fields },
    { model: "davinci-002" },
  );

describe("a chat with a model that only completes text", () => {
  test("of one message is that message", () => {
    expect(encode().body).toEqual({ model: "davinci-002", prompt: "Tide?" });
  });

  test("of several is written with a name before each turn", () => {
    const assistant = { role: "assistant", parts: [{ type: "text", text: "High." }] } as const;
    expect(encode({ messages: [user, assistant, user] }).body["prompt"]).toBe(
      "User: Tide?\n\nAssistant: High.\n\nUser: Tide?\n\nAssistant:",
    );
  });

  test("has its settings by OpenAI's names, and asks for the usage of a stream", () => {
    const rare = { seed: 7, frequencyPenalty: 0.5, presencePenalty: 0.25, logitBias: { "50256": -100 } };
    const { body } = encode({ maxOutputTokens: 9, temperature: 0, topP: 0.5, stop: ["."], rare, stream: true });
    expect(body).toMatchObject({
      max_tokens: 9,
      temperature: 0,
      top_p: 0.5,
      stop: ["."],
      seed: 7,
      frequency_penalty: 0.5,
      presence_penalty: 0.25,
      logit_bias: { "50256": -100 },
      stream: true,
      stream_options: { include_usage: true },
    });
  });

  test("is refused what a text cannot say", () => {
    expect(refusedSettings(encode)).toEqual([
      "tools",
      "tool_choice",
      "parallel_tool_calls",
      "response_format",
      "reasoning_effort",
      "top_k",
      "logprobs",
      "top_logprobs",
      "n",
      "service_tier",
    ]);
  });
});

describe("a client's own body", () => {
  test("keeps every field, aimed at another model", () => {
    const body = { model: "public", prompt: [[1], [2]], suffix: "s", best_of: 3, future_field: [null] };
    expect(openaiCompletions.retarget(body, { model: "m" })).toEqual({ ...body, model: "m" });
  });

  test("always asks for the usage of its stream", () => {
    const body = { prompt: "p", stream: true, stream_options: { include_usage: false, more: 1 } };
    expect(openaiCompletions.retarget(body, { model: "m" })).toEqual({
      ...body,
      model: "m",
      stream_options: { include_usage: true, more: 1 },
    });
  });
});
