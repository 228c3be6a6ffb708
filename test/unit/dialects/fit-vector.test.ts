import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fitVector } from "../../../src/dialects/fit-vector.ts";
import { encodeResponse } from "../../../src/dialects/openai-embeddings/translate-response.ts";

describe("a vector in the format that was asked for", () => {
  test("is base64 as OpenAI's SDK reads it", () => {
    const floats = [0.5, -2, 1e-3].map(Math.fround);
    const base64 = fitVector(floats, "base64");
    expect([...new Float32Array(Uint8Array.from(Buffer.from(String(base64), "base64")).buffer)]).toEqual(floats);
  });

  test("survives both ways, for any floats", () => {
    fc.assert(
      fc.property(fc.array(fc.float({ noNaN: true })), (floats) => {
        expect(fitVector(fitVector(floats, "base64"), "float")).toEqual(floats);
      }),
    );
  });

  test.each([
    ["numbers as numbers", [1, 2], "float", [1, 2]],
    ["base64 as base64", "AACAPw==", "base64", "AACAPw=="],
    ["base64 as numbers", "AACAPw==", "float", [1]],
    ["what is no base64 as it is", "%%%", "float", "%%%"],
    ["half a float as it is", "AAA=", "float", "AAA="],
  ] as const)("takes %s", (_, vector, format, expected) => {
    expect(fitVector(vector, format)).toEqual(expected);
  });

  test("is what the request named", () => {
    const response = { model: "m", vectors: [[1]], usage: undefined };
    const answerTo = (request: { encoding_format?: string }) =>
      encodeResponse(response, { includeUsage: false, createdSeconds: 0, request }).data;
    expect(answerTo({ encoding_format: "base64" })).toMatchObject([{ embedding: "AACAPw==" }]);
    expect(answerTo({ encoding_format: "float" })).toMatchObject([{ embedding: [1] }]);
    expect(answerTo({})).toMatchObject([{ embedding: [1] }]);
  });
});
