import { describe, expect, test } from "vitest";
import type { EmbeddingRequest } from "../../../../src/core/embedding.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { batchEmbedContentsClient, embedContentClient } from "../../../../src/dialects/gemini/embed-contents-client.ts";
import { geminiEmbedding, geminiEmbeddings } from "../../../../src/dialects/gemini/embed-contents.ts";
import { openaiEmbeddings } from "../../../../src/dialects/openai-embeddings/index.ts";
import { vertexEmbeddings } from "../../../../src/dialects/vertex-embeddings/index.ts";
import { watsonxEmbeddings } from "../../../../src/dialects/watsonx-embeddings/index.ts";
import { survivesAnyAnswer } from "../upstream-laws.ts";

const content = (text: string): JsonObject => ({ parts: [{ text }] });
const target = { model: "gemini-embedding-001" };
const NAME = "models/gemini-embedding-001";
const options = { includeUsage: false, createdSeconds: 0 };

const refusal = (code: string, param: string): unknown => expect.objectContaining({ code, param });

describe("a client of Google's API asks for vectors", () => {
  test.each<[string, JsonObject, EmbeddingRequest]>([
    ["of a text", { content: content("ebb") }, { input: ["ebb"], extras: {} }],
    [
      "of parts, which are one text",
      { content: { parts: [{ text: "ebb" }, { text: "flow" }] } },
      { input: ["ebb\nflow"], extras: {} },
    ],
    [
      "with settings",
      { content: content("ebb"), taskType: "RETRIEVAL_DOCUMENT", title: "Tides", outputDimensionality: 256 },
      { input: ["ebb"], extras: {}, taskType: "RETRIEVAL_DOCUMENT", title: "Tides", dimensions: 256 },
    ],
    [
      "with settings in an object of their own, by their other names",
      { content: content("ebb"), embed_content_config: { task_type: "CLUSTERING", output_dimensionality: 8 } },
      { input: ["ebb"], extras: {}, taskType: "CLUSTERING", dimensions: 8 },
    ],
    [
      "with settings that are left open",
      { content: content("ebb"), taskType: "TASK_TYPE_UNSPECIFIED", title: "", outputDimensionality: 0 },
      { input: ["ebb"], extras: {} },
    ],
  ])("%s", (_, body, request) => {
    expect(embedContentClient.decodeRequest(body)).toEqual(request);
    expect(batchEmbedContentsClient.decodeRequest({ requests: [body] })).toEqual(request);
    expect(embedContentClient.textsOf(body).join("\n")).toBe(request.input[0]);
    expect(embedContentClient.listUntranslatable?.(body)).toEqual([]);
  });

  test("of many texts, in their order", () => {
    const requests = ["ebb", "flow"].map((text) => ({
      model: "models/x",
      content: content(text),
      taskType: "CLUSTERING",
    }));
    expect(batchEmbedContentsClient.decodeRequest({ requests })).toMatchObject({
      input: ["ebb", "flow"],
      taskType: "CLUSTERING",
    });
    expect(batchEmbedContentsClient.textsOf({ requests })).toEqual(["ebb", "flow"]);
  });

  test("and is told which fields only Google knows", () => {
    const body = { content: content("ebb"), autoTruncate: true, embedContentConfig: { documentOcr: true } };
    expect(embedContentClient.listUntranslatable?.(body)).toEqual(["autoTruncate", "documentOcr"]);
  });

  test.each<[string, JsonObject]>([
    ["content", {}],
    ["content", { content: "ebb" }],
    ["content.parts", { content: {} }],
    ["content.parts", { content: { parts: [] } }],
  ])("and is refused for %s: %j", (param, body) => {
    expect(() => embedContentClient.readIntent(body)).toThrow(refusal("invalid_request", param));
    expect(() => batchEmbedContentsClient.readIntent({ requests: [{ content: content("ebb") }, body] })).toThrow(
      refusal("invalid_request", `requests[1].${param}`),
    );
  });

  test.each<[string, JsonObject]>([
    ["requests", {}],
    ["requests", { requests: [] }],
    ["requests", { requests: "ebb" }],
    ["requests[0]", { requests: ["ebb"] }],
  ])("and is refused a list without any: %s, %j", (param, body) => {
    expect(() => batchEmbedContentsClient.readIntent(body)).toThrow(refusal("invalid_request", param));
  });

  test.each<[string, JsonObject]>([
    ["requests[0].content.parts[0]", { content: { parts: [{ inlineData: { mimeType: "image/png", data: "" } }] } }],
    ["requests[1].taskType", { content: content("ebb"), taskType: "CLUSTERING" }],
    ["requests[1].outputDimensionality", { content: content("ebb"), outputDimensionality: 8 }],
  ])("and is told what cannot be said elsewhere: %s", (param, first) => {
    const requests = [first, { content: content("flow") }];
    expect(() => batchEmbedContentsClient.decodeRequest({ requests })).toThrow(refusal("unsupported_parameter", param));
  });

  test("and reads vectors, with what was consumed where that is known", () => {
    const answer = { model: "m", vectors: [[0.5, 1]], usage: undefined };
    expect(embedContentClient.encodeResponse(answer, options)).toEqual({ embedding: { values: [0.5, 1] } });
    expect(embedContentClient.encodeResponse({ ...answer, vectors: ["AAAAPw=="] }, options)).toEqual({
      embedding: { values: [0.5] },
    });
    const usage = { inputTokens: 7, outputTokens: 0 };
    expect(batchEmbedContentsClient.encodeResponse({ ...answer, usage }, options)).toEqual({
      embeddings: [{ values: [0.5, 1] }],
      usageMetadata: { promptTokenCount: 7 },
    });
    expect(() => embedContentClient.encodeResponse({ ...answer, vectors: ["?"] }, options)).toThrow("list of numbers");
  });
});

describe("what a text is for", () => {
  const request = { input: ["ebb"], extras: {}, taskType: "RETRIEVAL_QUERY", title: "Tides" };

  test("is told to Google in its own words", () => {
    const one = { model: NAME, content: content("ebb"), taskType: "RETRIEVAL_QUERY", title: "Tides" };
    expect(geminiEmbeddings.encodeRequest(request, target)).toEqual({ body: { requests: [one] }, unsupported: [] });
    expect(geminiEmbedding.encodeRequest(request, target)).toEqual({ body: one, unsupported: [] });
    expect(vertexEmbeddings.encodeRequest(request, target)).toEqual({
      body: { instances: [{ task_type: "RETRIEVAL_QUERY", title: "Tides", content: "ebb" }] },
      unsupported: [],
    });
  });

  test.each([openaiEmbeddings, watsonxEmbeddings])("is not told in a dialect without a word for it: $id", (dialect) => {
    expect(dialect.encodeRequest(request, target).unsupported).toEqual(["taskType", "title"]);
    expect(dialect.encodeRequest({ input: ["ebb"], extras: {} }, target).unsupported).toEqual([]);
  });
});

describe("Google's own answer", () => {
  test("to its own client is aimed at the model, and else as it was asked", () => {
    const asked = { model: "models/public", content: content("ebb"), taskType: "CLUSTERING" };
    expect(geminiEmbedding.retarget(asked, target)).toEqual({ ...asked, model: NAME });
    expect(geminiEmbeddings.retarget({ requests: [asked] }, target)).toEqual({ requests: [{ ...asked, model: NAME }] });
  });

  test("tells what was consumed, where it does", () => {
    const usageMetadata = { promptTokenCount: 9 };
    const usage = { inputTokens: 9, outputTokens: 0 };
    expect(geminiEmbedding.readResponse({ embedding: { values: [1] }, usageMetadata }).usage).toEqual(usage);
    expect(geminiEmbeddings.readResponse({ embeddings: [{ values: [1] }], usageMetadata }).usage).toEqual(usage);
    expect(geminiEmbeddings.readResponse({ embeddings: [{ values: [1] }] }).usage).toBeUndefined();
  });

  test.each([
    [geminiEmbedding, {}],
    [geminiEmbedding, { embedding: {} }],
    [geminiEmbeddings, {}],
    [geminiEmbeddings, { embeddings: [{ values: [1] }, {}] }],
  ])("that lacks a vector is none", (dialect, body) => {
    expect(() => dialect.readResponse(body)).toThrow("not a list of embeddings");
  });
});

describe("one vector", () => {
  survivesAnyAnswer(geminiEmbedding, ["embedding", "values", "usageMetadata", "promptTokenCount"]);
});
describe("many vectors", () => {
  survivesAnyAnswer(geminiEmbeddings, ["embeddings", "values", "usageMetadata", "promptTokenCount"]);
});
