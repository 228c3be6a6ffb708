import { expect, test } from "vitest";
import type { Prices } from "../../../src/core/deployment.ts";
import { type HolderLimits, NO_LIMIT } from "../../../src/core/holder-limits.ts";
import { nanoUsd } from "../../../src/core/money.ts";
import { estimateCost, estimateOutput, holdsBudget } from "../../../src/limits/estimate-demand.ts";
import type { ShadowEntry } from "../../../src/limits/is-shadowed.ts";
import { priceUsage } from "../../../src/usage/price.ts";

test.each([
  [50, 20, undefined, 20],
  [50, undefined, undefined, 1_024],
  [5_000, undefined, undefined, 5_000],
  [5_000, undefined, 4_096, 4_096],
  [50, 9_000, 4_096, 4_096],
  [50, 0, undefined, 0],
  [50, 10.5, undefined, 11],
  [50, 1.7e308, undefined, 1_000_000_000],
])("%d tokens of input, a cap of %s and a model's maximum of %s come to %d at most", (input, cap, max, expected) => {
  expect(estimateOutput(input, { cap, choices: 1 }, max)).toBe(expected);
});

test.each([
  [16_384, 100, 16_384, 1_638_400],
  [undefined, 100, undefined, 102_400],
  [1e308, 1e308, undefined, 1_000_000_000],
])("a cap of %s on each of %d answers of a model that writes %s at most comes to %d", (cap, choices, max, expected) => {
  expect(estimateOutput(50, { cap, choices }, max)).toBe(expected);
});

const usage = { inputTokens: 1_000, outputTokens: 10 };
const prices = (input: number, more: Partial<Prices> = {}): Prices => ({ input, output: 1_000_000, ...more });

test("the cost is that of the dearest deployment", () => {
  const deployments = [{ prices: prices(1_000_000) }, { prices: prices(3_000_000) }, { prices: undefined }];
  expect(estimateCost(usage, deployments, priceUsage)).toBe(3_010);
});

test("what may be pictures costs what pictures cost", () => {
  const dearPictures = prices(1_000_000, { imageInput: 2_000_000, imageOutput: 9_000_000 });
  expect(estimateCost(usage, [{ prices: dearPictures }], priceUsage)).toBe(2_090);
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

const budgets = [{ limit: nanoUsd(5) }];

test.each<[limits: HolderLimits[], shadow: ShadowEntry[], expected: boolean]>([
  [[], [], false],
  [[{ holder: "key:a", requestsPerMinute: 5 }], [], false],
  [[{ holder: "key:a", budgets: [] }], [], false],
  [[{ holder: "key:a" }, { holder: "proxy", budgets }], [], true],
  [[{ holder: "key:a", models: { m: { budgets } } }], [], true],
  [[{ holder: "key:a", models: { other: { budgets } } }], [], false],
  [[{ holder: "key:a", budgets }], ["cost"], false],
  [[{ holder: "key:a", budgets }], ["key/cost"], false],
  [[{ holder: "key:a", budgets }], ["team", "key/tokens"], true],
  [[{ holder: "key:a", budgets: [{ limit: NO_LIMIT, softLimit: nanoUsd(1) }] }], [], false],
])("a request for m with the limits %j and %j in shadow meets a budget: %s", (limits, shadow, expected) => {
  expect(holdsBudget(limits, "m", new Set(shadow))).toBe(expected);
});
