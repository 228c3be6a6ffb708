import { describe, expect, it } from "vitest";
import { deepgramSpeech } from "../../../../src/dialects/deepgram/speech.ts";
import { readSpeech } from "../../../../src/dialects/read-speech.ts";

const encode = (body: object, model = "aura-2") => deepgramSpeech.encode(readSpeech({ input: "Ahoy", ...body }), model);

describe("a request for speech, as Deepgram takes it", () => {
  it.each([
    ["aura-2", { voice: "thalia" }, "?model=aura-2-thalia-en&encoding=mp3"],
    ["aura-2", { voice: "celeste-es" }, "?model=aura-2-celeste-es&encoding=mp3"],
    ["aura-2", { voice: "aura-2-thalia-en" }, "?model=aura-2-thalia-en&encoding=mp3"],
    ["aura", { voice: "luna" }, "?model=aura-luna-en&encoding=mp3"],
    // The voice is in the name of the model.
    ["aura-2-thalia-en", { voice: "alloy" }, "?model=aura-2-thalia-en&encoding=mp3"],
    ["aura-2-thalia-en", {}, "?model=aura-2-thalia-en&encoding=mp3"],
    ["aura-2-x-en", { response_format: "opus" }, "?model=aura-2-x-en&encoding=opus&container=ogg"],
    ["aura-2-x-en", { response_format: "aac" }, "?model=aura-2-x-en&encoding=aac"],
    ["aura-2-x-en", { response_format: "flac" }, "?model=aura-2-x-en&encoding=flac"],
    ["aura-2-x-en", { response_format: "wav" }, "?model=aura-2-x-en&encoding=linear16&container=wav&sample_rate=24000"],
    [
      "aura-2-x-en",
      { response_format: "pcm" },
      "?model=aura-2-x-en&encoding=linear16&container=none&sample_rate=24000",
    ],
    [
      "aura-2-x-en",
      { bit_rate: 32_000, mip_opt_out: true, encoding: "mulaw", model: "dear", tags: [1] },
      "?model=aura-2-x-en&encoding=mp3&bit_rate=32000&mip_opt_out=true",
    ],
  ])("%s and %j are %s", (model, body, suffix) => {
    expect(encode(body, model)).toEqual({ suffix, body: { text: "Ahoy" }, unsupported: [] });
  });

  it("tells what it has no word for, and sends no answer elsewhere", () => {
    const { suffix, unsupported } = encode({
      voice: "thalia",
      speed: 2,
      instructions: "Softly",
      callback: "https://a.example",
    });
    expect(unsupported).toEqual(["instructions", "speed", "callback"]);
    expect(suffix).not.toContain("callback");
  });

  it.each([[{}], [{ voice: "x&model=dear" }]])("needs a voice: %j", (body) => {
    expect(() => encode(body)).toThrow(expect.objectContaining({ param: "voice" }));
  });
});
