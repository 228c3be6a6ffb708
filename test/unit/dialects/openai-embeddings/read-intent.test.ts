import { expect, test } from "vitest";
import type { Json } from "../../../../src/core/json.ts";
import { readIntent } from "../../../../src/dialects/openai-embeddings/read-intent.ts";
import { decodeRequest } from "../../../../src/dialects/openai-embeddings/translate-request.ts";

test("reads what routing and metering need", () => {
  expect(readIntent({ model: "m", input: "a", user: "u" })).toEqual({
    model: "m",
    stream: false,
    endUser: "u",
    wantsStreamUsage: false,
  });
});

test.each<[string, Json, readonly Json[]]>([
  ["a text", "a", ["a"]],
  ["texts", ["a", ""], ["a", ""]],
  ["the token ids of a text", [1, 2], [[1, 2]]],
  ["the token ids of texts", [[1, 2], [3]], [[1, 2], [3]]],
])("takes %s", (_, input, expected) => {
  expect(() => readIntent({ input })).not.toThrow();
  expect(decodeRequest({ input }).input).toEqual(expected);
});

test.each<[string, Json | undefined]>([
  ["nothing", undefined],
  ["null", null],
  ["an empty text", ""],
  ["an empty list", []],
  ["a number", 5],
  ["an object", { text: "a" }],
  ["texts and token ids", ["a", 1]],
  ["fractions for token ids", [1.5]],
  ["a text without token ids", [[1], []]],
  ["lists of texts", [["a"]]],
])("refuses %s, naming the field", (_, input) => {
  for (const read of [readIntent, decodeRequest]) {
    expect(() => read({ input })).toThrow(expect.objectContaining({ code: "invalid_request", param: "input" }));
  }
});

test.each([
  ["model", { model: 5, input: "a" }],
  ["user", { user: {}, input: "a" }],
])("refuses a wrong `%s`, naming the field", (param, body) => {
  expect(() => readIntent(body)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
});
