import { expect, test } from "vitest";
import { usageBasedRouting } from "../../../../src/router/strategies/usage-based-routing-v2.ts";
import type { Scene } from "./stage.ts";
import { contextOf, groupOf, idsOf } from "./stage.ts";

const orderOf = (facts: Parameters<typeof groupOf>[0], scene: Scene) =>
  idsOf(usageBasedRouting(groupOf(facts), contextOf(scene)));

test("the fewest tokens of this minute come first", () => {
  const seen = { a: { tokens: 300, requests: 1 }, b: { tokens: 100, requests: 9 }, c: { tokens: 200 } };
  expect(orderOf({ a: {}, b: {}, c: {} }, { seen })).toEqual(["b", "c", "a"]);
});

test.each([
  ["has used its rpm", { rpm: 10 }, { requests: 10 }],
  ["has used its tpm", { tpm: 500 }, { tokens: 500 }],
  ["would go over its tpm with the request's 100", { tpm: 500 }, { tokens: 401 }],
  ["can never take the request", { tpm: 99 }, {}],
  ["may do nothing", { rpm: 0 }, {}],
])("who %s comes last", (_, facts, seen) => {
  expect(orderOf({ full: facts, busy: {} }, { seen: { full: seen, busy: { tokens: 9_999 } } })).toEqual([
    "busy",
    "full",
  ]);
});

test.each([
  ["has one of its rpm left", { rpm: 10 }, { requests: 9 }],
  ["has just enough tokens left", { tpm: 500 }, { tokens: 400 }],
])("who %s does not", (_, facts, seen) => {
  expect(orderOf({ near: facts, busy: {} }, { seen: { near: seen, busy: { tokens: 9_999 } } })).toEqual([
    "near",
    "busy",
  ]);
});
