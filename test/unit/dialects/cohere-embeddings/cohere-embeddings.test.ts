import { describe, expect, test } from "vitest";
import type { EmbeddingRequest } from "../../../../src/core/embedding.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { cohereEmbeddings } from "../../../../src/dialects/cohere-embeddings/index.ts";
import { failsOnAnswers, refusesTokenIds, survivesAnyAnswer } from "../upstream-laws.ts";

const encode = (fields: Partial<EmbeddingRequest> = {}) =>
  cohereEmbeddings.encodeRequest({ input: ["a", "b"], extras: {}, ...fields }, { model: "embed-v4.0" });

describe("a request", () => {
  test("is for documents that are to be searched, in numbers", () => {
    expect(encode()).toEqual({
      body: { model: "embed-v4.0", texts: ["a", "b"], input_type: "search_document", embedding_types: ["float"] },
      unsupported: [],
    });
  });

  test("may say otherwise", () => {
    const extras = { input_type: "search_query", truncate: "END", encoding_format: "base64", user: "u" };
    expect(encode({ extras, dimensions: 256 }).body).toEqual({
      model: "embed-v4.0",
      texts: ["a", "b"],
      input_type: "search_query",
      embedding_types: ["base64"],
      truncate: "END",
      output_dimension: 256,
    });
  });

  test.each([
    ["RETRIEVAL_DOCUMENT", "search_document"],
    ["RETRIEVAL_QUERY", "search_query"],
    ["CLASSIFICATION", "classification"],
    ["CLUSTERING", "clustering"],
  ])("says what it is for: %s is %s", (taskType, input_type) => {
    expect(encode({ taskType })).toMatchObject({ body: { input_type }, unsupported: [] });
  });

  test("names what Cohere has no word for", () => {
    expect(encode({ taskType: "FACT_VERIFICATION", title: "Tides" }).unsupported).toEqual(["taskType", "title"]);
  });

  test("names images, whose vectors would have no place", () => {
    const { body, unsupported } = encode({ extras: { images: ["data:image/png;base64,AA=="], inputs: [] } });
    expect(body).toEqual(encode().body);
    expect(unsupported).toEqual(["images", "inputs"]);
  });

  test("is aimed at another model", () => {
    expect(cohereEmbeddings.retarget({ model: "a", texts: [] }, { model: "b" })).toEqual({ model: "b", texts: [] });
  });

  refusesTokenIds(cohereEmbeddings);
});

describe("an answer", () => {
  test.each<[string, JsonObject, unknown]>([
    ["by the type of its numbers", { float: [[1, 2], [3]] }, [[1, 2], [3]]],
    ["in base64", { base64: ["AACAPw=="] }, ["AACAPw=="]],
    ["of another type that was asked for", { int8: [[1]] }, [[1]]],
  ])("has its vectors %s", (_, embeddings, vectors) => {
    expect(cohereEmbeddings.decodeResponse({ embeddings, meta: { billed_units: { input_tokens: 3 } } })).toEqual({
      model: "",
      vectors,
      usage: { inputTokens: 3, outputTokens: 0 },
    });
  });

  test.each<[JsonObject, object | undefined]>([
    [
      { input_tokens: 3, image_tokens: 40 },
      { inputTokens: 43, outputTokens: 0, imageInputTokens: 40 },
    ],
    [{ image_tokens: 40 }, { inputTokens: 40, outputTokens: 0, imageInputTokens: 40 }],
    [
      { input_tokens: 3, image_tokens: 0 },
      { inputTokens: 3, outputTokens: 0 },
    ],
    [{ images: 1 }, undefined],
  ])("is paid for by its texts and its pictures: %j", (billed_units, usage) => {
    expect(cohereEmbeddings.readResponse({ embeddings: { float: [[1]] }, meta: { billed_units } }).usage).toEqual(
      usage,
    );
  });

  test("of version 1 is the list itself", () => {
    expect(cohereEmbeddings.decodeResponse({ embeddings: [[1]] })).toEqual({
      model: "",
      vectors: [[1]],
      usage: undefined,
    });
  });

  failsOnAnswers(cohereEmbeddings, [
    ["told", { id: "r", message: "model 'x' not found" }, "not-found"],
    ["without embeddings", { id: "r" }, "invalid-answer"],
    ["with embeddings of no type", { embeddings: {} }, "invalid-answer"],
    ["with a hole in a vector", { embeddings: { float: [[1, null]] } }, "invalid-answer"],
  ]);
});

survivesAnyAnswer(cohereEmbeddings, [
  "embeddings",
  "float",
  "base64",
  "meta",
  "billed_units",
  "input_tokens",
  "message",
]);
