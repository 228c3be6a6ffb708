import { expect, test } from "vitest";
import { NO_LIMIT } from "../../../src/core/holder-limits.ts";
import { nanoUsd } from "../../../src/core/money.ts";
import { listBudgetAlerts } from "../../../src/limits/list-budget-alerts.ts";

const budget = { kind: "budget", counter: "team:t/cost", limit: 1_000, amount: 50 } as const;

/** What is told after a request that was estimated at 50, where so much was counted with it. */
const list = (softLimit: number | undefined, used: number, cost: number, limit = 1_000) =>
  listBudgetAlerts(
    [{ holder: "team:t", claim: budget, ...(softLimit !== undefined && { softLimit: nanoUsd(softLimit) }) }],
    [{ counter: budget.counter, limit, used }],
    nanoUsd(cost),
  ).map(({ event, spent, percent }) => [event, spent, ...(percent === undefined ? [] : [percent])]);

test.each([
  ["what the request really cost counts, not its estimate", 500, 540, 9, []],
  ["a soft limit that is reached is passed", 500, 540, 10, [["soft_budget_crossed", 500]]],
  ["one that was passed before is told again", 500, 850, 0, [["soft_budget_crossed", 800]]],
  ["a budget that is half spent tells nothing", undefined, 550, 0, []],
  ["just below 85 %", undefined, 850, 49, []],
  ["85 %", undefined, 850, 50, [["threshold_crossed", 850, 85]]],
  ["95 % alone, not 85 % again", undefined, 950, 50, [["threshold_crossed", 950, 95]]],
  ["used up", undefined, 1_000, 50, [["budget_crossed", 1_000]]],
  [
    "a soft limit and the budget itself",
    900,
    1_050,
    50,
    [
      ["soft_budget_crossed", 1_050],
      ["budget_crossed", 1_050],
    ],
  ],
] as const)("%s", (_, softLimit, used, cost, expected) => {
  expect(list(softLimit, used, cost)).toEqual(expected);
});

test("a soft limit alone has no other thresholds", () => {
  expect(list(10, 50, 20, NO_LIMIT)).toEqual([["soft_budget_crossed", 20]]);
  expect(list(30, 50, 20, NO_LIMIT)).toEqual([]);
});

test("a budget of nothing is used up by nobody", () => {
  expect(list(undefined, 0, 0, 0)).toEqual([]);
});

test("a claim that was not answered tells nothing, nor does one that is on no budget", () => {
  const softLimit = nanoUsd(0);
  expect(listBudgetAlerts([{ holder: "proxy", claim: budget, softLimit }], [], nanoUsd(9))).toEqual([]);
  const rate = { kind: "window", counter: "proxy/requests", limit: 1, amount: 1 } as const;
  const level = { counter: rate.counter, limit: 1, used: 1 };
  expect(listBudgetAlerts([{ holder: "proxy", claim: rate }], [level], nanoUsd(9))).toEqual([]);
});
