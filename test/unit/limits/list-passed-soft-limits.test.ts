import { expect, test } from "vitest";
import { nanoUsd } from "../../../src/core/money.ts";
import { listPassedSoftLimits } from "../../../src/limits/list-passed-soft-limits.ts";

const budget = { kind: "budget", counter: "team:t/cost", limit: 1_000, amount: 50 } as const;
const list = (softLimit: number | undefined, used: number, cost: number) =>
  listPassedSoftLimits(
    [{ holder: "team:t", claim: budget, ...(softLimit !== undefined && { softLimit: nanoUsd(softLimit) }) }],
    [{ counter: budget.counter, limit: 1_000, used }],
    nanoUsd(cost),
  );

test.each([
  ["what the request really cost counts, not its estimate", 500, 540, 9, []],
  ["reached is passed", 500, 540, 10, [{ holder: "team:t", softLimit: 500, used: 500 }]],
  ["one that was passed before is told again", 500, 850, 0, [{ holder: "team:t", softLimit: 500, used: 800 }]],
  ["a budget without one tells nothing", undefined, 900, 100, []],
] as const)("a soft limit: %s", (_, softLimit, used, cost, expected) => {
  expect(list(softLimit, used, cost)).toEqual(expected);
});

test("a claim that was not answered tells nothing", () => {
  expect(listPassedSoftLimits([{ holder: "proxy", claim: budget, softLimit: nanoUsd(0) }], [], nanoUsd(9))).toEqual([]);
});
