import { describe, expect, it } from "vitest";
import { pollySpeech } from "../../../../src/dialects/polly/speech.ts";
import { readSpeech } from "../../../../src/dialects/read-speech.ts";

const encode = (body: object) => pollySpeech.encode(readSpeech({ input: "Ahoy", ...body }), "neural");

describe("a request for speech, as Amazon Polly takes it", () => {
  it.each([
    [{ voice: "alloy" }, { VoiceId: "Joanna", OutputFormat: "mp3" }],
    [
      { voice: "Vicki", response_format: "opus", speed: 1 },
      { VoiceId: "Vicki", OutputFormat: "ogg_opus" },
    ],
    [
      { voice: "Aditi", language_code: "hi-IN", sample_rate: "22050", LexiconNames: ["a"], Engine: "generative" },
      { VoiceId: "Aditi", OutputFormat: "mp3", LanguageCode: "hi-IN", SampleRate: "22050", LexiconNames: ["a"] },
    ],
    [
      { voice: "Amy", input: "<speak>Ahoy</speak>" },
      { VoiceId: "Amy", OutputFormat: "mp3", TextType: "ssml", Text: "<speak>Ahoy</speak>" },
    ],
  ])("%j", (asked, body) => {
    expect(encode(asked).body).toEqual({ Engine: "neural", Text: "Ahoy", ...body });
  });

  it("tells what it has no word for", () => {
    expect(encode({ voice: "Amy", speed: 2, instructions: "Softly", seed: 7 }).unsupported).toEqual([
      "instructions",
      "speed",
      "seed",
    ]);
  });

  it.each([
    ["voice", {}],
    ["response_format", { voice: "Amy", response_format: "pcm" }],
  ])("is refused for its %s: %j", (param, body) => {
    expect(() => encode(body)).toThrow(expect.objectContaining({ param }));
  });
});
