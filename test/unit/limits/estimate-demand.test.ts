import { expect, test } from "vitest";
import type { Prices } from "../../../src/core/deployment.ts";
import { estimateCost, estimateOutput } from "../../../src/limits/estimate-demand.ts";
import { priceUsage } from "../../../src/usage/price.ts";

test.each([
  [50, 20, undefined, 20],
  [50, undefined, undefined, 1_024],
  [5_000, undefined, undefined, 5_000],
  [5_000, undefined, 4_096, 4_096],
  [50, 9_000, 4_096, 4_096],
  [50, 0, undefined, 0],
])("%d tokens of input, a cap of %s and a model's maximum of %s come to %d at most", (input, cap, max, expected) => {
  expect(estimateOutput(input, cap, max)).toBe(expected);
});

const usage = { inputTokens: 1_000, outputTokens: 10 };
const prices = (input: number, more: Partial<Prices> = {}): Prices => ({ input, output: 1_000_000, ...more });

test("the cost is that of the dearest deployment", () => {
  const deployments = [{ prices: prices(1_000_000) }, { prices: prices(3_000_000) }, { prices: undefined }];
  expect(estimateCost(usage, deployments, priceUsage)).toBe(3_010);
});

test("nothing is known to be cheaper: what would be written to a cache costs that", () => {
  const dearCache = prices(1_000_000, { cacheWrite: 2_000_000 });
  expect(estimateCost(usage, [{ prices: dearCache }], priceUsage)).toBe(2_010);
});

test("nor is speech known to be text", () => {
  const dearSpeech = prices(1_000_000, { audioInput: 4_000_000, audioOutput: 5_000_000 });
  expect(estimateCost(usage, [{ prices: dearSpeech }], priceUsage)).toBe(4_050);
});

test("what nobody has a price for costs nothing", () => {
  expect(estimateCost(usage, [{ prices: undefined }], priceUsage)).toBe(0);
});
