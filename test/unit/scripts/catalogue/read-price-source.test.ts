import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readPriceSource, toNano } from "../../../../scripts/catalogue/read-price-source.ts";

const find = (day: string, provider: string, name: string) =>
  readPriceSource(day).find((model) => model.provider === provider && model.names.includes(name));

describe("a price in dollars", () => {
  test.each([
    [2.5, 2_500_000_000],
    [0.15, 150_000_000],
    [0.1 + 0.2, 300_000_000],
    [0.0375, 37_500_000],
    [0, 0],
    [0.000_000_000_4, 1],
  ])("%d becomes %d billionths", (dollars, nano) => {
    expect(toNano(dollars)).toBe(nano);
  });

  test("keeps all its decimals up to the ninth", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e13 }), (nano) => {
        expect(toNano(nano / 1e9)).toBe(nano);
      }),
    );
  });
});

describe("the price source", () => {
  test("gives the prices in force on a day", () => {
    expect(find("2026-07-29", "openai", "gpt-5.6-luna")?.prices).toMatchObject({ input: 1e9, output: 6e9 });
    expect(find("2026-07-30", "openai", "gpt-5.6-luna")?.prices).toMatchObject({ input: 0.2e9, output: 1.2e9 });
  });

  test("gives a tier all its prices, with its limit", () => {
    expect(find("2026-09-23", "openai", "gpt-5.4")?.prices).toEqual({
      input: 2.5e9,
      output: 15e9,
      cacheRead: 0.25e9,
      tiers: [{ aboveInputTokens: 271_999, input: 5e9, output: 22.5e9, cacheRead: 0.5e9 }],
    });
  });

  test("gives the dearest of prices that go by the hour", () => {
    const model = find("2026-09-23", "deepseek", "deepseek-chat");
    expect(model).toMatchObject({ byTheHour: true, prices: { input: 0.27e9, output: 1.1e9, cacheRead: 0.07e9 } });
    expect(find("2026-09-23", "openai", "gpt-4o")).toMatchObject({ byTheHour: false });
  });

  test("gives every reseller of Claude the price of an hour's cache write, twice that of input", () => {
    const claudes = readPriceSource("2026-09-23").filter(
      ({ names, prices }) => names[0]?.includes("claude") && prices?.cacheWrite !== undefined,
    );
    expect(new Set(claudes.map(({ provider }) => provider))).toEqual(new Set(["anthropic", "openrouter", "bedrock"]));
    const others = claudes.filter(({ prices }) => prices?.cacheWrite1h !== 2 * (prices?.input ?? 0));
    expect(others).toEqual([]);
  });

  test("gives no name of a provider to two models", () => {
    const names = readPriceSource("2026-09-23").flatMap((model) =>
      model.names.map((name) => `${model.provider}/${name}`),
    );
    expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([]);
  });

  test.each([
    ["openai", "whisper-1", { input: 0, output: 0, perSecond: 100_000 }],
    ["mistral", "mistral-ocr-2505", { input: 0, output: 0, perPage: 1_000_000, perAnnotatedPage: 2_000_000 }],
    ["xai", "grok-voice-think-fast-1.0", { input: 0, output: 0, perSecond: 833_334, perMessage: 4_000_000 }],
  ])("gives %s's %s its price by another unit than the token, of one of it", (provider, name, prices) => {
    expect(find("2026-09-23", provider, name)?.prices).toEqual(prices);
  });

  test("gives pictures and cached sound the prices of their own", () => {
    expect(find("2026-09-23", "openai", "gpt-image-1.5")?.prices).toMatchObject({ imageInput: 8e9, imageOutput: 32e9 });
    expect(find("2026-09-23", "openai", "gpt-realtime-mini")?.prices).toMatchObject({
      cacheRead: 0.06e9,
      cacheReadAudio: 0.3e9,
      cacheReadImage: 0.08e9,
      imageInput: 0.8e9,
    });
  });

  test("leaves a model without a price where a part of the price cannot be told", () => {
    expect(find("2026-09-23", "perplexity", "sonar")).toMatchObject({ prices: undefined });
    expect(find("2026-09-23", "gemini", "gemini-2.5-flash-image")).toMatchObject({ prices: undefined });
  });
});
