import { describe, expect, test } from "vitest";
import type { EmbeddingRequest } from "../../../../src/core/embedding.ts";
import { voyageEmbeddings } from "../../../../src/dialects/voyage-embeddings/index.ts";
import { failsOnAnswers, refusesTokenIds, survivesAnyAnswer } from "../upstream-laws.ts";

const encode = (fields: Partial<EmbeddingRequest> = {}) =>
  voyageEmbeddings.encodeRequest({ input: ["a", "b"], extras: {}, ...fields }, { model: "voyage-3.5" });

describe("a request", () => {
  test("calls dimensions by Voyage's name and keeps what only Voyage knows", () => {
    const extras = { input_type: "query", encoding_format: "base64", user: "u" };
    expect(encode({ dimensions: 512, extras })).toEqual({
      body: {
        model: "voyage-3.5",
        input: ["a", "b"],
        output_dimension: 512,
        input_type: "query",
        encoding_format: "base64",
      },
      unsupported: [],
    });
  });

  test.each([
    ["RETRIEVAL_DOCUMENT", { input_type: "document" }, []],
    ["RETRIEVAL_QUERY", { input_type: "query" }, []],
    ["CLUSTERING", {}, ["taskType"]],
  ])("says what it is for, if it is a search: %s", (taskType, more, unsupported) => {
    const body = { model: "voyage-3.5", input: ["a", "b"], ...more };
    expect(encode({ taskType })).toEqual({ body, unsupported });
    expect(encode({ taskType, taskIsHint: true })).toEqual({ body, unsupported: [] });
  });

  test("does not ask for numbers, which Voyage has no name for", () => {
    expect(encode({ extras: { encoding_format: "float" } }).body).toEqual({ model: "voyage-3.5", input: ["a", "b"] });
  });

  test("is aimed at another model", () => {
    expect(voyageEmbeddings.retarget({ model: "a", input: "x" }, { model: "b" })).toEqual({ model: "b", input: "x" });
  });

  refusesTokenIds(voyageEmbeddings);
});

describe("an answer", () => {
  test("has its vectors in the order of the texts, and only a total", () => {
    const data = [
      { index: 1, embedding: "AABAQA==" },
      { index: 0, embedding: [1, 2] },
    ];
    expect(voyageEmbeddings.decodeResponse({ data, model: "voyage-3.5", usage: { total_tokens: 12 } })).toEqual({
      model: "voyage-3.5",
      vectors: [[1, 2], "AABAQA=="],
      usage: { inputTokens: 12, outputTokens: 0 },
    });
  });

  failsOnAnswers(voyageEmbeddings, [
    ["told", { detail: "You have not yet added your payment method, rate limits apply" }, "rate-limited"],
    ["without data", { object: "list" }, "invalid-answer"],
    ["with a row without a vector", { data: [{ index: 0 }] }, "invalid-answer"],
  ]);
});

survivesAnyAnswer(voyageEmbeddings, ["data", "index", "embedding", "model", "usage", "total_tokens", "detail"]);
