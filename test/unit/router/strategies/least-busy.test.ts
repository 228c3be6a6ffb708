import { expect, test } from "vitest";
import { leastBusy } from "../../../../src/router/strategies/least-busy.ts";
import { contextOf, countFirsts, groupOf, idsOf } from "./stage.ts";

const group = groupOf({ a: {}, b: {}, c: {}, d: {} });

test("the fewest attempts under way come first", () => {
  const seen = { a: { inFlight: 3 }, b: { inFlight: 1 }, c: { inFlight: 7 } };
  expect(idsOf(leastBusy(group, contextOf({ seen })))).toEqual(["d", "b", "a", "c"]);
});

test("equally busy ones take turns by chance", () => {
  const context = contextOf({ seen: { a: { inFlight: 1 }, c: { inFlight: 1 } } });
  const firsts = countFirsts(() => leastBusy(group, context), 2_000);
  expect(Object.keys(firsts).toSorted()).toEqual(["b", "d"]);
  expect(firsts["b"]).toBeGreaterThan(850);
  expect(firsts["d"]).toBeGreaterThan(850);
});
