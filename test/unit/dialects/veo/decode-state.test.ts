import { describe, expect, test } from "vitest";
import { UpstreamFault } from "../../../../src/core/fault.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { geminiVeo, vertexVeo } from "../../../../src/dialects/veo/index.ts";
import type { VideoState } from "../../../../src/dialects/video-dialect.ts";

const GEMINI_NAME = "models/veo-3.1-generate-preview/operations/abc-1";
const VERTEX_NAME = "projects/p/locations/us-central1/publishers/google/models/veo-3.1-generate-001/operations/abc-1";

describe("an order goes by the name of its operation", () => {
  test("which says where it is asked for", () => {
    expect(geminiVeo.decodeOrder({ name: GEMINI_NAME })).toBe(GEMINI_NAME);
    expect(geminiVeo.encodeInquiry(GEMINI_NAME)).toEqual({ method: "GET", path: `/${GEMINI_NAME}`, body: undefined });
    expect(vertexVeo.decodeOrder({ name: VERTEX_NAME })).toBe(VERTEX_NAME);
    expect(vertexVeo.encodeInquiry(VERTEX_NAME)).toEqual({
      method: "POST",
      path: "/publishers/google/models/veo-3.1-generate-001:fetchPredictOperation",
      body: { operationName: VERTEX_NAME },
    });
  });

  test.each([
    undefined,
    7,
    "",
    "operations/a",
    "models/a/operations/../../b",
    `${GEMINI_NAME}?x=1`,
    "https://a.example",
  ])("and %j is none", (name) => {
    for (const films of [geminiVeo, vertexVeo])
      expect(() => films.decodeOrder({ ...(name !== undefined && { name }) })).toThrow(UpstreamFault);
  });
});

const ofGemini = (generateVideoResponse: JsonObject): JsonObject => ({
  done: true,
  response: { generateVideoResponse },
});
const sample = (uri: string): JsonObject => ofGemini({ generatedSamples: [{ video: { uri } }] });
const failed = (code: string, message: string): VideoState => ({ status: "failed", error: { code, message } });

describe("at the Gemini API", () => {
  test.each<[string, JsonObject, VideoState]>([
    ["nothing is done", { name: GEMINI_NAME }, { status: "in_progress" }],
    ["it goes on", { done: false, metadata: {} }, { status: "in_progress" }],
    ["it failed", { done: true, error: { code: 13, message: "Internal." } }, failed("server_error", "Internal.")],
    ["it was refused", { done: true, error: { code: 3, message: "No." } }, failed("invalid_request", "No.")],
    [
      "a filter took it",
      ofGemini({ raiMediaFilteredCount: 1, raiMediaFilteredReasons: ["A face."] }),
      failed("moderation_blocked", "A face."),
    ],
    [
      "there is nothing",
      { done: true, response: {} },
      failed("server_error", "The provider ended its work without a film."),
    ],
    [
      "it is there",
      sample("https://generativelanguage.googleapis.com/v1beta/files/abc123:download?alt=media"),
      { status: "completed", film: { at: "path", path: "/download/v1beta/files/abc123:download?alt=media" } },
    ],
    [
      "it is a file, whatever host its address names",
      sample("https://evil.example/v1beta/files/abc123"),
      { status: "completed", film: { at: "path", path: "/download/v1beta/files/abc123:download?alt=media" } },
    ],
    [
      "it is elsewhere",
      sample("https://evil.example/film.mp4"),
      { status: "completed", film: { at: "elsewhere", address: "https://evil.example/film.mp4" } },
    ],
    [
      "its name would lead elsewhere",
      sample("https://generativelanguage.googleapis.com/v1beta/files/../models/x"),
      {
        status: "completed",
        film: { at: "elsewhere", address: "https://generativelanguage.googleapis.com/v1beta/files/../models/x" },
      },
    ],
  ])("%s", (_, answer, state) => {
    expect(geminiVeo.decodeState(answer)).toEqual(state);
  });
});

describe("at Vertex AI", () => {
  const ofVertex = (response: JsonObject): JsonObject => ({ name: VERTEX_NAME, done: true, response });

  test.each<[string, JsonObject, VideoState]>([
    ["it goes on", { name: VERTEX_NAME }, { status: "in_progress" }],
    [
      "it is inside",
      ofVertex({ videos: [{ bytesBase64Encoded: "aGk=", mimeType: "video/mp4" }] }),
      { status: "completed", film: { at: "inside" } },
    ],
    [
      "it is in a bucket",
      ofVertex({ videos: [{ gcsUri: "gs://films/1.mp4", mimeType: "video/mp4" }] }),
      { status: "completed", film: { at: "elsewhere", address: "gs://films/1.mp4" } },
    ],
    [
      "a filter took it without a word",
      ofVertex({ raiMediaFilteredCount: 1 }),
      failed("moderation_blocked", "The safety filter took the film."),
    ],
  ])("%s", (_, answer, state) => {
    expect(vertexVeo.decodeState(answer)).toEqual(state);
  });
});
