import { describe, expect, it } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { geminiTranscription } from "../../../../src/dialects/gemini/transcribe.ts";
import { readTranscription } from "../../../../src/dialects/read-transcription.ts";
import { at, textAt } from "../../../support/at.ts";

const file = { name: "a.mp3", type: undefined };

function written(
  fields: Parameters<typeof readTranscription>[0],
  task: "transcribe" | "translate",
  from = file,
): object {
  const { body } = geminiTranscription.encode(readTranscription(fields, task), "m");
  if (body.kind !== "json") throw new Error("It is no JSON.");
  return body.write("DATA", from);
}

describe("a request for a transcription, as Gemini takes it", () => {
  it("says what to do in words, beside the sound", () => {
    const body = written({ language: "de", prompt: "Kai", temperature: "0.2" }, "transcribe");
    const told = textAt(body, "contents", 0, "parts", 0, "text");
    for (const part of ["word for word", "language is de", "spelling: Kai"]) expect(told).toContain(part);
    expect(at(body, "contents", 0, "parts", 1)).toEqual({ inlineData: { mimeType: "audio/mp3", data: "DATA" } });
    expect(at(body, "generationConfig")).toEqual({ temperature: 0.2 });
    expect(textAt(written({}, "translate"), "contents", 0, "parts", 0, "text")).toContain("in English");
  });

  it.each([
    ["a.MP3", undefined, "audio/mp3"],
    ["a.webm", "application/octet-stream", "audio/webm"],
    ["a", undefined, "audio/wav"],
    ["a.wav", "audio/x-wav", "audio/x-wav"],
    ["film.mp4", "video/mp4", "video/mp4"],
  ])("%s of type %s is %s", (name, type, mimeType) => {
    const body = written({}, "transcribe", { name, type } as typeof file);
    expect(at(body, "contents", 0, "parts", 1, "inlineData", "mimeType")).toBe(mimeType);
  });

  it("has no fields of its own", () => {
    const { unsupported } = geminiTranscription.encode(readTranscription({ diarize: "true" }, "transcribe"), "m");
    expect(unsupported).toEqual(["diarize"]);
  });
});

describe("a transcription by Gemini", () => {
  const answer = (...parts: JsonObject[]): JsonObject => ({
    candidates: [{ content: { parts }, finishReason: "STOP" }],
  });

  it("is its text without its thoughts", () => {
    expect(
      geminiTranscription.decode(answer({ text: "Hm.", thought: true }, { text: "Ahoy, " }, { text: "quay!\n" })),
    ).toMatchObject({
      text: "Ahoy, quay!",
      words: [],
    });
  });

  it("of silence is empty", () => {
    expect(geminiTranscription.decode({ candidates: [{ finishReason: "STOP" }] }).text).toBe("");
  });

  it("is none without a candidate", () => {
    expect(() => geminiTranscription.decode({})).toThrow(
      expect.objectContaining({ fault: expect.objectContaining({ kind: "invalid-answer" }) }),
    );
  });
});
