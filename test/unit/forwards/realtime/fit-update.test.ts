import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { fitUpdate } from "../../../../src/forwards/realtime/fit-update.ts";

const model = { name: "scribe", upstream: "gpt-4o-transcribe", onlyTranscribes: true };
const heardBy = (now: string, before?: string): JsonObject => ({
  type: "session.update",
  session: {
    audio: { input: { transcription: { model: now } } },
    ...(before !== undefined && { input_audio_transcription: { model: before } }),
  },
});

describe("a session that only writes down what it hears", () => {
  test.each([
    ["the model that was asked for", heardBy("scribe", "scribe")],
    ["its name at the provider", heardBy("gpt-4o-transcribe")],
  ])("may name %s", (_, event) => {
    expect(fitUpdate(event, model)).toHaveProperty("event");
  });

  test.each([
    ["another one", heardBy("whisper-1")],
    ["another one where it was named before, beside its own", heardBy("scribe", "whisper-1")],
  ])("may not name %s", (_, event) => {
    expect(fitUpdate(event, model)).toEqual({ refused: "session.audio.input.transcription.model" });
  });
});
