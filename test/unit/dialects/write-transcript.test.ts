import { describe, expect, it } from "vitest";
import { cutSegments } from "../../../src/dialects/cut-segments.ts";
import { readTranscription } from "../../../src/dialects/read-transcription.ts";
import type { HeardWord, Transcript } from "../../../src/dialects/sound-dialect.ts";
import { writeTranscript } from "../../../src/dialects/write-transcript.ts";

/** Each word half a second long, one after the other unless it says when. */
const say = (text: string, from = 0): readonly HeardWord[] =>
  text.split(" ").map((word, index) => ({ word, start: from + index / 2, end: from + index / 2 + 0.5, lead: " " }));
const textsOf = (words: readonly HeardWord[]): readonly string[] => cutSegments(words).map(({ text }) => text);

describe("words as segments", () => {
  it("end where a sentence does", () => {
    expect(textsOf(say('Ahoy, quay! Is "anybody there?" 早い。 Yes'))).toEqual([
      "Ahoy, quay!",
      'Is "anybody there?"',
      "早い。",
      "Yes",
    ]);
  });

  it("end at a pause", () => {
    expect(textsOf([...say("one two"), ...say("three", 2.2)])).toEqual(["one two", "three"]);
    expect(textsOf([...say("one two"), ...say("three", 1.9)])).toEqual(["one two three"]);
  });

  it("are neither too long to read nor to wait for", () => {
    const words = say("word ".repeat(60).trim());
    for (const { text, start, end } of cutSegments(words)) {
      expect(text.length).toBeLessThanOrEqual(84);
      expect(end - start).toBeLessThanOrEqual(7);
    }
    expect(textsOf(words).join(" ")).toBe(words.map(({ word }) => word).join(" "));
  });

  it("are none of no words", () => {
    expect(cutSegments([])).toEqual([]);
  });
});

const heard: Transcript = {
  text: "Ahoy, quay! Yes",
  language: "en",
  seconds: 3_661.5,
  words: [...say("Ahoy, quay!"), ...say("Yes", 3_661)],
  usage: { inputTokens: 0, outputTokens: 0, mediaMs: 3_661_500 },
};
const write = (fields: Parameters<typeof readTranscription>[0], changes: Partial<Transcript> = {}) =>
  writeTranscript({ ...heard, ...changes }, readTranscription(fields, "transcribe"));

describe("a transcript as OpenAI writes it", () => {
  it.each([
    ["text", "text/plain; charset=utf-8", "Ahoy, quay! Yes\n"],
    [
      "srt",
      "text/plain; charset=utf-8",
      "1\n00:00:00,000 --> 00:00:01,000\nAhoy, quay!\n\n2\n01:01:01,000 --> 01:01:01,500\nYes\n",
    ],
    [
      "vtt",
      "text/plain; charset=utf-8",
      "WEBVTT\n\n00:00:00.000 --> 00:00:01.000\nAhoy, quay!\n\n01:01:01.000 --> 01:01:01.500\nYes\n",
    ],
  ])("as %s", (response_format, type, text) => {
    expect(write({ response_format })).toEqual({ type, text });
  });

  it("as json, with its length or its tokens", () => {
    const usage = { type: "duration", seconds: 3_661.5 };
    expect(JSON.parse(write({}).text)).toEqual({ text: heard.text, usage });
    const tokens = { inputTokens: 30, outputTokens: 4, audioInputTokens: 25 };
    expect(JSON.parse(write({}, { usage: tokens, seconds: undefined }).text).usage).toEqual({
      type: "tokens",
      input_tokens: 30,
      input_token_details: { audio_tokens: 25, text_tokens: 5 },
      output_tokens: 4,
      total_tokens: 34,
    });
    expect(JSON.parse(write({}, { usage: undefined, seconds: undefined }).text)).toEqual({ text: heard.text });
  });

  it("as verbose_json, with what is asked for", () => {
    const timestamp_granularities = ["word"];
    const verbose = JSON.parse(write({ response_format: "verbose_json", timestamp_granularities }).text);
    expect(verbose).toMatchObject({ task: "transcribe", language: "en", duration: 3_661.5, text: heard.text });
    expect(verbose.words[0]).toEqual({ word: "Ahoy,", start: 0, end: 0.5 });
    expect(verbose.segments).toBeUndefined();
    const { segments } = JSON.parse(write({ response_format: "verbose_json" }, { seconds: undefined }).text);
    expect(segments).toMatchObject([
      { id: 0, start: 0, end: 1, text: "Ahoy, quay!" },
      { id: 1, start: 3_661, end: 3_661.5, text: "Yes" },
    ]);
  });

  it("as a stream of two events", () => {
    const { type, text } = write({ stream: "true" });
    expect(type).toBe("text/event-stream");
    const events = text.trim().split("\n\n");
    expect(events.map((event) => JSON.parse(event.slice("data: ".length)))).toMatchObject([
      { type: "transcript.text.delta", delta: heard.text },
      { type: "transcript.text.done", text: heard.text, usage: { type: "duration" } },
    ]);
  });
});
