import { expect, test } from "vitest";
import { estimateSound } from "../../../src/forwards/estimate-sound.ts";

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
