import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { cohereChat } from "../../../../src/dialects/cohere-chat/index.ts";

const messages = [{ role: "user", content: "Hi" }];

describe("what routing and metering need", () => {
  test.each<[JsonObject, object]>([
    [{}, { model: undefined, stream: false, outputTokensMax: undefined }],
    [
      { model: "m", stream: true, max_tokens: 9 },
      { model: "m", stream: true, outputTokensMax: 9 },
    ],
    [
      { stream: null, max_tokens: null },
      { stream: false, outputTokensMax: undefined },
    ],
    [{ max_tokens: 0 }, { outputTokensMax: undefined }],
  ])("%j", (fields, intent) => {
    expect(cohereChat.readIntent({ messages, ...fields })).toMatchObject({ ...intent, wantsStreamUsage: true });
  });

  test.each<[string, JsonObject]>([
    ["messages", {}],
    ["messages", { messages: [] }],
    ["messages", { messages: "Hi" }],
    ["messages[1]", { messages: [...messages, "Hi"] }],
    ["model", { messages, model: 5 }],
    ["stream", { messages, stream: "yes" }],
    ["max_tokens", { messages, max_tokens: "9" }],
  ])("names %s where it is wrong", (param, body) => {
    expect(() => cohereChat.readIntent(body)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});

test("the texts of a request are all that the model reads", () => {
  const call = { id: "c", type: "function", function: { name: "get_tide", arguments: "{}" } };
  expect(
    cohereChat.textsOf({
      messages: [
        { role: "system", content: "Be brief." },
        {
          role: "user",
          content: [
            { type: "text", text: "Look:" },
            { type: "image_url", image_url: { url: "https://a" } },
          ],
        },
        {
          role: "assistant",
          tool_plan: "I look.",
          content: [{ type: "thinking", thinking: "Hm" }],
          tool_calls: [call],
        },
        { role: "tool", tool_call_id: "c", content: [{ type: "document", document: { data: { tide: "high" } } }] },
      ],
      documents: ["Low at three.", { id: "1", data: { text: "High at nine." } }],
      tools: [{ type: "function", function: { name: "get_tide" } }],
      response_format: { type: "json_object" },
      temperature: 0.5,
    }),
  ).toEqual([
    "Be brief.",
    "Look:",
    "Hm",
    "I look.",
    '{"name":"get_tide","arguments":"{}"}',
    '{"data":{"tide":"high"}}',
    "Low at three.",
    '{"id":"1","data":{"text":"High at nine."}}',
    '{"type":"function","function":{"name":"get_tide"}}',
    '{"type":"json_object"}',
  ]);
});

test.each([5, "Hi", null, [null, "Hi", { content: [null] }]])(
  "what is no list of messages has no texts: %j",
  (said) => {
    expect(cohereChat.textsOf({ messages: said, documents: {} })).toEqual([]);
  },
);
