import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Prices } from "../../../src/core/deployment.ts";
import type { Usage } from "../../../src/core/usage.ts";
import { isPriced, priceUsage } from "../../../src/usage/price.ts";

/** Dollars per million tokens to the unit of `Prices`. */
const usd = (dollars: number): number => Math.round(dollars * 1e9);

const claude: Prices = {
  input: usd(3),
  output: usd(15),
  cacheRead: usd(0.3),
  cacheWrite: usd(3.75),
  cacheWrite1h: usd(6),
};
const tiered: Prices = {
  ...claude,
  tiers: [
    {
      aboveInputTokens: 200_000,
      input: usd(6),
      output: usd(22.5),
      cacheRead: usd(0.6),
      cacheWrite: usd(7.5),
      cacheWrite1h: usd(12),
    },
    { aboveInputTokens: 500_000, input: usd(9), output: usd(30) },
  ],
};
const drawn: Prices = { input: 0, output: 0, perImage: usd(0.04) };
const searched: Prices = { input: 0, output: 0, perSearchUnit: usd(0.002) };
const read: Prices = { input: 0, output: 0, perPage: usd(0.001) };
const spoken: Prices = { input: 0, output: 0, perSecond: usd(0.001), perMessage: usd(0.004) };
const free: Prices = { input: 0, output: 0 };
const audio: Prices = { input: usd(2.5), output: usd(10), audioInput: usd(32), audioOutput: usd(64) };

describe("a call is priced", () => {
  const tokens = { inputTokens: 7, outputTokens: 9 };
  const guessed = { ...tokens, estimated: true } as const;

  test.each<[string, Usage, Prices | undefined, boolean]>([
    ["where tokens have a price", tokens, claude, true],
    ["where tokens are free", tokens, free, true],
    ["not where nothing has a price", tokens, undefined, false],
    ["by an estimate as well", guessed, claude, true],
    ["by the picture", { ...guessed, images: 1 }, drawn, true],
    ["by the search", { ...guessed, searchUnits: 1 }, searched, true],
    ["by the tokens of a picture that the provider told", { ...tokens, images: 1 }, claude, true],
    ["by the tokens of a rerank that the provider told", { ...tokens, searchUnits: 1 }, claude, true],
    ["not by tokens that were guessed from a picture's prompt", { ...guessed, images: 1 }, claude, false],
    ["not by tokens that were guessed from what was ranked", { ...guessed, searchUnits: 1 }, claude, false],
    ["where pictures are free because all is", { ...guessed, images: 1 }, free, true],
    ["not by the search where a picture was drawn", { ...tokens, images: 1 }, searched, false],
    ["not by the picture where none was drawn", tokens, drawn, false],
    ["by an estimate of sound in tokens", { ...guessed, characters: 7, audioOutputTokens: 9 }, claude, true],
    ["by the page, though annotations have no price", { ...tokens, pages: 1, annotatedPages: 1 }, read, true],
    ["by the text in a session of sound", { ...tokens, messages: 1 }, spoken, true],
    ["by both, beside a price by the picture", tokens, { ...drawn, input: 1 }, true],
  ])("%s", (_, usage, prices, expected) => {
    expect(isPriced(usage, prices)).toBe(expected);
  });
});

describe("the price of a call", () => {
  test.each<[string, Usage, Prices, nanoUsd: number]>([
    ["input and output", { inputTokens: 1_000, outputTokens: 500 }, claude, 3_000_000 + 7_500_000],
    [
      "a cache read at its own price",
      { inputTokens: 1_000, outputTokens: 0, cacheReadTokens: 800 },
      claude,
      600_000 + 240_000,
    ],
    [
      "a cache write for five minutes",
      { inputTokens: 1_000, outputTokens: 0, cacheWriteTokens: 1_000 },
      claude,
      3_750_000,
    ],
    [
      "a cache write, part of it for an hour",
      { inputTokens: 1_000, outputTokens: 0, cacheWriteTokens: 1_000, cacheWrite1hTokens: 400 },
      claude,
      2_250_000 + 2_400_000,
    ],
    [
      "reasoning as the output it is part of",
      { inputTokens: 0, outputTokens: 100, reasoningTokens: 90 },
      claude,
      1_500_000,
    ],
    [
      "audio at its own prices",
      { inputTokens: 100, outputTokens: 100, audioInputTokens: 60, audioOutputTokens: 50 },
      audio,
      40 * 2_500 + 60 * 32_000 + 50 * 10_000 + 50 * 64_000,
    ],
    [
      "pictures by their tokens, at their own prices",
      { inputTokens: 100, outputTokens: 50, imageInputTokens: 70, imageOutputTokens: 40 },
      { input: usd(5), output: usd(10), imageInput: usd(8), imageOutput: usd(32) },
      30 * 5_000 + 70 * 8_000 + 10 * 10_000 + 40 * 32_000,
    ],
    [
      "sound and pictures from the cache at their own prices",
      {
        inputTokens: 100,
        outputTokens: 0,
        cacheReadTokens: 90,
        cacheReadAudioTokens: 50,
        cacheReadImageTokens: 30,
      },
      { input: usd(4), output: 0, cacheRead: usd(0.4), cacheReadAudio: usd(0.3), cacheReadImage: usd(0.5) },
      10 * 4_000 + 10 * 400 + 50 * 300 + 30 * 500,
    ],
    [
      "annotated pages, on top of what pages cost",
      { inputTokens: 0, outputTokens: 0, pages: 3, annotatedPages: 3 },
      { ...read, perAnnotatedPage: usd(0.002) },
      9_000_000,
    ],
    [
      "so much a minute, and so much a text",
      { inputTokens: 0, outputTokens: 0, mediaMs: 1_500, messages: 2 },
      spoken,
      9_500_000,
    ],
    ["all tokens by the base up to the tier's limit", { inputTokens: 200_000, outputTokens: 10 }, tiered, 600_150_000],
    [
      "all tokens by the tier above its limit",
      { inputTokens: 200_001, outputTokens: 10 },
      tiered,
      1_200_006_000 + 225_000,
    ],
    [
      "the tier's own cache prices",
      { inputTokens: 300_000, outputTokens: 0, cacheReadTokens: 300_000 },
      tiered,
      180_000_000,
    ],
    ["the highest tier that is passed", { inputTokens: 600_000, outputTokens: 10 }, tiered, 5_400_000_000 + 300_000],
    [
      "cached tokens of a tier without a cache price as input",
      { inputTokens: 600_000, outputTokens: 0, cacheReadTokens: 600_000 },
      tiered,
      5_400_000_000,
    ],
    ["so much a picture", { inputTokens: 9, outputTokens: 0, images: 3 }, drawn, 120_000_000],
    [
      "searches of the web, on top of the tokens",
      { inputTokens: 100, outputTokens: 0, searches: 3 },
      { input: usd(5), output: 0, perSearch: usd(0.01) },
      30_000_000 + 500_000,
    ],
    [
      "nothing for searches without a price",
      { inputTokens: 100, outputTokens: 0, searches: 3 },
      { input: usd(5), output: 0 },
      500_000,
    ],
    ["so much a search", { inputTokens: 9_000, outputTokens: 0, searchUnits: 2 }, searched, 4_000_000],
    [
      "pictures and tokens, where both have a price",
      { inputTokens: 100, outputTokens: 0, images: 2 },
      { ...drawn, input: usd(5) },
      80_000_000 + 500_000,
    ],
    ["nothing for no tokens", { inputTokens: 0, outputTokens: 0 }, claude, 0],
    ["nothing at a price of zero", { inputTokens: 9_999, outputTokens: 9_999 }, { input: 0, output: 0 }, 0],
  ])("is %s", (_, usage, prices, nanoUsd) => {
    expect(priceUsage(usage, prices)).toBe(nanoUsd);
  });

  test.each<[string, Usage]>([
    ["cache reads", { inputTokens: 7, outputTokens: 0, cacheReadTokens: 7 }],
    ["cache writes", { inputTokens: 7, outputTokens: 0, cacheWriteTokens: 7 }],
    ["cache writes for an hour", { inputTokens: 7, outputTokens: 0, cacheWriteTokens: 7, cacheWrite1hTokens: 7 }],
    ["audio input", { inputTokens: 7, outputTokens: 0, audioInputTokens: 7 }],
    ["pictures", { inputTokens: 7, outputTokens: 0, imageInputTokens: 7 }],
    ["cached sound", { inputTokens: 7, outputTokens: 0, cacheReadTokens: 7, cacheReadAudioTokens: 7 }],
  ])("of %s without a price of their own is that of input, never nothing", (_, usage) => {
    expect(priceUsage(usage, { input: usd(1), output: usd(2) })).toBe(7_000);
  });

  test("of an hour's cache write without a price of its own is that of a shorter one", () => {
    const usage = { inputTokens: 4, outputTokens: 0, cacheWriteTokens: 4, cacheWrite1hTokens: 4 };
    expect(priceUsage(usage, { input: usd(1), output: 0, cacheWrite: usd(1.25) })).toBe(5_000);
  });

  test("is rounded up once, at the end", () => {
    const third = { input: 333_333, output: 333_333 };
    expect(priceUsage({ inputTokens: 1, outputTokens: 0 }, third)).toBe(1);
    expect(priceUsage({ inputTokens: 1, outputTokens: 1 }, third)).toBe(1);
    expect(priceUsage({ inputTokens: 3, outputTokens: 0 }, { input: 1_000_000, output: 0 })).toBe(3);
    expect(priceUsage({ inputTokens: 1, outputTokens: 0 }, { input: 1_000_001, output: 0 })).toBe(2);
  });

  test("is never negative when a detail is larger than its whole", () => {
    expect(priceUsage({ inputTokens: 5, outputTokens: 5, cacheReadTokens: 10, audioOutputTokens: 9 }, claude)).toBe(
      3_000 + 135_000,
    );
  });
});

const tokens = fc.nat({ max: 20_000_000 });
const price = fc.nat({ max: 1_000_000_000_000 });
const pricesOf = fc.record(
  {
    input: price,
    output: price,
    cacheRead: price,
    cacheWrite: price,
    cacheWrite1h: price,
    audioInput: price,
    audioOutput: price,
  },
  { requiredKeys: ["input", "output"] },
);
/** Parts as a provider would count them, and the usage they add up to. */
const partsOf = fc.record({
  plain: tokens,
  read: tokens,
  write5m: tokens,
  write1h: tokens,
  heard: tokens,
  written: tokens,
  spoken: tokens,
});

describe("the arithmetic", () => {
  test("is exact: the least whole billionth not below the sum, for any counts and prices", () => {
    fc.assert(
      fc.property(partsOf, pricesOf, (parts, prices) => {
        const { input, output, cacheRead = input, cacheWrite = input, cacheWrite1h = cacheWrite } = prices;
        const { audioInput = input, audioOutput = output } = prices;
        const cost = priceUsage(
          {
            inputTokens: parts.plain + parts.read + parts.write5m + parts.write1h + parts.heard,
            outputTokens: parts.written + parts.spoken,
            cacheReadTokens: parts.read,
            cacheWriteTokens: parts.write5m + parts.write1h,
            cacheWrite1hTokens: parts.write1h,
            audioInputTokens: parts.heard,
            audioOutputTokens: parts.spoken,
          },
          prices,
        );
        const sum = [
          [parts.plain, input],
          [parts.read, cacheRead],
          [parts.write5m, cacheWrite],
          [parts.write1h, cacheWrite1h],
          [parts.heard, audioInput],
          [parts.written, output],
          [parts.spoken, audioOutput],
        ].reduce((total, [count = 0, each = 0]) => total + BigInt(count) * BigInt(each), 0n);
        const scaled = BigInt(cost) * 1_000_000n;
        expect(Number.isSafeInteger(cost)).toBe(true);
        expect(scaled >= sum && scaled - sum < 1_000_000n).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("never makes a call dearer by reading more of the same input from the cache", () => {
    fc.assert(
      fc.property(tokens, tokens, tokens, (a, b, outputTokens) => {
        const inputTokens = Math.max(a, b);
        const cached = priceUsage({ inputTokens, outputTokens, cacheReadTokens: Math.min(a, b) }, tiered);
        expect(cached).toBeLessThanOrEqual(priceUsage({ inputTokens, outputTokens }, tiered));
      }),
    );
  });
});
