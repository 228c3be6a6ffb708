import { expect, test } from "vitest";
import { nanoUsd } from "../../../src/core/money.ts";
import { countTokens, measureSpent } from "../../../src/limits/measure-spent.ts";

const usage = { inputTokens: 1_000, outputTokens: 200, cacheReadTokens: 700, cacheWriteTokens: 100 };

test.each([
  ["total", false, 1_200],
  ["total", true, 500],
  ["input", false, 1_000],
  ["input", true, 300],
  ["output", false, 200],
  ["output", true, 200],
] as const)("a limit on %s tokens, cached ones excluded: %s, counts %d", (kind, excludeCached, expected) => {
  expect(countTokens(usage, { kind, excludeCached })).toBe(expected);
});

test("a provider that counts cached tokens apart cannot make the count negative", () => {
  const odd = { inputTokens: 10, outputTokens: 0, cacheReadTokens: 50 };
  expect(countTokens(odd, { kind: "total", excludeCached: true })).toBe(0);
});

test.each([
  ["requests", 1],
  ["parallel", 1],
  ["tokens", 1_200],
  ["cost", 42],
] as const)("a call comes to so many %s: %d", (metric, expected) => {
  expect(measureSpent(metric, usage, nanoUsd(42), { kind: "total", excludeCached: false })).toBe(expected);
});
