import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { oneModel, errorsOf, parseText, warningsOf } from "./parse-text.ts";

const parsePrices = (lines: string) => parseText(oneModel(`model: demo/echo\n${lines}`));
const pricesOf = (lines: string) => parsePrices(lines).config.models[0]?.prices;

describe("dollars per token become nano-dollars per million tokens", () => {
  test.each([
    ["input_cost_per_token: 0.00000015", { input: 150_000_000 }],
    ["input_cost_per_token: 1.5e-07", { input: 150_000_000 }],
    ['input_cost_per_token: "1.5e-07"', { input: 150_000_000 }],
    ["output_cost_per_token: 0", { output: 0 }],
    ["output_cost_per_token: 7.5e-15", { output: 8 }],
    ["cache_read_input_token_cost: 3e-7", { cacheRead: 300_000_000 }],
    ["cache_creation_input_token_cost: 3.75e-6", { cacheWrite: 3_750_000_000 }],
    ["cache_creation_input_token_cost_above_1hr: 6e-6", { cacheWrite1h: 6_000_000_000 }],
    ["input_cost_per_audio_token: 1e-4", { audioInput: 100_000_000_000 }],
    ["output_cost_per_audio_token: 1e-4", { audioOutput: 100_000_000_000 }],
  ])("%s", (line, prices) => {
    expect(pricesOf(line)).toEqual(prices);
  });

  test.each([
    ["output_cost_per_image: 0.04", { perImage: 40_000_000 }],
    ["output_cost_per_image: 0", { perImage: 0 }],
    ["input_cost_per_query: 0.002", { perSearchUnit: 2_000_000 }],
    ['input_cost_per_query: "2e-3"', { perSearchUnit: 2_000_000 }],
    ["output_cost_per_second: 0.4", { perSecond: 400_000_000 }],
    ["input_cost_per_second: 0.1\noutput_cost_per_second: 0.4", { perSecond: 100_000_000 }],
    [
      "output_cost_per_second: 0.1\noutput_cost_per_second_1080p: 0.12\noutput_cost_per_second_4k: 0.3",
      { perSecond: 100_000_000, perFilmSecond: { "1080p": 120_000_000, "4k": 300_000_000 } },
    ],
    ["output_cost_per_image: 19.99", { perImage: 19_990_000_000 }],
    ["search_context_cost_per_query: { search_context_size_medium: 0.01 }", { perSearch: 10_000_000 }],
  ])("and dollars per picture or search nano-dollars: %s", (line, prices) => {
    expect(pricesOf(line)).toEqual(prices);
  });

  test.each(["output_cost_per_image: -1", "input_cost_per_query: 1001", "output_cost_per_image: cheap"])(
    "and what is no price of a picture or a search is an error: %s",
    (line) => {
      expect(errorsOf(parsePrices(line))).toEqual([expect.stringContaining("expected dollars, from 0 to 1000")]);
    },
  );

  test("and of the searches the dearest, because nobody knows which was asked for", () => {
    const sizes = "search_context_size_low: 0.03, search_context_size_medium: 0.035, search_context_size_high: 0.05";
    expect(pricesOf(`search_context_cost_per_query: { ${sizes} }`)).toEqual({ perSearch: 50_000_000 });
    expect(errorsOf(parsePrices("search_context_cost_per_query: 0.01"))).toEqual([
      expect.stringContaining("expected dollars by search_context_size_low"),
    ]);
  });

  test("exactly, for every price that a provider could write down", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.integer({ min: 0, max: 5 }), (digits, shift) => {
        const perMillion = digits * 10 ** shift;
        const perToken = `${digits}e-${15 - shift}`;
        expect(pricesOf(`input_cost_per_token: ${perToken}`)).toEqual({ input: perMillion });
      }),
    );
  });
});

test("the parameters win over model_info, price by price", () => {
  const parsed = parseText(
    `${oneModel("model: demo/echo\ninput_cost_per_token: 1e-6")}    model_info: { input_cost_per_token: 5e-6, output_cost_per_token: 2e-6 }\n`,
  );
  expect(parsed.config.models[0]?.prices).toEqual({ input: 1_000_000_000, output: 2_000_000_000 });
});

test("a model without prices of its own has none", () => {
  expect(parsePrices("").config.models[0]).not.toHaveProperty("prices");
});

test("tiers are sorted, and take from the base what they leave open", () => {
  const lines = `input_cost_per_token: 1e-6
output_cost_per_token: 2e-6
cache_read_input_token_cost: 1e-7
input_cost_per_token_above_500k_tokens: 4e-6
input_cost_per_token_above_200k_tokens: 3e-6
output_cost_per_token_above_200k_tokens: 5e-6`;
  expect(pricesOf(lines)).toEqual({
    input: 1_000_000_000,
    output: 2_000_000_000,
    cacheRead: 100_000_000,
    tiers: [
      { aboveInputTokens: 200_000, input: 3_000_000_000, output: 5_000_000_000, cacheRead: 100_000_000 },
      { aboveInputTokens: 500_000, input: 4_000_000_000, output: 2_000_000_000, cacheRead: 100_000_000 },
    ],
  });
});

test("a tier without the other price beside it would give tokens away: it is left out and named", () => {
  const parsed = parsePrices("input_cost_per_token_above_200k_tokens: 3e-6");
  expect(errorsOf(parsed)).toEqual([]);
  expect(warningsOf(parsed)).toEqual([
    expect.stringContaining(
      '5:7: warning: model_list[0].litellm_params.input_cost_per_token_above_200k_tokens: "input_cost_per_token_above_200k_tokens" has no effect without',
    ),
  ]);
  expect(parsed.config.models[0]?.prices ?? {}).toEqual({});
});
