import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { RoutingFacts } from "../../../src/core/deployment.ts";
import { asId } from "../../../src/core/ids.ts";
import { rankDeployments } from "../../../src/router/rank-deployments.ts";
import { STRATEGIES } from "../../../src/router/router-settings.ts";
import type { Scene, Seen } from "./strategies/stage.ts";
import { candidateOf, contextOf, countFirsts, groupOf, idsOf } from "./strategies/stage.ts";

const rank = (facts: Readonly<Record<string, Partial<RoutingFacts>>>, scene: Scene = {}, explain = true) =>
  rankDeployments(groupOf(facts), contextOf(scene), explain);
const cooling = (...ids: string[]) =>
  Object.fromEntries(ids.map((id, n): [string, Seen] => [id, { cooledUntilMs: n + 1 }]));
const byId = (a: string, b: string) => (a < b ? -1 : 1);

describe("ranking", () => {
  test("leaves who may serve, and tells by whom each of the others was dropped", () => {
    const { ranked, dropped, refusal } = rank(
      {
        best: { region: "eu", order: 1, contextWindow: 200 },
        cooled: { region: "eu", order: 1 },
        small: { region: "eu", order: 1, contextWindow: 50 },
        blind: { region: "eu", order: 1, capabilities: ["tools"] },
        far: { region: "us", order: 1 },
        later: { region: "eu", order: 2 },
      },
      {
        settings: { checksBefore: true },
        seen: cooling("cooled"),
        request: { region: "eu", needs: () => ["vision"] },
      },
    );
    expect(idsOf(ranked)).toEqual(["best"]);
    expect(dropped.map(({ id, by }) => `${id}: ${by}`)).toEqual([
      "cooled: cooldown",
      "small: context-window",
      "blind: capabilities",
      "far: region",
      "later: order",
    ]);
    expect(refusal).toBeUndefined();
  });

  test("collects no explanations unless it is asked to", () => {
    expect(rank({ a: {}, b: {} }, { seen: cooling("a") }, false)).toMatchObject({ dropped: [] });
  });

  test("goes to the next order when the lowest cools", () => {
    const facts = { first: { order: 1 }, second: { order: 2 } };
    expect(idsOf(rank(facts).ranked)).toEqual(["first"]);
    expect(idsOf(rank(facts, { seen: cooling("first") }).ranked)).toEqual(["second"]);
  });

  test("sends a request to the default ones while those with its tag cool", () => {
    const facts = { mine: { tags: ["mine"] }, shared: { tags: ["default"] } };
    const scene: Scene = { settings: { filtersTags: true }, request: { tags: ["mine"] } };
    expect(idsOf(rank(facts, scene).ranked)).toEqual(["mine"]);
    expect(idsOf(rank(facts, { ...scene, seen: cooling("mine") }).ranked)).toEqual(["shared"]);
  });

  test("asks the pinned one though it cools", () => {
    const request = { pinned: asId<"deployment">("a") };
    expect(idsOf(rank({ a: {}, b: {} }, { request, seen: cooling("a") }).ranked)).toEqual(["a"]);
  });

  test.each(STRATEGIES)("puts the others in the order of %s", (strategy) => {
    const priced = (id: string, price: number) =>
      candidateOf(id, { weight: price === 1 ? 1 : 0 }, { prices: { input: price, output: 0 } });
    const seen = { worse: { inFlight: 2, tokens: 2, wholes: [2] }, best: { inFlight: 1, tokens: 1, wholes: [1] } };
    const context = contextOf({ settings: { strategy }, seen });
    expect(idsOf(rankDeployments([priced("worse", 2), priced("best", 1)], context).ranked)).toEqual(["best", "worse"]);
  });

  test("sends a fallback only where it can be served", () => {
    const facts = { small: { contextWindow: 50 }, large: { contextWindow: 500 } };
    expect(rank(facts).ranked).toHaveLength(2);
    expect(idsOf(rank(facts, { isFallback: true }).ranked)).toEqual(["large"]);
  });
});

test.each(STRATEGIES)("%s looks a fixed number of times at each candidate", (strategy) => {
  const looksAt = (size: number): number => {
    let looks = 0;
    const look = <T>(told: T) => {
      looks += 1;
      return told;
    };
    const context = contextOf({ settings: { strategy } });
    const signals = {
      cooledUntilMs: () => look(0),
      inFlight: () => look(0),
      latencies: () => look([1]),
      usage: () => look({ requests: 0, tokens: 0 }),
    };
    const facts = Array.from({ length: size }, (_, n) => [`d${n}`, { rpm: 9, tpm: 9_999 }] as const);
    expect(rankDeployments(groupOf(Object.fromEntries(facts)), { ...context, signals }).ranked).toHaveLength(size);
    return looks / size;
  };
  expect(looksAt(500)).toBe(looksAt(50));
  expect(looksAt(500)).toBeLessThanOrEqual(3);
});

describe("the last deployment that can serve a request", () => {
  test.each<readonly [string, Parameters<typeof rank>[0], Scene]>([
    ["in its region", { a: { region: "eu" }, b: { region: "us" } }, { request: { region: "eu" } }],
    ["of its length", { a: {}, b: { contextWindow: 9 } }, { settings: { checksBefore: true } }],
    ["with its tag", { a: { tags: ["t"] }, b: {} }, { settings: { filtersTags: true }, request: { tags: ["t"] } }],
    ["of all", { a: {} }, {}],
  ])("%s is asked though it cools", (_, facts, scene) => {
    const { ranked, refusal } = rank(facts, { ...scene, seen: cooling("a") });
    expect(idsOf(ranked)).toEqual(["a"]);
    expect(refusal).toBeUndefined();
  });

  test("is the one that is ready first, though another is ready before it and cannot serve", () => {
    const facts = { c: { region: "us" }, b: { region: "eu" }, a: { region: "eu" } };
    expect(idsOf(rank(facts, { request: { region: "eu" }, seen: cooling("c", "b", "a") }).ranked)).toEqual(["b"]);
  });
});

describe("when nobody can serve a request", () => {
  const small = { contextWindow: 9 };
  const blind = { capabilities: [] };
  test.each([
    ["too long for all", { a: small }, "context-window"],
    [
      "too long for one, and out of the region of the other",
      { a: { region: "us" }, b: { ...small, region: "eu" } },
      "context-window",
    ],
    ["too long for one, and too much for the other", { a: blind, b: small }, "context-window"],
    [
      "too much for one, and out of the region of the other",
      { a: { region: "us" }, b: { ...blind, region: "eu" } },
      "capabilities",
    ],
    ["out of every region", { a: { region: "us" }, b: {} }, "region"],
    ["of tags that nobody has", { a: { region: "eu" } }, "tags"],
    ["of tags that nobody has, while all cool", { cool: { region: "eu" } }, "tags"],
  ] as const)("one %s hears of it", (_, facts, expected) => {
    const { ranked, refusal } = rank(facts, {
      settings: { checksBefore: true, filtersTags: true },
      seen: cooling("cool"),
      request: { region: "eu", needs: () => ["vision"], tags: ["unheard-of"] },
    });
    expect(ranked).toEqual([]);
    expect(refusal).toBe(expected);
  });

  test("an empty group has no reason to tell", () => {
    expect(rank({})).toEqual({ ranked: [], dropped: [], refusal: undefined });
  });
});

describe("sticking to a provider's prompt cache", () => {
  const facts = { a: {}, b: {}, c: {} };
  const sticky: Scene = { settings: { sticksToPromptCache: true }, request: { affinity: "a long prompt" } };
  const firstsIn = (scene: Scene) => {
    const group = groupOf(facts);
    const context = contextOf(scene);
    return Object.keys(countFirsts(() => rankDeployments(group, context).ranked, 200));
  };

  test("the same beginning goes to the same deployment", () => {
    expect(firstsIn(sticky)).toHaveLength(1);
  });

  test("it goes to its second while the first cools", () => {
    const [first = "", second] = idsOf(rank(facts, sticky).ranked);
    expect(firstsIn({ ...sticky, seen: cooling(first) })).toEqual([second]);
  });

  test.each([
    ["the configuration does not want it", { ...sticky, settings: {} }],
    ["the request has nothing to stick to", { ...sticky, request: {} }],
  ])("nothing sticks when %s", (_, scene) => {
    expect(firstsIn(scene)).toHaveLength(3);
  });
});

const member = fc.record({
  routing: fc.record(
    {
      weight: fc.nat({ max: 3 }),
      order: fc.nat({ max: 2 }),
      region: fc.constantFrom("eu", "us"),
      contextWindow: fc.constantFrom(50, 200),
      capabilities: fc.subarray(["tools", "vision"] as const),
      tags: fc.subarray(["a", "b", "default"]),
    },
    { requiredKeys: ["tags"] },
  ),
  cooledUntilMs: fc.constantFrom(0, 0, 5, 6),
});
const scene = fc.record({
  request: fc.record(
    { region: fc.constant("eu"), tags: fc.subarray(["a", "b"]), affinity: fc.constantFrom("x", "y") },
    { requiredKeys: ["tags"] },
  ),
  settings: fc.record({
    strategy: fc.constantFrom(...STRATEGIES),
    checksBefore: fc.boolean(),
    filtersTags: fc.boolean(),
    matchesAnyTag: fc.boolean(),
    sticksToPromptCache: fc.boolean(),
  }),
});

test("whatever the group and the request, everybody is ranked or dropped, and nothing is changed", () => {
  fc.assert(
    fc.property(fc.array(member, { maxLength: 12 }), scene, fc.nat(), (members, { request, settings }, seed) => {
      const group = Object.freeze(members.map(({ routing }, n) => candidateOf(`d${n}`, routing)));
      const seen = Object.fromEntries(
        members.map(({ cooledUntilMs }, n): [string, Seen] => [`d${n}`, { cooledUntilMs }]),
      );
      const needs = () => ["vision"] as const;
      const rankAgain = (explain: boolean) =>
        rankDeployments(group, contextOf({ request: { ...request, needs }, settings, seen, seed }), explain);
      const { ranked, dropped, refusal } = rankAgain(true);

      // Once each, and as the very objects that were given.
      expect([...idsOf(ranked), ...dropped.map(({ id }) => id)].toSorted(byId)).toEqual(idsOf(group).toSorted(byId));
      expect(ranked.every((one) => group.includes(one))).toBe(true);
      // Nobody is ranked who cannot serve; a reason is given when and only when nobody can.
      expect(ranked.every(({ routing }) => routing.region === (request.region ?? routing.region))).toBe(true);
      expect(refusal !== undefined).toBe(ranked.length === 0 && group.length > 0);
      // Explaining changes nothing.
      expect(rankAgain(false)).toEqual({ ranked, dropped: [], refusal });
      // A cooldown alone never leaves nobody.
      const rested = rankDeployments(group, contextOf({ request: { ...request, needs }, settings, seed }));
      expect(ranked.length === 0).toBe(rested.ranked.length === 0);
    }),
    { numRuns: 500 },
  );
});
