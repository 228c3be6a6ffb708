import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { fromUsd, nanoUsd, toUsd, zeroUsd } from "../../../src/core/money.ts";

describe("an amount of money", () => {
  test("rounds a part of a billionth up", () => {
    expect(nanoUsd(0.000_001)).toBe(1);
    expect(nanoUsd(1)).toBe(1);
    expect(zeroUsd).toBe(0);
  });

  test.each([
    [0, 0],
    [0.1, 100_000_000],
    [0.3, 300_000_000],
    [1.005, 1_005_000_000],
    [0.000_000_001, 1],
    [0.000_000_000_4, 0],
    [4_999.99, 4_999_990_000_000],
  ])("of %d dollars is %d billionths", (dollars, nano) => {
    expect(fromUsd(dollars)).toBe(nano);
  });

  test("comes back unchanged from dollars, up to a million of them", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1e15 }), (nano) => {
        expect(fromUsd(toUsd(nanoUsd(nano)))).toBe(nano);
      }),
    );
  });

  test("prints with no more than nine decimals, as a person would write it", () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000 }), fc.nat({ max: 999_999_999 }), (dollars, nano) => {
        const printed = toUsd(nanoUsd(dollars * 1e9 + nano));
        expect(printed.toFixed(9)).toBe(`${dollars}.${String(nano).padStart(9, "0")}`);
      }),
    );
  });
});
