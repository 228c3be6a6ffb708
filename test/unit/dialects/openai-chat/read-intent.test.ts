import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiChat } from "../../../../src/dialects/openai-chat/index.ts";

const messages = [{ role: "user", content: "Hello" }];
const read = (fields: JsonObject) => openaiChat.readIntent({ model: "m", messages, ...fields });

test("reads what routing and metering need", () => {
  expect(read({ stream: true, stream_options: { include_usage: true }, max_tokens: 5, user: "u" })).toEqual({
    model: "m",
    stream: true,
    outputTokensMax: 5,
    choices: 1,
    endUser: "u",
    wantsStreamUsage: true,
  });
});

test("takes null for a setting that was left open", () => {
  const open = {
    model: null,
    stream: null,
    stream_options: null,
    max_tokens: null,
    max_completion_tokens: null,
    user: null,
  };
  expect(read(open)).toEqual({
    model: undefined,
    stream: false,
    outputTokensMax: undefined,
    choices: 1,
    endUser: undefined,
    wantsStreamUsage: false,
  });
});

test.each([
  [{ max_completion_tokens: 7, max_tokens: 5 }, 7],
  [{ max_completion_tokens: null, max_tokens: 5 }, 5],
  [{ max_tokens: -1 }, undefined],
  [{ max_tokens: 0 }, undefined],
  [{}, undefined],
])("the output cap of %j is %s", (fields, cap) => {
  expect(read(fields).outputTokensMax).toBe(cap);
});

describe("a refusal names the field", () => {
  test.each<[string, JsonObject]>([
    ["messages", { messages: undefined }],
    ["messages", { messages: 5 }],
    ["messages", { messages: [] }],
    ["messages[1]", { messages: [...messages, "Hello"] }],
    ["model", { model: 5 }],
    ["stream", { stream: "yes" }],
    ["stream_options", { stream_options: [] }],
    ["max_tokens", { max_tokens: "5" }],
    ["max_completion_tokens", { max_completion_tokens: {} }],
    ["user", { user: 5 }],
  ])("%s", (param, fields) => {
    expect(() => read(fields)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});

test("leaves the rest for the provider to judge", () => {
  expect(() => read({ temperature: "hot", tools: 5, anything: [null] })).not.toThrow();
});

test.each([0, -1, 1.5, 1e300])("refuses %d answers at once", (n) => {
  expect(() => read({ n })).toThrow(expect.objectContaining({ code: "invalid_request", param: "n" }));
});
