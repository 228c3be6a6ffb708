import { Buffer } from "node:buffer";
import { describe, expect, it } from "vitest";
import { geminiSpeech } from "../../../../src/dialects/gemini/speak.ts";
import { readSpeech } from "../../../../src/dialects/read-speech.ts";

const request = (body: object = {}) => readSpeech({ input: "Ahoy", ...body });
const decode = (body: object, asked: object = {}) => geminiSpeech.decode?.({ ...body }, request(asked));
const sound = (bytes: Buffer, mimeType = "audio/L16;codec=pcm;rate=24000") => ({
  inlineData: { mimeType, data: bytes.toString("base64") },
});
const answer = (...parts: object[]) => ({ candidates: [{ content: { parts }, finishReason: "STOP" }] });

describe("a request for speech, as Gemini takes it", () => {
  it("has the voice beside the text, and how it is to be spoken before it", () => {
    expect(
      geminiSpeech.encode(request({ voice: "Kore", instructions: "Softly", response_format: "wav" }), "m"),
    ).toEqual({
      suffix: "",
      body: {
        contents: [{ role: "user", parts: [{ text: "Softly:\nAhoy" }] }],
        generationConfig: {
          responseModalities: ["AUDIO"],
          speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } },
        },
      },
      unsupported: [],
    });
  });

  it("tells what it has no word for", () => {
    expect(geminiSpeech.encode(request({ speed: 2, seed: 7 }), "m").unsupported).toEqual(["speed", "seed"]);
    expect(geminiSpeech.encode(request({ speed: 1 }), "m").unsupported).toEqual([]);
  });

  it.each(["mp3", "opus", "aac", "flac"])("in %s is refused", (response_format) => {
    expect(() => geminiSpeech.encode(request({ response_format }), "m")).toThrow(
      expect.objectContaining({ code: "unsupported_parameter", param: "response_format" }),
    );
  });
});

describe("speech by Gemini", () => {
  const [one, two] = [Buffer.from([1, 2, 3, 4]), Buffer.from([5, 6])];

  it("is a WAV file of all its pieces, at the rate that is told", () => {
    const spoken = decode(answer(sound(one, "audio/L16;rate=16000"), sound(two)));
    const file = Buffer.from(spoken?.bytes ?? []);
    expect(spoken?.type).toBe("audio/wav");
    expect([file.toString("latin1", 0, 4), file.toString("latin1", 8, 16)]).toEqual(["RIFF", "WAVEfmt "]);
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    // PCM, one channel, 16 bits.
    expect([file.readUInt16LE(20), file.readUInt16LE(22), file.readUInt16LE(34)]).toEqual([1, 1, 16]);
    expect([file.readUInt32LE(24), file.readUInt32LE(28)]).toEqual([16_000, 32_000]);
    expect(file.readUInt32LE(40)).toBe(6);
    expect([...file.subarray(44)]).toEqual([1, 2, 3, 4, 5, 6]);
  });

  it("is the samples alone as pcm", () => {
    expect(decode(answer(sound(one)), { response_format: "pcm" })).toMatchObject({
      type: "audio/pcm",
      bytes: new Uint8Array(one),
    });
  });

  it("has its usage", () => {
    const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 25, totalTokenCount: 28 };
    expect(decode({ ...answer(sound(one)), usageMetadata })?.usage).toEqual({ inputTokens: 3, outputTokens: 25 });
  });

  it.each([
    ["invalid-answer", {}],
    ["invalid-answer", answer({ text: "Ahoy" })],
    ["invalid-answer", answer({ inlineData: { data: "*" } })],
    ["content-policy", { promptFeedback: { blockReason: "SAFETY" } }],
    ["content-policy", { candidates: [{ finishReason: "PROHIBITED_CONTENT" }] }],
    ["rate-limited", { error: { code: 429, status: "RESOURCE_EXHAUSTED", message: "x" } }],
  ])("is %s in %j", (kind, body) => {
    expect(() => decode(body)).toThrow(expect.objectContaining({ fault: expect.objectContaining({ kind }) }));
  });
});
