import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Prices } from "../../../../src/core/deployment.ts";
import { STRATEGIES } from "../../../../src/router/router-settings.ts";
import { strategies } from "../../../../src/router/strategies/index.ts";
import { ORDERED_MAX } from "../../../../src/router/strategies/put-lowest-first.ts";
import type { Seen } from "./stage.ts";
import { candidateOf, contextOf, countFirsts, groupOf, idsOf } from "./stage.ts";

const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
const few = fc.nat({ max: 5 });
const member = fc.record({
  routing: fc.record({ weight: few, rpm: few, tpm: few, order: few }, { requiredKeys: [] }),
  prices: maybe(fc.record<Prices>({ input: few, output: few })),
  seen: fc.record({ inFlight: few, requests: few, tokens: few, wholes: fc.array(few), streams: fc.array(few) }),
});

describe.each(STRATEGIES)("%s", (id) => {
  test("orders every candidate once and changes nothing", () => {
    fc.assert(
      fc.property(
        fc.array(member, { maxLength: 3 * ORDERED_MAX, size: "max" }),
        fc.boolean(),
        fc.nat(),
        (members, stream, seed) => {
          const group = Object.freeze(
            members.map(({ routing, prices }, n) => candidateOf(`d${n}`, routing, { prices })),
          );
          const seen = Object.fromEntries(members.map(({ seen: own }, n): [string, Seen] => [`d${n}`, own]));
          const ranked = strategies[id](group, contextOf({ seen, seed, request: { stream, inputTokens: () => 2 } }));
          expect(ranked).toHaveLength(group.length);
          expect(new Set(ranked)).toEqual(new Set(group));
        },
      ),
    );
  });

  test("spreads candidates it knows no difference of evenly over the first place", () => {
    const context = contextOf();
    const group = groupOf({ a: {}, b: {}, c: {} });
    const firsts = countFirsts(() => strategies[id](group, context), 3_000);
    for (const name of ["a", "b", "c"]) expect(firsts[name]).toBeGreaterThan(850);
  });

  test("asks for the tokens of the request at most once", () => {
    let asked = 0;
    const inputTokens = (): number => (asked += 1);
    strategies[id](groupOf({ a: { tpm: 9 }, b: { tpm: 9 }, c: { tpm: 9 } }), contextOf({ request: { inputTokens } }));
    expect(asked).toBeLessThanOrEqual(1);
  });

  test("gives the same order for the same draws", () => {
    const group = groupOf({ a: {}, b: {}, c: {}, d: {} });
    const orderOf = (seed: number) => idsOf(strategies[id](group, contextOf({ seed })));
    expect(orderOf(7)).toEqual(orderOf(7));
  });
});
