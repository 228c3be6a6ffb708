import { describe, expect, test } from "vitest";
import type { EmbeddingRequest } from "../../../../src/core/embedding.ts";
import { bedrockEmbeddings } from "../../../../src/dialects/bedrock-embeddings/index.ts";

const TITAN_V1 = "amazon.titan-embed-text-v1";
const TITAN_V2 = "amazon.titan-embed-text-v2:0";
const TITAN_IMAGE = "amazon.titan-embed-image-v1";
const COHERE_V3 = "cohere.embed-english-v3";
const COHERE_V4 = "us.cohere.embed-v4:0";
const NOVA = "amazon.nova-2-multimodal-embeddings-v1:0";

const encode = (model: string, fields: Partial<EmbeddingRequest> = {}) =>
  bedrockEmbeddings.encodeRequest({ input: ["tide"], extras: {}, ...fields }, { model });

describe("the body of an embedding", () => {
  test.each([
    [TITAN_V1, { inputText: "tide" }],
    [TITAN_V2, { inputText: "tide" }],
    [TITAN_IMAGE, { inputText: "tide" }],
    [COHERE_V3, { texts: ["tide"], input_type: "search_document" }],
    [COHERE_V4, { texts: ["tide"], input_type: "search_document" }],
    [
      NOVA,
      {
        taskType: "SINGLE_EMBEDDING",
        singleEmbeddingParams: {
          embeddingPurpose: "GENERIC_INDEX",
          text: { truncationMode: "NONE", value: "tide" },
        },
      },
    ],
  ])("is of the vendor's own: %s", (model, body) => {
    expect(encode(model)).toEqual({ body, unsupported: [] });
  });

  test.each([COHERE_V3, COHERE_V4])("says what it is for, where that is Cohere's: %s", (model) => {
    expect(encode(model, { taskType: "RETRIEVAL_QUERY", taskIsHint: true })).toEqual({
      body: { texts: ["tide"], input_type: "search_query" },
      unsupported: [],
    });
    expect(encode(TITAN_V2, { taskType: "RETRIEVAL_QUERY", taskIsHint: true })).toEqual(encode(TITAN_V2));
  });

  test.each([
    [TITAN_V2, { dimensions: 256 }],
    [TITAN_IMAGE, { embeddingConfig: { outputEmbeddingLength: 256 } }],
    [COHERE_V4, { output_dimension: 256 }],
    [NOVA, { singleEmbeddingParams: { embeddingDimension: 256 } }],
  ])("has the size that was asked for: %s", (model, fields) => {
    expect(encode(model, { dimensions: 256 })).toMatchObject({ body: fields, unsupported: [] });
  });

  test.each([TITAN_V1, COHERE_V3])("names a size that %s cannot give", (model) => {
    expect(encode(model, { dimensions: 256 })).toEqual({ ...encode(model), unsupported: ["dimensions"] });
  });

  test.each([
    [TITAN_V2, { normalize: false }, { normalize: false, inputText: "tide" }],
    [COHERE_V3, { input_type: "search_query", truncate: "END" }, { input_type: "search_query", truncate: "END" }],
    [
      NOVA,
      { singleEmbeddingParams: { embeddingPurpose: "CLUSTERING" } },
      {
        singleEmbeddingParams: { embeddingPurpose: "CLUSTERING", text: { value: "tide" } },
      },
    ],
  ])("carries what only the vendor knows: %s", (model, extras, fields) => {
    expect(encode(model, { extras }).body).toMatchObject(fields);
  });

  test("says nothing about the user and the form of the answer, which are OpenAI's", () => {
    expect(encode(TITAN_V2, { extras: { user: "u", encoding_format: "float" } })).toEqual(encode(TITAN_V2));
  });

  test("takes several texts with Cohere", () => {
    expect(encode(COHERE_V4, { input: ["a", "b"] }).body.texts).toEqual(["a", "b"]);
  });

  test.each([TITAN_V1, TITAN_V2, TITAN_IMAGE, NOVA])("takes one text at a time: %s", (model) => {
    expect(() => encode(model, { input: ["a", "b"] })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "input" }) as Error,
    );
  });

  test.each([TITAN_V2, COHERE_V4])("takes no token ids: %s", (model) => {
    expect(() => encode(model, { input: [[1, 2]] })).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "input" }) as Error,
    );
  });
});

test("a body of the vendor's own loses the name of the model, which the path tells", () => {
  expect(bedrockEmbeddings.retarget({ model: "a", inputText: "tide" }, { model: TITAN_V2 })).toEqual({
    inputText: "tide",
  });
});
