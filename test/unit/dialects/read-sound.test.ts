import { describe, expect, it } from "vitest";
import { readSpeech } from "../../../src/dialects/read-speech.ts";
import { readTranscription } from "../../../src/dialects/read-transcription.ts";

describe("a request for speech", () => {
  it.each([
    ["input", {}],
    ["input", { input: 7 }],
    ["voice", { input: "x", voice: { id: "v" } }],
    ["response_format", { input: "x", response_format: "midi" }],
    ["speed", { input: "x", speed: "fast" }],
    ["stream_format", { input: "x", stream_format: "sse" }],
  ])("whose %s is wrong is refused: %j", (param, body) => {
    expect(() => readSpeech(body)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });

  it("keeps what OpenAI does not know, and not who asks", () => {
    expect(readSpeech({ model: "m", input: "x", user: "u", seed: 7, stream_format: "audio" })).toMatchObject({
      input: "x",
      extras: { seed: 7 },
    });
  });
});

describe("the fields of a request for a transcription", () => {
  it.each([
    ["response_format", { response_format: "diarized_json" }],
    ["response_format", { response_format: "srt", stream: "true" }],
    ["temperature", { temperature: "warm" }],
    ["chunking_strategy", { chunking_strategy: { type: "server_vad" } }],
    ["include", { include: ["logprobs"] }],
    ["language", { language: ["de", "en"] }],
  ])("whose %s is wrong are refused: %j", (param, fields) => {
    expect(() => readTranscription(fields, "transcribe")).toThrow(
      expect.objectContaining({ code: "invalid_request", param }),
    );
  });

  it.each([
    [{}, { wantsWords: false, wantsSegments: true }],
    [{ timestamp_granularities: ["word"] }, { wantsWords: true, wantsSegments: false }],
    [{ timestamp_granularities: ["word", "segment"] }, { wantsWords: true, wantsSegments: true }],
    [{ stream: "true" }, { stream: true, format: "json" }],
    [
      { diarize: "true", keyterms: ["a", "b"], user: "u" },
      {
        extras: [
          ["diarize", "true"],
          ["keyterms", "a"],
          ["keyterms", "b"],
        ],
      },
    ],
  ])("%j", (fields, expected) => {
    expect(readTranscription(fields, "transcribe")).toMatchObject(expected);
  });
});
