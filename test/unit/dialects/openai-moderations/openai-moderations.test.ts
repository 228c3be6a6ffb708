import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiModerations } from "../../../../src/dialects/openai-moderations/index.ts";
import { survivesAnyAnswer } from "../upstream-laws.ts";

const part = { type: "image_url", image_url: { url: "https://pictures.example/1.png" } };
const result = { flagged: false, categories: { violence: false }, category_scores: { violence: 0.125 } };

describe("what is to be moderated", () => {
  test.each<[JsonObject["input"], readonly string[]]>([
    ["calm", ["calm"]],
    [
      ["calm", "wild"],
      ["calm", "wild"],
    ],
    [
      [{ type: "text", text: "calm" }, part],
      ["calm", ""],
    ],
  ])("is a text, texts or parts: %j", (input, texts) => {
    expect(openaiModerations.readIntent({ input }).stream).toBe(false);
    expect(openaiModerations.textsOf({ input })).toEqual(texts);
  });

  test("goes to OpenAI's own default where no model is named", () => {
    expect(openaiModerations.readIntent({ input: "calm" }).model).toBe("omni-moderation-latest");
    expect(openaiModerations.readIntent({ input: "calm", model: "m" }).model).toBe("m");
  });

  test.each<JsonObject>([{}, { input: "" }, { input: [] }, { input: ["calm", 1] }, { input: [{ text: "calm" }] }])(
    "is refused where it is nothing of the kind: %j",
    (body) => {
      expect(() => openaiModerations.readIntent(body)).toThrow(
        expect.objectContaining({ code: "invalid_request", param: "input" }),
      );
    },
  );

  test("says the same when it has been read and written again", () => {
    const body = { model: "m", input: ["calm"], user: "u" };
    expect(openaiModerations.encodeRequest(openaiModerations.decodeRequest(body), { model: "other" })).toEqual({
      body: { ...body, model: "other" },
      unsupported: [],
    });
  });
});

describe("what is said of it", () => {
  const body = { id: "modr-1", model: "m", results: [result] };

  test("passes as it came, and is free of charge where nothing is counted", () => {
    expect(openaiModerations.readResponse(body)).toEqual({
      usage: { inputTokens: 0, outputTokens: 0 },
      repaired: undefined,
      outputChars: 0,
    });
  });

  test("is charged by what is counted", () => {
    const usage = { prompt_tokens: 7, total_tokens: 79, completion_tokens: 0 };
    expect(openaiModerations.readResponse({ ...body, usage }).usage).toEqual({ inputTokens: 7, outputTokens: 0 });
  });

  test("is summed up where there are categories alone", () => {
    const results = [{ categories: { pii: false } }, { categories: { pii: false, law: true } }];
    const { repaired } = openaiModerations.readResponse({ ...body, results });
    expect(repaired).toEqual({
      ...body,
      results: [
        { flagged: false, ...results[0] },
        { flagged: true, ...results[1] },
      ],
    });
  });

  test("says the same when it has been read and written again", () => {
    const options = { includeUsage: false, createdSeconds: 0 };
    expect(openaiModerations.encodeResponse(openaiModerations.decodeResponse(body), options)).toEqual(body);
  });

  survivesAnyAnswer(openaiModerations, ["id", "model", "results", "flagged", "categories", "usage", "prompt_tokens"]);
});
