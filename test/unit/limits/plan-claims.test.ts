import { describe, expect, test } from "vitest";
import type { HolderLimits } from "../../../src/core/holder-limits.ts";
import { nanoUsd } from "../../../src/core/money.ts";
import { planClaims } from "../../../src/limits/plan-claims.ts";
import type { Demand, PlanOptions } from "../../../src/limits/plan-claims.ts";

const demand: Demand = { model: "gpt-4o", tokens: 500, cost: 70 };
const options: PlanOptions = { nowMs: Date.UTC(2026, 10, 21, 10), timeZone: "UTC", shadow: new Set() };
const plan = (limits: Omit<HolderLimits, "holder">, more: Partial<Demand> = {}) =>
  planClaims([{ holder: "key:a", ...limits }], { ...demand, ...more }, options).map(({ claim }) => claim);

describe("the claims of a request", () => {
  test("are none where nothing is limited", () => {
    expect(plan({})).toEqual([]);
  });

  test("are one for each limit of each holder", () => {
    const planned = planClaims(
      [
        { holder: "key:a", requestsPerMinute: 60, tokensPerMinute: 1_000, parallelRequests: 2 },
        { holder: "proxy", budgets: [{ limit: nanoUsd(900) }] },
      ],
      demand,
      options,
    );
    expect(planned).toEqual([
      {
        metric: "requests",
        holder: "key:a",
        home: "key:a",
        claim: { kind: "window", counter: "key:a/requests", limit: 60, amount: 1 },
      },
      {
        metric: "tokens",
        holder: "key:a",
        home: "key:a",
        claim: { kind: "window", counter: "key:a/tokens", limit: 1_000, amount: 500 },
      },
      {
        metric: "parallel",
        holder: "key:a",
        home: "key:a",
        claim: { kind: "parallel", counter: "key:a/parallel", limit: 2, amount: 1 },
      },
      {
        metric: "cost",
        holder: "proxy",
        home: "proxy",
        claim: { kind: "budget", counter: "proxy/cost", limit: 900, amount: 70 },
      },
    ]);
  });

  test("are made for a limit of 0 too", () => {
    expect(plan({ requestsPerMinute: 0 })).toMatchObject([{ limit: 0, amount: 1 }]);
  });

  test("are one for each budget, each with its own counter", () => {
    const budgets = [{ limit: nanoUsd(900) }, { limit: nanoUsd(90), duration: "1d" }];
    expect(plan({ budgets }).map(({ counter, limit }) => [counter, limit])).toEqual([
      ["key:a/cost", 900],
      ["key:a/cost@1d", 90],
    ]);
  });

  test("are on another counter after each time that the spend was set", () => {
    const budgets = (spendSetAtMs: number) => [
      { limit: nanoUsd(900), spendSetAtMs },
      { limit: nanoUsd(90), duration: "1d", spendSetAtMs },
    ];
    const countersOf = (spendSetAtMs: number) => plan({ budgets: budgets(spendSetAtMs) }).map(({ counter }) => counter);
    expect(countersOf(5)).toEqual(["key:a/cost#5", "key:a/cost@1d#5"]);
    expect(countersOf(6)).toEqual(["key:a/cost#6", "key:a/cost@1d#6"]);
  });

  test("know of an increase until it is over", () => {
    const increase = { by: nanoUsd(50), untilMs: options.nowMs + 1 };
    const limitAt = (nowMs: number) =>
      planClaims([{ holder: "key:a", budgets: [{ limit: nanoUsd(100), increase }] }], demand, { ...options, nowMs })[0]
        ?.claim.limit;
    expect(limitAt(options.nowMs)).toBe(150);
    expect(limitAt(options.nowMs + 1)).toBe(100);
  });

  test("are counted at the holder's home, a model's limit too", () => {
    const holder = {
      holder: "key:a",
      home: "team:t",
      requestsPerMinute: 1,
      models: { "gpt-4o": { requestsPerMinute: 1 } },
    };
    expect(planClaims([holder], demand, options).map(({ home }) => home)).toEqual(["team:t", "team:t"]);
  });

  test("name the end of a budget's period", () => {
    const [claim] = plan({ budgets: [{ limit: nanoUsd(900), duration: "1d" }] });
    expect(claim).toMatchObject({ endsAtMs: Date.UTC(2026, 10, 22) });
  });

  test("leave budgets alone when the model is free", () => {
    expect(plan({ budgets: [{ limit: nanoUsd(900) }], requestsPerMinute: 5 }, { cost: 0 })).toHaveLength(1);
  });

  test("count a model's own limit apart, for that model alone", () => {
    const limits = { requestsPerMinute: 60, models: { "gpt-4o": { requestsPerMinute: 5 } } };
    expect(plan(limits).map(({ counter, limit }) => [counter, limit])).toEqual([
      ["key:a/requests", 60],
      ["key:a:gpt-4o/requests", 5],
    ]);
    expect(plan(limits, { model: "other" })).toHaveLength(1);
    expect(plan(limits, { model: "constructor" })).toHaveLength(1);
  });

  test("of a metric in shadow are marked, and no others", () => {
    const shadowed = planClaims([{ holder: "key:a", requestsPerMinute: 1, tokensPerMinute: 1 }], demand, {
      ...options,
      shadow: new Set(["tokens"]),
    });
    expect(shadowed.map(({ metric, claim }) => [metric, claim.shadow])).toEqual([
      ["requests", undefined],
      ["tokens", true],
    ]);
  });
});
