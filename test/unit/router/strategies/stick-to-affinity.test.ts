import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { stickToAffinity } from "../../../../src/router/strategies/stick-to-affinity.ts";
import { contextOf, groupOf, idsOf } from "./stage.ts";

const orderFor = (affinity: string, group: ReturnType<typeof groupOf>, seed = 1) =>
  idsOf(stickToAffinity(group, contextOf({ seed, request: { affinity } })));
const conversations = Array.from({ length: 4_000 }, (_, n) => `conversation ${n}`);
const even = groupOf({ a: {}, b: {}, c: {}, d: {} });

describe("requests of the same affinity", () => {
  test("find the same order in every isolate, however their groups are ordered", () => {
    expect(orderFor("x", even, 1)).toEqual(orderFor("x", even.toReversed(), 2));
  });

  test("keep their order when others come or go", () => {
    fc.assert(
      fc.property(fc.string(), fc.subarray([...even]), (affinity, left) => {
        const ids = new Set(idsOf(left));
        expect(orderFor(affinity, left)).toEqual(orderFor(affinity, even).filter((id) => ids.has(id)));
      }),
    );
  });
});

describe("requests of different affinities", () => {
  test.each([
    ["evenly", even, { a: 1 / 4, b: 1 / 4, c: 1 / 4, d: 1 / 4 }],
    ["by weight", groupOf({ a: { weight: 3 }, b: { weight: 1 }, c: { weight: 0 } }), { a: 3 / 4, b: 1 / 4 }],
  ])("are spread %s", (_, group, shares) => {
    const firsts = Object.groupBy(conversations, (affinity) => orderFor(affinity, group)[0] ?? "nobody");
    expect(Object.keys(firsts).toSorted()).toEqual(Object.keys(shares));
    for (const [id, share] of Object.entries(shares)) {
      expect(firsts[id]?.length).toBeGreaterThan(conversations.length * share * 0.88);
    }
  });

  test("go to all the others alike when theirs is away", () => {
    const orders = conversations.map((affinity) => orderFor(affinity, even)).filter(([first]) => first === "a");
    const seconds = Object.groupBy(orders, ([, second]) => second ?? "nobody");
    for (const id of ["b", "c", "d"]) expect(seconds[id]?.length).toBeGreaterThan((orders.length / 3) * 0.8);
  });
});
