import { describe, expect, it } from "vitest";
import { elevenlabsTranscription } from "../../../../src/dialects/elevenlabs/transcription.ts";
import { readTranscription } from "../../../../src/dialects/read-transcription.ts";

describe("a request for a transcription, as ElevenLabs takes it", () => {
  it("is a form with its own names", () => {
    const fields = { language: "de", temperature: "0.5", diarize: "true", keyterms: ["a", "b"], model_id: "other" };
    expect(elevenlabsTranscription.encode(readTranscription(fields, "transcribe"), "scribe_v2")).toEqual({
      suffix: "",
      body: {
        kind: "form",
        fields: [
          ["model_id", "scribe_v2"],
          ["language_code", "de"],
          ["temperature", "0.5"],
          ["diarize", "true"],
          ["keyterms", "a"],
          ["keyterms", "b"],
        ],
      },
      unsupported: [],
    });
  });

  it("sends no answer elsewhere, and reads no other file", () => {
    const fields = { prompt: "Quay", webhook: "true", webhook_id: "x", cloud_storage_url: "https://a.example/b" };
    expect(elevenlabsTranscription.encode(readTranscription(fields, "transcribe"), "scribe_v2")).toMatchObject({
      body: { fields: [["model_id", "scribe_v2"]] },
      unsupported: ["prompt", "webhook", "webhook_id", "cloud_storage_url"],
    });
  });
});

describe("a transcription by ElevenLabs", () => {
  const word = (text: string, start: number, end: number) => ({ text, start, end, type: "word" });

  it("has its words with what is between them, and its length", () => {
    const words = [
      word("Ahoy", 0, 0.5),
      { text: " ", start: 0.5, end: 0.6, type: "spacing" },
      word("quay!", 0.6, 1.25),
    ];
    expect(elevenlabsTranscription.decode({ text: "Ahoy quay!", language_code: "eng", words })).toEqual({
      text: "Ahoy quay!",
      language: "eng",
      seconds: 1.25,
      words: [
        { word: "Ahoy", start: 0, end: 0.5, lead: "" },
        { word: "quay!", start: 0.6, end: 1.25, lead: " " },
      ],
      usage: { inputTokens: 0, outputTokens: 0, mediaMs: 1_250 },
    });
  });

  it("is as long as it says, before the last word", () => {
    expect(
      elevenlabsTranscription.decode({ text: "x", words: [word("x", 0, 1)], audio_duration_secs: 60 }),
    ).toMatchObject({
      seconds: 60,
      usage: { mediaMs: 60_000 },
    });
  });

  it("of several channels is all of them, by their times", () => {
    const transcripts = [
      { text: "Ahoy", language_code: "eng", words: [word("Ahoy", 2, 3)] },
      { text: "Quay", words: [word("Quay", 0, 1)] },
    ];
    expect(elevenlabsTranscription.decode({ transcripts })).toMatchObject({
      text: "Ahoy\nQuay",
      words: [{ word: "Quay" }, { word: "Ahoy" }],
      seconds: 3,
    });
  });

  it("of silence has no length of its own", () => {
    expect(elevenlabsTranscription.decode({ text: "", words: [] })).toMatchObject({
      text: "",
      seconds: undefined,
      usage: undefined,
    });
  });

  it.each([[{}], [{ text: 7 }], [{ transcripts: [] }], [{ transcripts: [{ words: [] }] }]])(
    "that has no text is none: %j",
    (body) => {
      expect(() => elevenlabsTranscription.decode(body)).toThrow(
        expect.objectContaining({ fault: expect.objectContaining({ kind: "invalid-answer" }) }),
      );
    },
  );
});
