import { describe, expect, it } from "vitest";
import { deepgramTranscription } from "../../../../src/dialects/deepgram/transcription.ts";
import { readTranscription } from "../../../../src/dialects/read-transcription.ts";

describe("a request for a transcription, as Deepgram takes it", () => {
  it.each([
    [{}, "?model=nova-3&smart_format=true", []],
    [{ language: "de", temperature: "0" }, "?model=nova-3&language=de&smart_format=true", []],
    [{ smart_format: "false", keyterm: ["a b", "c"] }, "?model=nova-3&smart_format=false&keyterm=a+b&keyterm=c", []],
    [{ prompt: "x", temperature: "0.5" }, "?model=nova-3&smart_format=true", ["prompt", "temperature"]],
    [
      { callback: "https://a.example", callback_method: "put" },
      "?model=nova-3&smart_format=true",
      ["callback", "callback_method"],
    ],
  ])("%j is %s", (fields, suffix, unsupported) => {
    expect(deepgramTranscription.encode(readTranscription(fields, "transcribe"), "nova-3")).toEqual({
      suffix,
      body: { kind: "bytes" },
      unsupported,
    });
  });
});

const channel = (transcript: string, start: number) => ({
  detected_language: "en",
  alternatives: [
    { transcript, words: [{ word: transcript.toLowerCase(), punctuated_word: transcript, start, end: start + 1 }] },
    { transcript: "Something less likely", words: [] },
  ],
});

describe("a transcription by Deepgram", () => {
  it("is the likeliest one, with its words as they are written", () => {
    expect(
      deepgramTranscription.decode({ metadata: { duration: 2.5 }, results: { channels: [channel("Ahoy!", 0.5)] } }),
    ).toEqual({
      text: "Ahoy!",
      language: "en",
      seconds: 2.5,
      words: [{ word: "Ahoy!", start: 0.5, end: 1.5, lead: " " }],
      usage: { inputTokens: 0, outputTokens: 0, mediaMs: 2_500 },
    });
  });

  it("of several channels is all of them, each of which is billed", () => {
    const channels = [channel("Ahoy", 2), channel("Quay", 0)];
    expect(deepgramTranscription.decode({ metadata: { duration: 2.5 }, results: { channels } })).toMatchObject({
      text: "Ahoy\nQuay",
      words: [{ word: "Quay" }, { word: "Ahoy" }],
      usage: { mediaMs: 5_000 },
    });
  });

  it("of silence is empty", () => {
    const channels = [{ alternatives: [{ transcript: "", words: [] }] }];
    expect(deepgramTranscription.decode({ results: { channels } })).toMatchObject({
      text: "",
      words: [],
      usage: undefined,
    });
  });

  it.each([[{}], [{ request_id: "x" }], [{ results: { channels: [{ alternatives: [] }] } }]])(
    "is none in %j",
    (body) => {
      expect(() => deepgramTranscription.decode(body)).toThrow(
        expect.objectContaining({ fault: expect.objectContaining({ kind: "invalid-answer" }) }),
      );
    },
  );
});
