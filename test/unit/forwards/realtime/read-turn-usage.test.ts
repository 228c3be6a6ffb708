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
    { inputTokens: 1_000, outputTokens: 400, cacheReadTokens: 700, audioInputTokens: 100, audioOutputTokens: 300 },
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
    { inputTokens: 100, outputTokens: 0, cacheReadTokens: 50, audioInputTokens: 50 },
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
      audioInput: 32 * usd,
      audioOutput: 64 * usd,
    };
    const usage = readTurnUsage(TOLD);
    expect(usage && priceUsage(usage, prices)).toBe((200 * 4 + 100 * 32 + 700 * 0.4 + 100 * 16 + 300 * 64) * 1_000);
  });
});
