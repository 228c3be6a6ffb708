import { describe, expect, test } from "vitest";
import { geminiFilms } from "../../../../src/adapters/gemini/films.ts";
import { UpstreamFault } from "../../../../src/core/fault.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { geminiOmni } from "../../../../src/dialects/gemini-omni/index.ts";
import type { EncodedOrder, VideoOrder, VideoState } from "../../../../src/dialects/video-dialect.ts";

const MODEL = "gemini-omni-1.2-flash";
const encode = (changes: Partial<VideoOrder> = {}, model = MODEL, allowed: readonly string[] = []): EncodedOrder =>
  geminiOmni.encodeOrder(
    { prompt: "A quay", seconds: undefined, size: undefined, image: undefined, extras: {}, ...changes },
    model,
    new Set(allowed),
  );

test("an order is an interaction in the background, and says all that is charged", () => {
  expect(encode()).toEqual({
    method: "POST",
    path: "/interactions",
    body: {
      model: MODEL,
      background: true,
      input: [{ type: "text", text: "A quay" }],
      response_format: {
        type: "video",
        aspect_ratio: "16:9",
        resolution: "720p",
        duration: "8s",
        delivery: "uri",
      },
    },
    unsupported: [],
    seconds: 8,
    size: "1280x720",
    grade: undefined,
  });
});

test("an image is what the film begins with", () => {
  expect(encode({ image: { mediaType: "image/png", base64: "aGk=" } }).body).toMatchObject({
    input: [
      { type: "text", text: "A quay" },
      { type: "image", data: "aGk=", mime_type: "image/png" },
    ],
    generation_config: { video_config: { task: "image_to_video" } },
  });
});

test.each<[string, readonly number[], readonly number[]]>([
  ["gemini-omni-1.2-flash", [3, 9, 15], [1, 2, 16]],
  ["gemini-omni-1.1-flash", [3, 10], [2, 11]],
  ["gemini-omni-flash-preview", [10], [11]],
])("%s films for as long as it can", (model, taken, refused) => {
  for (const seconds of taken) {
    const order = encode({ seconds }, model);
    expect(order).toMatchObject({ seconds, unsupported: [] });
    expect(order.body["response_format"]).toMatchObject({ duration: `${seconds}s` });
  }
  for (const seconds of refused)
    expect(encode({ seconds }, model)).toMatchObject({ seconds: 8, unsupported: ["seconds"] });
});

test.each([
  ["640x360", "360p", "360p"],
  ["1920x1080", "1080p", "1080p"],
  ["2160x3840", "4k", "4k"],
])("the size %s has a price of its own", (size, resolution, grade) => {
  const order = encode({ size });
  expect(order).toMatchObject({ size, grade, unsupported: [] });
  expect(order.body["response_format"]).toMatchObject({ resolution });
});

test("what it does not know is refused, or said as it is", () => {
  const extras = { aspectRatio: "9:16", seed: "7", system_instruction: "Slowly.", duration: "60s" };
  const order = encode({ extras }, MODEL, ["system_instruction", "duration"]);
  expect(order).toMatchObject({ size: "720x1280", unsupported: ["seed", "duration"] });
  expect(order.body).toMatchObject({ system_instruction: "Slowly.", response_format: { duration: "8s" } });
  expect(encode({ size: "1792x1024" }).unsupported).toEqual(["size"]);
});

test("an interaction goes by its id", () => {
  expect(geminiOmni.decodeOrder({ id: "v1_abc-1", status: "in_progress" })).toBe("v1_abc-1");
  expect(geminiOmni.encodeInquiry("v1_abc-1")).toEqual({
    method: "GET",
    path: "/interactions/v1_abc-1",
    body: undefined,
  });
  for (const id of [undefined, 7, "", "../models/x", "a?b"])
    expect(() => geminiOmni.decodeOrder({ ...(id !== undefined && { id }) })).toThrow(UpstreamFault);
});

describe("its state", () => {
  const output = (content: JsonObject): JsonObject => ({
    status: "completed",
    steps: [
      { type: "user_input", content: [{ type: "video", uri: "https://g.example/v1beta/files/mine" }] },
      { type: "model_output", content: [{ type: "text", text: "Here." }, content] },
    ],
  });
  const failed = (message: string): VideoState => ({ status: "failed", error: { code: "server_error", message } });

  test.each<[string, JsonObject, VideoState]>([
    ["waits", { status: "queued" }, { status: "in_progress" }],
    ["goes on", { status: "in_progress", steps: [] }, { status: "in_progress" }],
    [
      "is done",
      output({ type: "video", uri: "https://g.example/v1beta/files/abc1:download?alt=media" }),
      { status: "completed", film: { at: "path", path: "/download/v1beta/files/abc1:download?alt=media" } },
    ],
    [
      "is done without a film",
      output({ type: "text", text: "No." }),
      failed("The interaction is completed, without a film."),
    ],
    ["failed", { status: "failed", errors: [{ message: "Refused." }] }, failed("Refused.")],
    [
      "failed within",
      { status: "failed", steps: [{ type: "model_output", error: { code: 3, message: "A face." } }] },
      failed("A face."),
    ],
    ["was left", { status: "cancelled" }, failed("The interaction is cancelled, without a film.")],
  ])("%s", (_, answer, state) => {
    expect(geminiOmni.decodeState(answer)).toEqual(state);
    expect(geminiFilms.decodeState(answer)).toEqual(state);
  });
});

test("the Gemini API's adapter tells both ways to film apart", () => {
  const order: VideoOrder = { prompt: "A quay", seconds: 8, size: undefined, image: undefined, extras: {} };
  const operation = "models/veo-3.1-generate-preview/operations/a";
  expect(geminiFilms.encodeOrder(order, "veo-3.1-generate-preview", new Set()).path).toMatch(/:predictLongRunning$/);
  expect(geminiFilms.encodeOrder(order, MODEL, new Set()).path).toBe("/interactions");
  expect(geminiFilms.decodeOrder({ name: operation })).toBe(operation);
  expect(geminiFilms.decodeOrder({ id: "v1_a", status: "in_progress" })).toBe("v1_a");
  expect(geminiFilms.encodeInquiry(operation).path).toBe(`/${operation}`);
  expect(geminiFilms.encodeInquiry("v1_a").path).toBe("/interactions/v1_a");
  expect(geminiFilms.decodeState({ name: operation, done: false })).toEqual({ status: "in_progress" });
});
