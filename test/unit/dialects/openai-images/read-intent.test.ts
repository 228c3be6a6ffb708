import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { openaiImages } from "../../../../src/dialects/openai-images/index.ts";
import { readIntent } from "../../../../src/dialects/openai-images/read-intent.ts";
import { decodeRequest } from "../../../../src/dialects/openai-images/translate-request.ts";

const refusal = (param: string): unknown => expect.objectContaining({ code: "invalid_request", param });

test("reads what routing and metering need", () => {
  expect(readIntent({ model: "m", prompt: "a gate", n: 3, quality: "low", user: "u" })).toEqual({
    model: "m",
    stream: false,
    outputTokensMax: 408,
    choices: 3,
    units: { images: 3 },
    endUser: "u",
    wantsStreamUsage: true,
  });
});

test.each<[JsonObject, images: number, tokens: number]>([
  [{}, 1, 6_240],
  [{ n: null, quality: null }, 1, 6_240],
  [{ n: 10, quality: "medium" }, 10, 1_584],
  [{ quality: "of the future" }, 1, 6_240],
])("counts pictures and the most that each may come to: %j", (asked, images, tokens) => {
  expect(readIntent({ prompt: "p", ...asked })).toMatchObject({ units: { images }, outputTokensMax: tokens });
});

test.each<[param: string, body: JsonObject]>([
  ["prompt", {}],
  ["prompt", { prompt: "" }],
  ["prompt", { prompt: ["a", "b"] }],
  ["n", { prompt: "p", n: 0 }],
  ["n", { prompt: "p", n: 11 }],
  ["n", { prompt: "p", n: 1.5 }],
  ["n", { prompt: "p", n: "2" }],
])("refuses a wrong `%s`, naming the field: %j", (param, body) => {
  for (const read of [readIntent, decodeRequest]) expect(() => read(body)).toThrow(refusal(param));
});

test.each<[param: string, body: JsonObject]>([
  ["model", { prompt: "p", model: 5 }],
  ["user", { prompt: "p", user: {} }],
  ["stream", { prompt: "p", stream: "yes" }],
])("refuses a wrong `%s`, naming the field", (param, body) => {
  expect(() => readIntent(body)).toThrow(refusal(param));
});

test("streams to whoever asks for it, where the provider speaks this format", () => {
  expect(readIntent({ prompt: "p", stream: true }).stream).toBe(true);
  expect(readIntent({ prompt: "p", stream: false }).stream).toBe(false);
  expect(openaiImages.listUntranslatable?.({ prompt: "p", stream: true })).toEqual(["stream"]);
  expect(openaiImages.listUntranslatable?.({ prompt: "p", stream: false })).toEqual([]);
});

test("has the prompt for estimates", () => {
  expect(openaiImages.textsOf({ prompt: "a gate" })).toEqual(["a gate"]);
  expect(openaiImages.textsOf({})).toEqual([""]);
});
