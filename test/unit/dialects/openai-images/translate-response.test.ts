import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import {
  decodeResponse,
  encodeResponse,
  readResponse,
} from "../../../../src/dialects/openai-images/translate-response.ts";
import { wireText } from "../../../support/wire.ts";

const recorded = JSON.parse(wireText("openai/images.json")) as JsonObject;
const options = { includeUsage: true, createdSeconds: 1_700_000_000 };
const invalid = expect.objectContaining({
  fault: expect.objectContaining({ kind: "invalid-answer" }) as unknown,
}) as unknown;

test("passes an answer untouched, counts its pictures and reads its tokens", () => {
  expect(readResponse(recorded)).toEqual({
    usage: { inputTokens: 22, outputTokens: 3_168, imageOutputTokens: 3_168 },
    units: { images: 2 },
    repaired: undefined,
    outputChars: 0,
  });
});

test.each<[string, JsonObject]>([
  ["no usage", { data: [{ url: "https://cdn.example/1.png" }] }],
  ["a usage in its own money alone", { data: [{ url: "https://cdn.example/1.png" }], usage: { cost_in_ticks: 7 } }],
])("counts the pictures of a provider that tells %s", (_, body) => {
  expect(readResponse(body)).toMatchObject({ usage: undefined, units: { images: 1 } });
});

test("writes again what it has read", () => {
  const images: JsonObject = {
    created: 5,
    data: [{ url: "https://cdn.example/1.png", revised_prompt: "A red gate." }, { b64_json: "iVBORw0KGgo=" }],
  };
  expect(encodeResponse(decodeResponse(images), options)).toEqual(images);
  expect(decodeResponse(encodeResponse(decodeResponse(recorded), options))).toEqual(decodeResponse(recorded));
});

test("stamps an answer that says not when it was made", () => {
  expect(encodeResponse(decodeResponse({ data: [] }), options)).toEqual({ created: 1_700_000_000, data: [] });
});

test.each<[string, JsonObject]>([
  ["no data", { created: 5 }],
  ["data that is no list", { data: {} }],
])("fails on %s", (_, body) => {
  expect(() => readResponse(body)).toThrow(invalid);
  expect(() => decodeResponse(body)).toThrow(invalid);
});

test("fails on a picture that is not there instead of passing on an empty one", () => {
  expect(() => decodeResponse({ data: [{ revised_prompt: "A red gate." }] })).toThrow(invalid);
});
