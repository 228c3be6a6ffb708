import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { anthropicMessages } from "../../../../src/dialects/anthropic-messages/index.ts";

const BODY: JsonObject = { model: "m", max_tokens: 9, messages: [{ role: "user", content: "Hi" }] };

describe("the intent of a request", () => {
  test("tells what routing needs", () => {
    expect(anthropicMessages.readIntent(BODY)).toEqual({
      model: "m",
      stream: false,
      outputTokensMax: 9,
      endUser: undefined,
      wantsStreamUsage: true,
    });
    expect(anthropicMessages.readIntent({ ...BODY, stream: true, metadata: { user_id: "u" } })).toMatchObject({
      stream: true,
      endUser: "u",
    });
  });

  test("leaves the model to the path where there is none", () => {
    expect(anthropicMessages.readIntent({ ...BODY, model: null }).model).toBeUndefined();
  });

  test("does not judge what only the provider can: content, other fields", () => {
    expect(() =>
      anthropicMessages.readIntent({
        ...BODY,
        messages: [{ role: "system", content: 5 }],
        metadata: { user_id: 5 },
        tools: 1,
      }),
    ).not.toThrow();
  });

  test.each<[string, JsonObject]>([
    ["model", { model: 5 }],
    ["model", { model: "" }],
    ["max_tokens", { max_tokens: undefined }],
    ["max_tokens", { max_tokens: null }],
    ["max_tokens", { max_tokens: "9" }],
    ["stream", { stream: "yes" }],
    ["messages", { messages: undefined }],
    ["messages", { messages: [] }],
    ["messages[0]", { messages: ["Hi"] }],
    ["messages[1].role", { messages: [{ role: "user" }, { role: "tool" }] }],
  ])("names what is wrong: %s", (param, fields) => {
    expect(() => anthropicMessages.readIntent({ ...BODY, ...fields })).toThrow(
      expect.objectContaining({ code: "invalid_request", param }) as Error,
    );
  });
});

describe("the texts that the model has to read", () => {
  test("are those of the system, the tools and all messages", () => {
    const tool = { name: "f", input_schema: {} };
    const body = {
      ...BODY,
      system: [{ type: "text", text: "Be brief." }],
      tools: [tool],
      messages: [
        { role: "user", content: "Hi" },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "Hm", signature: "x" },
            { type: "tool_use", id: "1", name: "f", input: { a: 1 } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "1", content: [{ type: "text", text: "6 m" }] },
            { type: "tool_result", content: "7 m" },
          ],
        },
        {
          role: "user",
          content: [
            { type: "document", source: { type: "text", data: "Deep." } },
            { type: "document", source: { type: "content", content: "Sea." } },
          ],
        },
        {
          role: "user",
          content: [{ type: "image", source: { type: "base64", media_type: "image/png", data: "AAAA" } }],
        },
      ],
    };
    expect(anthropicMessages.textsOf(body)).toEqual([
      "Be brief.",
      JSON.stringify(tool),
      "Hi",
      "Hm",
      '{"a":1}',
      "6 m",
      "7 m",
      "Deep.",
      "Sea.",
    ]);
  });

  test("are found in any body", () => {
    expect(anthropicMessages.textsOf({ ...BODY, system: "Be brief.", messages: [{ role: "user" }, 5, null] })).toEqual([
      "Be brief.",
    ]);
  });
});
