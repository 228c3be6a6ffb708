import { describe, expect, it } from "vitest";
import { elevenlabsSpeech } from "../../../../src/dialects/elevenlabs/speech.ts";
import { readSpeech } from "../../../../src/dialects/read-speech.ts";

const encode = (body: object) => elevenlabsSpeech.encode(readSpeech({ input: "Ahoy", ...body }), "eleven_v3");

describe("a request for speech, as ElevenLabs takes it", () => {
  it.each([
    [{ voice: "alloy" }, "/21m00Tcm4TlvDq8ikWAM?output_format=mp3_44100_128"],
    [{ voice: "nova", response_format: "opus" }, "/nova?output_format=opus_48000_128"],
    // OpenAI's samples are 24 kHz.
    [{ voice: "my/voice?x", response_format: "pcm" }, "/my%2Fvoice%3Fx?output_format=pcm_24000"],
    [{ voice: "v", response_format: "wav" }, "/v?output_format=wav_24000"],
    [{ voice: "v", response_format: "flac", output_format: "ulaw_8000" }, "/v?output_format=ulaw_8000"],
  ])("%j goes to %s", (body, suffix) => {
    expect(encode(body).suffix).toBe(suffix);
  });

  it("has the provider's own fields beside OpenAI's, and never another model", () => {
    const { body, unsupported } = encode({
      voice: "v",
      speed: 0.9,
      model_id: "eleven_dear",
      seed: 7,
      voice_settings: { stability: 0.4, speed: 1 },
    });
    expect(body).toEqual({
      text: "Ahoy",
      model_id: "eleven_v3",
      seed: 7,
      voice_settings: { stability: 0.4, speed: 0.9 },
    });
    expect(unsupported).toEqual([]);
  });

  it("tells what it has no word for", () => {
    expect(encode({ voice: "v", instructions: "Softly", with_timestamps: true }).unsupported).toEqual([
      "instructions",
      "with_timestamps",
    ]);
  });

  it.each([[{}], [{ voice: "" }]])("without a voice is refused: %j", (body) => {
    expect(() => encode(body)).toThrow(expect.objectContaining({ param: "voice" }));
  });

  it.each(["aac", "flac"])("in %s is refused, with what there is", (response_format) => {
    expect(() => encode({ voice: "v", response_format })).toThrow(
      expect.objectContaining({
        code: "unsupported_parameter",
        param: "response_format",
        message: expect.stringContaining("mp3, opus, pcm, wav"),
      }),
    );
  });
});
