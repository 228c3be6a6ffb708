import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { anthropicCount } from "../../../../src/dialects/anthropic-messages/count-tokens.ts";
import { survivesAnyAnswer } from "../upstream-laws.ts";

const messages = [{ role: "user", content: "Tide?" }];
const tool = { name: "get_tide", input_schema: { type: "object" } };

describe("a count for a client of Anthropic's dialect", () => {
  test("needs no output cap", () => {
    expect(anthropicCount.readIntent({ model: "m", messages })).toEqual({
      model: "m",
      stream: false,
      wantsStreamUsage: false,
    });
  });

  test.each<[string, JsonObject]>([
    ["messages", {}],
    ["messages", { messages: [] }],
    ["messages[0]", { messages: ["Tide?"] }],
    ["messages[0].role", { messages: [{ role: "pilot", content: "Tide?" }] }],
    ["model", { messages, model: 7 }],
  ])("is refused for its %s: %j", (param, body) => {
    expect(() => anthropicCount.readIntent(body)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });

  test("is passed on without what a deployment's defaults say of the answer", () => {
    const body = { model: "public", system: "Be brief.", messages, tools: [tool], thinking: { type: "adaptive" } };
    expect(anthropicCount.retarget({ temperature: 0, max_tokens: 9, ...body }, { model: "m" })).toEqual({
      ...body,
      model: "m",
    });
  });

  test("is translated by what the model has to read alone", () => {
    const request = anthropicCount.decodeRequest({ model: "public", system: "Be brief.", messages, tools: [tool] });
    const { body, unsupported } = anthropicCount.encodeRequest(
      { ...request, temperature: 0.5, rare: { seed: 7 }, maxOutputTokens: 9 },
      { model: "m" },
    );
    expect(Object.keys(JSON.parse(JSON.stringify(body)) as object).toSorted()).toEqual(
      expect.arrayContaining(["messages", "model", "system", "tools"]),
    );
    expect(body).not.toHaveProperty("max_tokens");
    expect(body).not.toHaveProperty("temperature");
    expect(unsupported).toEqual([]);
  });

  test("is charged nothing, whatever it comes to", () => {
    expect(anthropicCount.readResponse({ input_tokens: 2_095 }).usage).toEqual({ inputTokens: 0, outputTokens: 0 });
  });

  survivesAnyAnswer(anthropicCount, ["input_tokens", "error", "type"]);
});
