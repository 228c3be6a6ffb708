import { describe, expect, test } from "vitest";
import type { Json } from "../../../src/core/json.ts";
import { readDuration, readMediaUsage } from "../../../src/forwards/read-media-usage.ts";

describe("the usage of sound and pictures", () => {
  test.each<[string, Json, object | undefined]>([
    ["seconds", { type: "duration", seconds: 9 }, { inputTokens: 0, outputTokens: 0, mediaMs: 9_000 }],
    [
      "tokens of sound, which have a price of their own",
      {
        type: "tokens",
        input_tokens: 14,
        input_token_details: { text_tokens: 4, audio_tokens: 10 },
        output_tokens: 45,
        total_tokens: 59,
      },
      { inputTokens: 14, outputTokens: 45, audioInputTokens: 10 },
    ],
    [
      "tokens of pictures",
      { input_tokens: 300, input_tokens_details: { cached_tokens: 100 }, output_tokens: 1_000 },
      { inputTokens: 300, outputTokens: 1_000, cacheReadTokens: 100 },
    ],
    [
      "Mistral's seconds beside its tokens",
      { prompt_audio_seconds: 203, prompt_tokens: 4, completion_tokens: 635, total_tokens: 639 },
      { inputTokens: 4, outputTokens: 635, mediaMs: 203_000 },
    ],
    ["nothing", null, undefined],
    ["seconds that are none", { type: "duration", seconds: "long" }, undefined],
    ["less than no time", { type: "duration", seconds: -1 }, undefined],
    ["more than a day", { type: "duration", seconds: 1e9 }, undefined],
    ["another object", {}, undefined],
  ])("%s", (_what, usage, wanted) => {
    const read = readMediaUsage(usage);
    if (wanted === undefined) expect(read).toBeUndefined();
    else expect(read).toEqual(wanted);
  });

  test("a part of a millisecond counts as a whole one", () => {
    expect(readDuration(8.4701)?.mediaMs).toBe(8_471);
  });
});
