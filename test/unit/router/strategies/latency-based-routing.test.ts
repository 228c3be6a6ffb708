import { describe, expect, test } from "vitest";
import { DEFAULT_ROUTER } from "../../../../src/router/router-settings.ts";
import { latencyBasedRouting } from "../../../../src/router/strategies/latency-based-routing.ts";
import type { Scene } from "./stage.ts";
import { contextOf, countFirsts, groupOf, idsOf } from "./stage.ts";

const group = groupOf({ a: {}, b: {}, c: {} });
const orderIn = (scene: Scene) => idsOf(latencyBasedRouting(group, contextOf(scene)));
const withBuffer = (buffer: number) => ({ latency: { ...DEFAULT_ROUTER.latency, buffer } });

describe("latency-based-routing", () => {
  test("puts the lowest mean first", () => {
    const seen = { a: { wholes: [30, 30] }, b: { wholes: [5, 25] }, c: { wholes: [10, 10] } };
    expect(orderIn({ seen })).toEqual(["c", "b", "a"]);
  });

  test("judges streams by streams and whole answers by whole answers", () => {
    const seen = {
      a: { wholes: [1], streams: [9] },
      b: { wholes: [2], streams: [8] },
      c: { wholes: [3], streams: [7] },
    };
    expect(orderIn({ seen })).toEqual(["a", "b", "c"]);
    expect(orderIn({ seen, request: { stream: true } })).toEqual(["c", "b", "a"]);
  });

  test("puts a deployment without samples first", () => {
    expect(orderIn({ seen: { a: { wholes: [2] }, b: { wholes: [1], streams: [1] } } })).toEqual(["c", "b", "a"]);
  });

  test("lets one request at a time find out about it; meanwhile it is as good as the best", () => {
    const context = contextOf({ seen: { a: { wholes: [2] }, b: { wholes: [1] }, c: { inFlight: 1 } } });
    const firsts = countFirsts(() => latencyBasedRouting(group, context), 2_000);
    expect(Object.keys(firsts).toSorted()).toEqual(["b", "c"]);
    expect(firsts["b"]).toBeGreaterThan(850);
  });

  test.each([
    [0, ["a"]],
    [0.1, ["a", "b"]],
    [0.5, ["a", "b", "c"]],
  ])("with a buffer of %d the first is any of %j", (buffer, expected) => {
    const seen = { a: { wholes: [100] }, b: { wholes: [110] }, c: { wholes: [150] } };
    const context = contextOf({ seen, settings: withBuffer(buffer) });
    const firsts = countFirsts(() => latencyBasedRouting(group, context), 1_000);
    expect(Object.keys(firsts).toSorted()).toEqual(expected);
    for (const id of expected) expect(firsts[id]).toBeGreaterThan(250);
  });

  test("puts those without room last, and measures nobody by them", () => {
    const limited = groupOf({ a: { rpm: 10 }, b: { rpm: 10 }, c: { rpm: 10 } });
    const seen = { a: { wholes: [1], requests: 10 }, b: { wholes: [100] }, c: { wholes: [101] } };
    const context = contextOf({ seen, settings: withBuffer(0.5) });
    const firsts = countFirsts(() => latencyBasedRouting(limited, context), 1_000);
    expect(Object.keys(firsts).toSorted()).toEqual(["b", "c"]);
  });
});
