import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { geminiVeo, vertexVeo } from "../../../../src/dialects/veo/index.ts";
import type { EncodedOrder, VideoOrder } from "../../../../src/dialects/video-dialect.ts";

const MODEL = "veo-3.1-generate-001";
const NONE: ReadonlySet<string> = new Set();
const orderOf = (changes: Partial<VideoOrder> = {}): VideoOrder => ({
  prompt: "A quay",
  seconds: undefined,
  size: undefined,
  image: undefined,
  extras: {},
  ...changes,
});
const encode = (changes: Partial<VideoOrder>, model = MODEL): EncodedOrder =>
  vertexVeo.encodeOrder(orderOf(changes), model, NONE);
const parametersOf = ({ body }: EncodedOrder): JsonObject => body["parameters"] as JsonObject;

test("length, shape and resolution are said also where the client left them open", () => {
  const order = geminiVeo.encodeOrder(orderOf(), "veo-3.1-generate-preview", NONE);
  expect(order).toEqual({
    method: "POST",
    path: "/models/veo-3.1-generate-preview:predictLongRunning",
    body: {
      instances: [{ prompt: "A quay" }],
      parameters: { aspectRatio: "16:9", resolution: "720p", durationSeconds: 8 },
    },
    unsupported: [],
    seconds: 8,
    size: "1280x720",
    grade: undefined,
  });
});

test("an image goes along as it came", () => {
  const { body, path } = encode({ image: { mediaType: "image/png", base64: "aGk=" } });
  expect(body["instances"]).toEqual([
    { prompt: "A quay", image: { bytesBase64Encoded: "aGk=", mimeType: "image/png" } },
  ]);
  expect(path).toBe(`/publishers/google/models/${MODEL}:predictLongRunning`);
});

describe("OpenAI's sizes are Veo's shapes", () => {
  test.each([
    ["1280x720", "16:9", "720p", undefined],
    ["720x1280", "9:16", "720p", undefined],
    ["1920x1080", "16:9", "1080p", "1080p"],
    ["1080x1920", "9:16", "1080p", "1080p"],
    ["3840x2160", "16:9", "4k", "4k"],
    ["2160x3840", "9:16", "4k", "4k"],
  ])("%s", (size, aspectRatio, resolution, grade) => {
    const order = encode({ size });
    expect(parametersOf(order)).toMatchObject({ aspectRatio, resolution });
    expect(order).toMatchObject({ size, grade, unsupported: [] });
  });

  test.each(["1792x1024", "1024x1792", "512x512", "640x360", "toString", ""])("and %j is none of them", (size) => {
    expect(encode({ size })).toMatchObject({ unsupported: ["size"], size: "1280x720" });
  });
});

describe("the lengths of each version", () => {
  test.each([
    ["veo-3.1-generate-001", [4, 6, 8], [1, 5, 7, 12]],
    ["veo-3.1-lite-generate-preview", [4, 6, 8], [2, 10]],
    ["veo-2.0-generate-001", [5, 6, 7, 8], [4, 9]],
    // Nobody knows yet what these make.
    ["veo-4.0-generate-001", [4, 12, 30], []],
    ["films-of-mine", [3], []],
  ])("%s", (model, taken, refused) => {
    for (const seconds of taken) {
      const order = encode({ seconds }, model);
      expect(parametersOf(order)["durationSeconds"]).toBe(seconds);
      expect(order).toMatchObject({ seconds, unsupported: [] });
    }
    for (const seconds of refused)
      expect(encode({ seconds }, model)).toMatchObject({ seconds: 8, unsupported: ["seconds"] });
  });

  test("and version 2 has no word for its resolution", () => {
    expect(parametersOf(encode({}, "veo-2.0-generate-001"))).not.toHaveProperty("resolution");
  });
});

describe("what OpenAI has no word for", () => {
  test("is said as JSON and as a form have it", () => {
    for (const extras of [
      { negativePrompt: "gulls", seed: 7, generateAudio: false },
      { negativePrompt: "gulls", seed: "7", generateAudio: "false" },
    ])
      expect(parametersOf(encode({ extras }))).toMatchObject({
        negativePrompt: "gulls",
        seed: 7,
        generateAudio: false,
      });
  });

  test("goes before what a size says", () => {
    const order = encode({ size: "1280x720", extras: { resolution: "1080p", aspectRatio: "9:16" } });
    expect(order).toMatchObject({ size: "1080x1920", grade: "1080p" });
  });

  test("makes another film, which has another price", () => {
    const silent = { generateAudio: false };
    expect(encode({ extras: silent }).grade).toBe("silent");
    expect(encode({ size: "1920x1080", extras: silent }).grade).toBe("silent 1080p");
    expect(encode({ extras: { ...silent, resolution: "4K" } }).grade).toBe("silent 4k");
    expect(encode({ extras: { generateAudio: true } }).grade).toBeUndefined();
  });

  test("is refused where Veo does not know it, or not so", () => {
    expect(encode({ extras: { style: "noir", seed: "many", sampleCount: 4 } }).unsupported).toEqual([
      "style",
      "seed",
      "sampleCount",
    ]);
    const { unsupported } = geminiVeo.encodeOrder(orderOf({ extras: { generateAudio: false } }), MODEL, NONE);
    expect(unsupported).toEqual(["generateAudio"]);
  });

  test("is said all the same where that is allowed, but for what it is charged by", () => {
    const extras = { storageUri: "gs://films", sampleCount: 4, durationSeconds: 60 };
    const order = vertexVeo.encodeOrder(orderOf({ extras }), MODEL, new Set(Object.keys(extras)));
    expect(parametersOf(order)).toEqual({
      aspectRatio: "16:9",
      resolution: "720p",
      storageUri: "gs://films",
      durationSeconds: 8,
    });
    expect(order.unsupported).toEqual(["sampleCount", "durationSeconds"]);
  });
});
