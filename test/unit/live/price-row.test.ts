import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parsePrices } from "../../../src/config/parse-prices.ts";
import { priceRow } from "../../../src/live/models/price-row.ts";

const silent = { error: () => {}, warn: () => {} };

describe("prices under LiteLLM's names", () => {
  it("are unknown, and not zero, for a model without any", () => {
    expect(priceRow(undefined)).toEqual({ input_cost_per_token: null, output_cost_per_token: null });
  });

  it("have the decimals that a provider publishes", () => {
    expect(priceRow({ input: 150_000_000, output: 1_100_000_000, cacheRead: 75_000_000 })).toEqual({
      input_cost_per_token: 0.000_000_15,
      output_cost_per_token: 0.000_001_1,
      cache_read_input_token_cost: 0.000_000_075,
    });
  });

  it("are read back as what they were", () => {
    const price = fc.integer({ min: 0, max: 1_000_000_000_000 });
    const units = { perImage: price, perSearchUnit: price };
    const cache = { cacheRead: price, cacheWrite: price };
    const tier = fc.record({
      aboveInputTokens: fc.constantFrom(128_000, 200_000),
      input: price,
      output: price,
      ...cache,
    });
    const prices = fc.record(
      {
        input: price,
        output: price,
        ...cache,
        cacheWrite1h: price,
        audioInput: price,
        audioOutput: price,
        ...units,
        tiers: tier.map((each) => [each]),
      },
      { requiredKeys: ["input", "output"] },
    );
    fc.assert(
      fc.property(prices, (given) => {
        expect(parsePrices(priceRow(given), [], silent)).toEqual(given);
      }),
    );
  });
});
