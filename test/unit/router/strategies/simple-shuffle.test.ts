import { describe, expect, test } from "vitest";
import { simpleShuffle } from "../../../../src/router/strategies/simple-shuffle.ts";
import { contextOf, countFirsts, groupOf, idsOf } from "./stage.ts";

const ROUNDS = 8_000;

describe("simple-shuffle", () => {
  test.each([
    ["weights", { a: { weight: 1 }, b: { weight: 3 } }, { a: 1 / 4, b: 3 / 4 }],
    ["weights below one", { a: { weight: 0.1 }, b: { weight: 0.4 } }, { a: 1 / 5, b: 4 / 5 }],
    ["weights before rpm", { a: { weight: 1, rpm: 900 }, b: { weight: 1, rpm: 1 } }, { a: 1 / 2, b: 1 / 2 }],
    ["rpm", { a: { rpm: 100 }, b: { rpm: 300 } }, { a: 1 / 4, b: 3 / 4 }],
    ["rpm before tpm", { a: { rpm: 1, tpm: 900 }, b: { rpm: 1, tpm: 1 } }, { a: 1 / 2, b: 1 / 2 }],
    ["tpm", { a: { tpm: 1_000 }, b: { tpm: 4_000 } }, { a: 1 / 5, b: 4 / 5 }],
    ["nothing", { a: {}, b: {}, c: {}, d: {} }, { a: 1 / 4, b: 1 / 4, c: 1 / 4, d: 1 / 4 }],
    ["nothing when all weights are 0", { a: { weight: 0 }, b: { weight: 0 } }, { a: 1 / 2, b: 1 / 2 }],
    ["weights when only some have one", { a: { weight: 1 }, b: { weight: 1 }, c: {} }, { a: 1 / 2, b: 1 / 2 }],
  ])("draws the first by %s", (_, facts, shares) => {
    const group = groupOf(facts);
    const context = contextOf();
    const firsts = countFirsts(() => simpleShuffle(group, context), ROUNDS);
    expect(Object.keys(firsts).toSorted()).toEqual(Object.keys(shares));
    for (const [id, share] of Object.entries(shares)) {
      // Six standard deviations.
      expect(Math.abs((firsts[id] ?? 0) - share * ROUNDS)).toBeLessThan(6 * Math.sqrt(ROUNDS * share * (1 - share)));
    }
  });

  test("draws the second by weight among those that are left", () => {
    const group = groupOf({ a: { weight: 6 }, b: { weight: 3 }, c: { weight: 1 } });
    const context = contextOf();
    const orders = Array.from({ length: ROUNDS }, () => idsOf(simpleShuffle(group, context)));
    const afterA = orders.filter(([first]) => first === "a");
    const thenB = afterA.filter(([, second]) => second === "b").length / afterA.length;
    expect(thenB).toBeGreaterThan(0.71);
    expect(thenB).toBeLessThan(0.79);
  });

  test("asks those of weight 0 last, in groups of any size", () => {
    const facts = Object.fromEntries(Array.from({ length: 60 }, (_, n) => [`d${n}`, { weight: n % 3 }]));
    const weights = simpleShuffle(groupOf(facts), contextOf()).map(({ routing }) => routing.weight);
    expect(weights.indexOf(0)).toBe(40);
    expect(weights.lastIndexOf(1)).toBeLessThan(40);
    expect(weights.lastIndexOf(2)).toBeLessThan(40);
  });
});
