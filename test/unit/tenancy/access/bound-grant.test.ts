import { describe, expect, test } from "vitest";
import { boundGrant } from "../../../../src/tenancy/access/bound-grant.ts";
import type { Powers } from "../../../../src/tenancy/access/powers.ts";

const DAY_MS = 86_400_000;
const powers = (changes: Partial<Powers> = {}): Powers => ({
  models: [],
  aliases: {},
  routes: [],
  passThrough: [],
  expiresAtMs: Infinity,
  limits: {},
  ...changes,
});
const budget = (amount: number, periodMs = Infinity) => powers({ limits: { max_budget: { amount, periodMs } } });
const groups = new Map([["beta", new Set(["gpt-5"])]]);

describe("a grant", () => {
  test.each<[string, Powers, Powers, string | undefined]>([
    ["everything by who may do everything", powers(), powers(), undefined],
    ["a model of the list", powers({ models: ["a", "b"] }), powers({ models: ["a"] }), undefined],
    ["a model beyond the list", powers({ models: ["a"] }), powers({ models: ["a", "b"] }), "models"],
    ["all models by who has some", powers({ models: ["a"] }), powers(), "models"],
    ["all models by another word", powers({ models: ["a"] }), powers({ models: ["all-team-models"] }), "models"],
    ["a model of a wildcard", powers({ models: ["openai/*"] }), powers({ models: ["openai/gpt"] }), undefined],
    ["a narrower wildcard", powers({ models: ["openai/*"] }), powers({ models: ["openai/gpt-*"] }), undefined],
    ["a wider wildcard", powers({ models: ["openai/gpt-*"] }), powers({ models: ["openai/*"] }), "models"],
    ["a wildcard that only overlaps", powers({ models: ["a*"] }), powers({ models: ["*a"] }), "models"],
    ["a model of an access group", powers({ models: ["beta"] }), powers({ models: ["gpt-5"] }), undefined],
    ["an access group by its name", powers({ models: ["beta"] }), powers({ models: ["beta"] }), undefined],
    ["an access group that a wildcard spells", powers({ models: ["b*"] }), powers({ models: ["beta"] }), "models"],
    [
      "an alias to a model beyond",
      powers({ models: ["a"] }),
      powers({ models: ["a"], aliases: { a: "b" } }),
      "aliases",
    ],
    ["a route of the list", powers({ routes: ["/key/*"] }), powers({ routes: ["/key/info"] }), undefined],
    ["all routes by who has some", powers({ routes: ["/key/info"] }), powers(), "allowed_routes"],
    [
      "a route group by who has a route",
      powers({ routes: ["/key/*"] }),
      powers({ routes: ["management_routes"] }),
      "allowed_routes",
    ],
    ["a listed path", powers({ passThrough: ["/a/*"] }), powers({ passThrough: ["/a/b"] }), undefined],
    ["the same path with a star", powers({ passThrough: ["/a"] }), powers({ passThrough: ["/a/*"] }), undefined],
    [
      "a path above a listed one",
      powers({ passThrough: ["/a/b"] }),
      powers({ passThrough: ["/a"] }),
      "allowed_passthrough_routes",
    ],
    ["all paths by who has some", powers({ passThrough: ["/a"] }), powers(), "allowed_passthrough_routes"],
    ["an earlier end", powers({ expiresAtMs: 5 }), powers({ expiresAtMs: 4 }), undefined],
    ["a later end", powers({ expiresAtMs: 5 }), powers({ expiresAtMs: 6 }), "duration"],
    ["no end by who has one", powers({ expiresAtMs: 5 }), powers(), "duration"],
    ["a smaller budget", budget(10), budget(9), undefined],
    ["a larger budget", budget(10), budget(11), "max_budget"],
    ["no budget at all", budget(10), powers(), "max_budget"],
    ["the same budget each day instead of once", budget(10), budget(10, DAY_MS), "max_budget"],
    ["the same budget over a longer time", budget(10, DAY_MS), budget(10, 7 * DAY_MS), undefined],
  ])("of %s", (_, granter, grant, excess) => {
    expect(boundGrant(granter, grant, "apart", groups)).toBe(excess);
  });

  test("around which the granter's own limits hold may leave out what it likes", () => {
    const granter = powers({ limits: budget(10, DAY_MS).limits, models: ["a"] });
    expect(boundGrant(granter, powers(), "around")).toBeUndefined();
    expect(boundGrant(granter, budget(10, 1), "around")).toBeUndefined();
    expect(boundGrant(granter, budget(11), "around")).toBe("max_budget");
    expect(boundGrant(granter, powers({ models: ["b"] }), "around")).toBe("models");
    // An alias is allowed by its own name, so that no list around it stops it.
    expect(boundGrant(granter, powers({ models: ["a"], aliases: { a: "b" } }), "around")).toBe("aliases");
  });

  test("that changes something may keep what was there before, but not raise it", () => {
    const before = powers({ limits: budget(20).limits, models: ["b"] });
    const granter = powers({ limits: budget(10).limits, models: ["a"] });
    expect(boundGrant(granter, before, "apart", groups, before)).toBeUndefined();
    expect(boundGrant(granter, { ...before, limits: budget(15).limits }, "apart", groups, before)).toBeUndefined();
    expect(boundGrant(granter, { ...before, limits: budget(21).limits }, "apart", groups, before)).toBe("max_budget");
    expect(boundGrant(granter, { ...before, models: ["b", "c"] }, "apart", groups, before)).toBe("models");
    expect(boundGrant(granter, { ...before, models: ["a"] }, "apart", groups, before)).toBeUndefined();
  });
});
