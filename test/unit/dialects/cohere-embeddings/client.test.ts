import { describe, expect, test } from "vitest";
import { GatewayError } from "../../../../src/core/errors.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { cohereEmbeddings, cohereEmbeddingsV1 } from "../../../../src/dialects/cohere-embeddings/index.ts";

const decode = (fields: JsonObject) => cohereEmbeddings.decodeRequest({ model: "m", ...fields });
const picture = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } };

describe("what routing needs", () => {
  test.each<JsonObject>([{ texts: ["a"] }, { images: ["data:"] }, { inputs: [{ content: [picture] }] }])(
    "%j",
    (fields) => {
      expect(cohereEmbeddings.readIntent({ model: "m", ...fields })).toEqual({
        model: "m",
        stream: false,
        wantsStreamUsage: false,
      });
    },
  );

  test.each<[string, JsonObject]>([
    ["texts", {}],
    ["texts", { texts: [] }],
    ["texts", { texts: "a" }],
    ["texts", { texts: ["a", 5] }],
    ["texts", { texts: 5, images: ["data:"] }],
    ["model", { texts: ["a"], model: 5 }],
  ])("names %s where it is wrong: %j", (param, body) => {
    expect(() => cohereEmbeddings.readIntent(body)).toThrow(
      expect.objectContaining({ code: "invalid_request", param }),
    );
  });

  test("counts the texts, also those beside pictures", () => {
    const inputs = [{ content: [{ type: "text", text: "c" }, picture] }, null, { content: "d" }];
    expect(cohereEmbeddings.textsOf({ texts: ["a", "b"], inputs })).toEqual(["a", "b", "c"]);
    expect(cohereEmbeddings.textsOf({ texts: "a" })).toEqual([]);
  });
});

describe("a request for another provider", () => {
  test("is its texts and their size", () => {
    expect(decode({ texts: ["a", "b"], output_dimension: 256, embedding_types: ["float"], truncate: "END" })).toEqual({
      input: ["a", "b"],
      dimensions: 256,
      taskIsHint: true,
      extras: {},
    });
  });

  test.each([
    ["search_document", "RETRIEVAL_DOCUMENT"],
    ["search_query", "RETRIEVAL_QUERY"],
    ["classification", "CLASSIFICATION"],
    ["clustering", "CLUSTERING"],
  ])("says what it is for, to those who want to know: %s is %s", (input_type, taskType) => {
    expect(decode({ texts: ["a"], input_type })).toMatchObject({ taskType, taskIsHint: true });
  });

  test("is one text for each input, and keeps what Cohere does not define", () => {
    const content = [
      { type: "text", text: "High" },
      { type: "text", text: "at nine." },
    ];
    expect(decode({ inputs: [{ content }], images: [], priority: 1, of_tomorrow: null, seed: 1 })).toEqual({
      input: ["High\nat nine."],
      taskIsHint: true,
      extras: { seed: 1 },
    });
  });

  test.each<[string, JsonObject]>([
    ["images", { images: ["data:"] }],
    ["input_type", { texts: ["a"], input_type: "image" }],
    ["inputs[1].content[0]", { inputs: [{ content: [{ type: "text", text: "a" }] }, { content: [picture] }] }],
  ])("may hold no pictures, which would leave their vectors out: %s", (param, fields) => {
    expect(() => decode(fields)).toThrow(expect.objectContaining({ code: "unsupported_parameter", param }));
  });

  test.each<[string, JsonObject]>([
    ["input_type", { texts: ["a"], input_type: "query" }],
    ["output_dimension", { texts: ["a"], output_dimension: "256" }],
    ["inputs[0].content", { inputs: [{ content: [] }] }],
    ["inputs[0].content[0].text", { inputs: [{ content: [{ type: "text" }] }] }],
  ])("names %s where it is wrong", (param, fields) => {
    expect(() => decode(fields)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });

  test.each<[JsonObject, readonly string[]]>([
    [{ embedding_types: ["float", "base64"], truncate: "NONE" }, []],
    [{ embedding_types: ["float", "int8"] }, ["embedding_types"]],
    [{ truncate: "START", max_tokens: 9 }, ["truncate", "max_tokens"]],
  ])("lists what only Cohere gives: %j", (fields, names) => {
    expect(cohereEmbeddings.listUntranslatable?.({ texts: ["a"], ...fields })).toEqual(names);
  });

  test("comes back as it was where Cohere answers after all", () => {
    const body = {
      model: "m",
      texts: ["a"],
      input_type: "search_query",
      embedding_types: ["float"],
      output_dimension: 9,
    };
    expect(cohereEmbeddings.encodeRequest(decode(body), { model: "m" })).toEqual({ body, unsupported: [] });
  });
});

describe("an answer", () => {
  const response = { model: "m", vectors: [[1, 0.5], "AACAPw=="], usage: { inputTokens: 3, outputTokens: 0 } };
  const meta = (version: string) => ({ api_version: { version }, billed_units: { input_tokens: 3 } });
  const [floats, base64] = [
    [[1, 0.5], [1]],
    ["AACAPwAAAD8=", "AACAPw=="],
  ];
  const encode = (dialect: typeof cohereEmbeddingsV1, fields: JsonObject) =>
    dialect.encodeResponse(response, {
      includeUsage: true,
      createdSeconds: 0,
      request: { texts: ["a", "b"], ...fields },
    });

  test.each<[JsonObject, JsonObject]>([
    [{}, { float: floats }],
    [{ embedding_types: ["base64"] }, { base64 }],
    [{ embedding_types: ["float", "base64", "int8"] }, { float: floats, base64 }],
    // Dropped, because the client had it so.
    [{ embedding_types: ["int8"] }, { float: floats }],
  ])("has its vectors by their type: %j", (fields, embeddings) => {
    expect(encode(cohereEmbeddings, fields)).toEqual({
      id: "",
      response_type: "embeddings_by_type",
      embeddings,
      texts: ["a", "b"],
      meta: meta("2"),
    });
  });

  test("of version 1 is a bare list, unless a type was asked for", () => {
    expect(encode(cohereEmbeddingsV1, {})).toEqual({
      id: "",
      response_type: "embeddings_floats",
      embeddings: floats,
      texts: ["a", "b"],
      meta: meta("1"),
    });
    expect(encode(cohereEmbeddingsV1, { embedding_types: ["float"] })).toMatchObject({
      response_type: "embeddings_by_type",
      embeddings: { float: floats },
      meta: meta("1"),
    });
  });

  test("can be read back", () => {
    expect(cohereEmbeddings.decodeResponse(encode(cohereEmbeddings, { embedding_types: ["base64"] }))).toEqual({
      ...response,
      model: "",
      vectors: base64,
    });
  });

  test("that never came is told in Cohere's words", () => {
    for (const dialect of [cohereEmbeddings, cohereEmbeddingsV1])
      expect(dialect.encodeError(new GatewayError("rate_limited", "Slow down."))).toEqual({ message: "Slow down." });
  });
});
