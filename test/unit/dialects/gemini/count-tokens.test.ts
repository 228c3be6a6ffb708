import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { geminiCount, geminiCountClient, vertexCount } from "../../../../src/dialects/gemini/count-tokens.ts";
import { survivesAnyAnswer } from "../upstream-laws.ts";

const contents = [{ role: "user", parts: [{ text: "Tide?" }] }];
const systemInstruction = { parts: [{ text: "Be brief." }] };
const target = { model: "gemini-2.5-flash" };

describe("a count for a client of Google's dialect", () => {
  test.each<[string, JsonObject]>([
    ["contents", { contents, systemInstruction }],
    ["a request", { generateContentRequest: { model: "models/public", contents, systemInstruction } }],
    ["a request by its other name", { generate_content_request: { contents, system_instruction: systemInstruction } }],
  ])("reads %s", (_, body) => {
    expect(geminiCountClient.readIntent(body)).toMatchObject({ model: undefined, stream: false });
    expect(geminiCountClient.textsOf(body)).toEqual(["Be brief.", "Tide?"]);
    expect(geminiCountClient.decodeRequest(body).messages).toHaveLength(2);
  });

  test.each<[string, JsonObject]>([
    ["contents", {}],
    ["contents", { generateContentRequest: {} }],
    ["generateContentRequest", { generateContentRequest: "Tide?" }],
  ])("is refused for its %s: %j", (param, body) => {
    expect(() => geminiCountClient.readIntent(body)).toThrow(
      expect.objectContaining({ code: "invalid_request", param }),
    );
  });
});

describe("a count by Google", () => {
  test.each<[string, JsonObject, JsonObject]>([
    ["contents", { model: "public", contents }, { contents }],
    [
      "a request, aimed at the model",
      { generateContentRequest: { model: "models/public", contents, tools: [] } },
      { generateContentRequest: { model: "models/gemini-2.5-flash", contents, tools: [] } },
    ],
  ])("is passed %s", (_, body, sent) => {
    expect(geminiCount.retarget(body, target)).toEqual(sent);
  });

  test("on Vertex is passed a request without its wrapper, which it does not know", () => {
    const inner = { contents, systemInstruction };
    expect(vertexCount.retarget({ generateContentRequest: { model: "models/public", ...inner } }, target)).toEqual(
      inner,
    );
    expect(vertexCount.retarget(inner, target)).toEqual(inner);
  });

  test("is asked in its own words for a client of another dialect", () => {
    const request = geminiCountClient.decodeRequest({ contents, systemInstruction, generationConfig: { topK: 3 } });
    const read = { contents, systemInstruction };
    expect(JSON.parse(JSON.stringify(geminiCount.encodeRequest(request, target)))).toEqual({
      body: { generateContentRequest: { model: "models/gemini-2.5-flash", ...read } },
      unsupported: [],
    });
    expect(JSON.parse(JSON.stringify(vertexCount.encodeRequest(request, target)))).toEqual({
      body: read,
      unsupported: [],
    });
  });

  test("of nothing is 0, which Google leaves out, and is charged nothing", () => {
    expect(geminiCount.decodeResponse({})).toEqual({ inputTokens: 0 });
    expect(geminiCount.readResponse({ totalTokens: 31 }).usage).toEqual({ inputTokens: 0, outputTokens: 0 });
  });

  survivesAnyAnswer(geminiCount, ["totalTokens", "promptTokensDetails", "error"]);
});
