import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiEmbeddings } from "../../../../src/dialects/openai-embeddings/index.ts";

const target = { model: "there" };
const again = (body: JsonObject) => openaiEmbeddings.encodeRequest(openaiEmbeddings.decodeRequest(body), target);

test("keeps unknown fields when it is aimed at another model", () => {
  const body = { model: "here", input: "a", dimensions: 3, encoding_format: "base64", task: "query" };
  expect(openaiEmbeddings.retarget(body, target)).toEqual({ ...body, model: "there" });
});

test("keeps unknown fields when it is read and written again", () => {
  const body = { model: "here", input: ["a"], dimensions: 3, encoding_format: "base64", task: "query" };
  expect(again(body)).toEqual({ body: { ...body, model: "there" }, unsupported: [] });
  expect(again({ input: ["a"], dimensions: null }).body).toEqual({ model: "there", input: ["a"] });
});

test("refuses wrong dimensions, naming the field", () => {
  expect(() => again({ input: "a", dimensions: "3" })).toThrow(
    expect.objectContaining({ code: "invalid_request", param: "dimensions" }),
  );
});

test.each<[JsonObject, readonly string[]]>([
  [{ input: "a" }, ["a"]],
  [{ input: ["a", "b"] }, ["a", "b"]],
  [{ input: [1, 2] }, []],
  [{ input: 5 }, []],
])("lists the texts of %j for estimates", (body, texts) => {
  expect(openaiEmbeddings.textsOf(body)).toEqual(texts);
});
