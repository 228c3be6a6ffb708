import { expect, test } from "vitest";
import { estimateSound, estimateSpeech } from "../../../src/forwards/estimate-sound.ts";

test.each([
  [{ name: "a.wav", type: undefined, bytes: 64_000 }, 2_000],
  [{ name: "blob", type: "audio/flac", bytes: 64_000 }, 2_000],
  [{ name: "a.webm", type: "application/octet-stream", bytes: 8_000 }, 2_000],
  [{ name: "a.mp3", type: "audio/mpeg", bytes: 32_000 }, 2_000],
  [{ name: "wav", type: undefined, bytes: 64_000 }, 2_000],
  [{ name: "wav.mp3", type: undefined, bytes: 32_000 }, 2_000],
  [{ name: "a.mp3", type: undefined, bytes: undefined }, 60_000],
])("%o lasts %i ms", (file, ms) => {
  expect(estimateSound(file)).toBe(ms);
});

test("a text becomes about the sound that it was once measured to: 877 tokens of English, 5,392 of sound", () => {
  const text = "The harbour master wrote down every boat that came in before the storm. ".repeat(57);
  const perCharacter = estimateSpeech(text) / text.length;
  expect(perCharacter).toBeGreaterThan((5_392 / 4_096) * 0.75);
  expect(perCharacter).toBeLessThan((5_392 / 4_096) * 1.25);
});
