import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { readOrder } from "../../../../src/forwards/films/read-order.ts";

const PROMPT = { prompt: "A quay" };

test("an order is what OpenAI has words for, and the rest", () => {
  const body = { ...PROMPT, model: "veo", seconds: "8", size: "1280x720", user: "u", metadata: {}, seed: "7" };
  expect(readOrder(body, undefined)).toEqual({
    prompt: "A quay",
    seconds: 8,
    size: "1280x720",
    image: undefined,
    extras: { seed: "7" },
  });
});

test("what is null is left open, as SDKs send it", () => {
  const body = { ...PROMPT, seconds: null, size: null, input_reference: null };
  expect(readOrder(body, undefined)).toMatchObject({ seconds: undefined, size: undefined, image: undefined });
});

test("a file goes before an image that is said beside it", () => {
  const image = { mediaType: "image/png", base64: "aGk=" };
  expect(readOrder({ ...PROMPT, input_reference: { image_url: "data:image/gif;base64,AAAA" } }, image).image).toBe(
    image,
  );
});

describe("what is no order is refused by the field that is not", () => {
  test.each<[JsonObject, string]>([
    [{}, "prompt"],
    [{ prompt: 7 }, "prompt"],
    [{ ...PROMPT, seconds: "eight" }, "seconds"],
    [{ ...PROMPT, seconds: 0 }, "seconds"],
    [{ ...PROMPT, seconds: 4.5 }, "seconds"],
    [{ ...PROMPT, size: 1280 }, "size"],
    [{ ...PROMPT, input_reference: "https://a.example/b.png" }, "input_reference"],
    [{ ...PROMPT, input_reference: { image_url: "http://169.254.169.254/" } }, "input_reference"],
    [{ ...PROMPT, input_reference: { image_url: "data:text/html;base64,AAAA" } }, "input_reference"],
    [{ ...PROMPT, input_reference: { file_id: "file-1" } }, "input_reference"],
  ])("%j", (body, param) => {
    expect(() => readOrder(body, undefined)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});
