import { expect, test } from "vitest";
import { costBasedRouting } from "../../../../src/router/strategies/cost-based-routing.ts";
import { candidateOf, contextOf, idsOf } from "./stage.ts";

const priced = (id: string, input: number, output: number, rpm?: number) =>
  candidateOf(id, rpm === undefined ? {} : { rpm }, { prices: { input, output } });

test("the lowest sum of input and output price comes first", () => {
  const group = [priced("dear", 30, 60), priced("cheap", 3, 6), priced("dear to ask", 50, 1), priced("free", 0, 0)];
  expect(idsOf(costBasedRouting(group, contextOf()))).toEqual(["free", "cheap", "dear to ask", "dear"]);
});

test("an unknown price is the highest", () => {
  const group = [candidateOf("unknown"), priced("dear", 1e12, 1e12), priced("cheap", 1, 1)];
  expect(idsOf(costBasedRouting(group, contextOf()))).toEqual(["cheap", "dear", "unknown"]);
});

test("who has no room in this minute comes last, however cheap", () => {
  const group = [priced("full", 0, 0, 5), priced("dear", 9, 9), priced("dearer", 10, 9)];
  expect(idsOf(costBasedRouting(group, contextOf({ seen: { full: { requests: 5 } } })))).toEqual([
    "dear",
    "dearer",
    "full",
  ]);
});
