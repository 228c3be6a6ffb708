import { expect, test } from "vitest";
import { nanoUsd } from "../../../src/core/money.ts";
import { countTokens, measureSpent, TOKEN_KINDS } from "../../../src/limits/measure-spent.ts";

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

test.each([
  ["a chat", { inputTokens: 400, outputTokens: 100, cacheReadTokens: 200 }, [500, 300, 400, 200, 100, 100]],
  [
    "what was written to a cache counts",
    { inputTokens: 400, outputTokens: 100, cacheReadTokens: 300, cacheWriteTokens: 50 },
    [500, 200, 400, 100, 100, 100],
  ],
  ["an embedding", { inputTokens: 20, outputTokens: 0 }, [20, 20, 20, 20, 0, 0]],
  ["more cached than sent", { inputTokens: 100, outputTokens: 0, cacheReadTokens: 200 }, [100, 0, 100, 0, 0, 0]],
  [
    "more cached than sent, answered",
    { inputTokens: 100, outputTokens: 9, cacheReadTokens: 200 },
    [109, 9, 100, 0, 9, 9],
  ],
  ["nothing cached", { inputTokens: 400, outputTokens: 100, cacheReadTokens: 0 }, [500, 500, 400, 400, 100, 100]],
])("tokens of %s, by kind, with and without cached ones", (_, used, expected) => {
  const counted = TOKEN_KINDS.flatMap((kind) =>
    [false, true].map((excludeCached) => countTokens(used, { kind, excludeCached })),
  );
  expect(counted).toEqual(expected);
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
