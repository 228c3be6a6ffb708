import { describe, expect, it } from "vitest";
import type { Prices } from "../../../../src/core/deployment.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import type { Usage } from "../../../../src/core/usage.ts";
import { readTurnUsage } from "../../../../src/forwards/realtime/read-turn-usage.ts";
import { priceUsage } from "../../../../src/usage/price.ts";

const TOLD: JsonObject = {
  input_tokens: 1_000,
  output_tokens: 400,
  input_token_details: {
    text_tokens: 400,
    audio_tokens: 600,
    cached_tokens: 700,
    cached_tokens_details: { text_tokens: 200, audio_tokens: 500 },
  },
  output_token_details: { text_tokens: 100, audio_tokens: 300 },
};

const CASES: readonly (readonly [string, JsonObject, Usage])[] = [
  [
    "sound that was cached is counted as cached alone",
    TOLD,
    {
      inputTokens: 1_000,
      outputTokens: 400,
      cacheReadTokens: 700,
      cacheReadAudioTokens: 500,
      audioInputTokens: 100,
      audioOutputTokens: 300,
    },
  ],
  [
    "totals alone, as some services tell them",
    { input_tokens: 12, output_tokens: 3 },
    { inputTokens: 12, outputTokens: 3 },
  ],
  [
    "cached tokens of which it is not said what they were: as much text as there was",
    {
      input_tokens: 100,
      output_tokens: 0,
      input_token_details: { text_tokens: 30, audio_tokens: 70, cached_tokens: 50 },
    },
    { inputTokens: 100, outputTokens: 0, cacheReadTokens: 50, cacheReadAudioTokens: 20, audioInputTokens: 50 },
  ],
  [
    "pictures, as sound: those that were cached are counted as cached alone",
    {
      input_tokens: 1_000,
      output_tokens: 10,
      input_token_details: {
        text_tokens: 100,
        audio_tokens: 300,
        image_tokens: 600,
        cached_tokens: 500,
        cached_tokens_details: { text_tokens: 50, audio_tokens: 200, image_tokens: 250 },
      },
    },
    {
      inputTokens: 1_000,
      outputTokens: 10,
      cacheReadTokens: 500,
      cacheReadAudioTokens: 200,
      cacheReadImageTokens: 250,
      audioInputTokens: 100,
      imageInputTokens: 350,
    },
  ],
  [
    "details that are more than their whole",
    {
      input_tokens: 10,
      output_tokens: 5,
      input_token_details: { audio_tokens: 99, cached_tokens: -4 },
      output_token_details: { audio_tokens: 9.5 },
    },
    { inputTokens: 10, outputTokens: 5, audioInputTokens: 10 },
  ],
];

describe("what a turn consumed", () => {
  it.each(CASES)("%s", (_, told, usage) => {
    expect(readTurnUsage(told)).toEqual(usage);
  });

  it.each([undefined, null, "much", {}, { input_tokens: 0, output_tokens: 0 }])("is not told by %j", (told) => {
    expect(readTurnUsage(told)).toBeUndefined();
  });

  it("costs each kind of token once", () => {
    const usd = 1_000_000_000;
    const prices: Prices = {
      input: 4 * usd,
      output: 16 * usd,
      cacheRead: 0.4 * usd,
      cacheReadAudio: 0.3 * usd,
      cacheReadImage: 0.5 * usd,
      audioInput: 32 * usd,
      audioOutput: 64 * usd,
      imageInput: 5 * usd,
    };
    const costOf = (told: JsonObject): number | undefined => {
      const usage = readTurnUsage(told);
      return usage && priceUsage(usage, prices) / 1_000;
    };
    expect(costOf(TOLD)).toBe(200 * 4 + 100 * 32 + 200 * 0.4 + 500 * 0.3 + 100 * 16 + 300 * 64);
    const seen = {
      input_tokens: 100,
      output_tokens: 0,
      input_token_details: { image_tokens: 80, cached_tokens: 60, cached_tokens_details: { image_tokens: 60 } },
    };
    expect(costOf(seen)).toBe(20 * 4 + 20 * 5 + 60 * 0.5);
  });
});
