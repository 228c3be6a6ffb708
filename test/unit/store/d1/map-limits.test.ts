import { describe, expect, test } from "vitest";
import { NO_LIMIT } from "../../../../src/core/holder-limits.ts";
import type { JsonObject } from "../../../../src/core/json.ts";
import { fromUsd } from "../../../../src/core/money.ts";
import type { BudgetColumns, LimitSource } from "../../../../src/store/d1/limit-source.ts";
import { mapLimits, withoutBudgets } from "../../../../src/store/d1/map-limits.ts";

const none = {
  maxBudget: null,
  softBudget: null,
  budgetDuration: null,
  tpmLimit: null,
  rpmLimit: null,
  maxParallelRequests: null,
};

type Row = LimitSource["row"];

/** Limits of a key with these fields, a budget row with those, and a team behind it. */
const of = (row: Row = {}, budget: Partial<BudgetColumns> | null = null, modelsOf: Row | null = null) =>
  mapLimits("key:ab", {
    row: { ...none, ...row },
    budget: budget && { ...none, modelMaxBudget: {}, ...budget },
    modelsOf,
  });

const [five, six, nine] = [fromUsd(5), fromUsd(6), fromUsd(9)];

describe("the limits of a holder", () => {
  test.each<[Row, Partial<BudgetColumns> | null]>([
    [{}, null],
    [{}, {}],
    [{ budgetDuration: "1d" }, {}],
    [{ extra: { model_rpm_limit: {} } }, { modelMaxBudget: { a: {} } }],
    [{ metadata: { model_tpm_limit: null, temp_budget_increase: 5, temp_budget_expiry: "2026-01-01" } }, null],
  ])("are none for %j and the budget %j", (row, budget) => {
    expect(of(row, budget)).toBeUndefined();
  });

  test("are those of its columns, 0 among them", () => {
    expect(of({ rpmLimit: 0, tpmLimit: 9, maxParallelRequests: 2, maxBudget: five, budgetDuration: "1d" })).toEqual({
      holder: "key:ab",
      requestsPerMinute: 0,
      tokensPerMinute: 9,
      parallelRequests: 2,
      budgets: [{ limit: five, duration: "1d" }],
    });
  });

  test("are those of its budget row, field by field, where it has none of its own", () => {
    const budget = { rpmLimit: 1, tpmLimit: 2, maxParallelRequests: 3, maxBudget: nine, softBudget: six };
    expect(of({ rpmLimit: 0, budgetDuration: "7d" }, budget)).toEqual({
      holder: "key:ab",
      requestsPerMinute: 0,
      tokensPerMinute: 2,
      parallelRequests: 3,
      budgets: [{ limit: nine, duration: "7d", softLimit: six }],
    });
    expect(of({ maxBudget: five }, { ...budget, budgetDuration: "1d" })?.budgets).toEqual([
      { limit: five, duration: "1d", softLimit: six },
    ]);
  });
});

describe("budgets", () => {
  test.each<[string, Row, object[] | undefined]>([
    ["without a duration are never reset", { maxBudget: five }, [{ limit: five }]],
    ["have their soft budget beside them", { maxBudget: nine, softBudget: five }, [{ limit: nine, softLimit: five }]],
    [
      "may be soft alone",
      { softBudget: five, budgetDuration: "1d" },
      [{ limit: NO_LIMIT, duration: "1d", softLimit: five }],
    ],
    [
      "know all when the spend was set, and those of models do not",
      {
        spendSetAtMs: 7,
        maxBudget: nine,
        extra: {
          budget_limits: [{ budget_duration: "1d", max_budget: 5 }],
          model_max_budget: { a: { max_budget: 1 } },
        },
      },
      [
        { limit: nine, spendSetAtMs: 7 },
        { limit: five, duration: "1d", spendSetAtMs: 7 },
      ],
    ],
    ["know nothing of a spend that was never set", { spendSetAtMs: 0, maxBudget: nine }, [{ limit: nine }]],
    [
      "may be soft beside a hard one of the same period in the list",
      { softBudget: five, extra: { budget_limits: [{ max_budget: 6 }] } },
      [{ limit: six, softLimit: five }],
    ],
    [
      "that are soft are raised by nothing",
      { softBudget: five, metadata: { temp_budget_increase: 6, temp_budget_expiry: "2026-02-01T00:00:00Z" } },
      [{ limit: NO_LIMIT, softLimit: five }],
    ],
    [
      "of a list stand beside the holder's own",
      { maxBudget: nine, extra: { budget_limits: [{ budget_duration: "1d", max_budget: 5 }] } },
      [{ limit: nine }, { limit: five, duration: "1d" }],
    ],
    [
      "for one period are one, the smallest",
      {
        maxBudget: six,
        budgetDuration: "1d",
        metadata: {
          budget_limits: [
            { budget_duration: "1d", max_budget: 9 },
            { budget_duration: "1d", max_budget: 5 },
          ],
        },
      },
      [{ limit: five, duration: "1d" }],
    ],
    ["of a list that are none are left out", { extra: { budget_limits: [{}, 5, { max_budget: -1 }] } }, undefined],
    ["are no other thing than a list", { extra: { budget_limits: { max_budget: 5 } } }, undefined],
    [
      "are raised for a while",
      { maxBudget: five, metadata: { temp_budget_increase: 6, temp_budget_expiry: "2026-02-01T00:00:00Z" } },
      [{ limit: five, increase: { by: six, untilMs: Date.UTC(2026, 1) } }],
    ],
    [
      "are not raised without an end",
      { maxBudget: five, metadata: { temp_budget_increase: 6, temp_budget_expiry: "soon" } },
      [{ limit: five }],
    ],
    [
      "are not raised by less than nothing",
      { maxBudget: five, metadata: { temp_budget_increase: -6, temp_budget_expiry: "2026-02-01" } },
      [{ limit: five }],
    ],
  ])("%s", (_, row, budgets) => {
    expect(of(row)?.budgets).toEqual(budgets);
  });
});

describe("limits for single models", () => {
  const models = (row: Row, budget?: JsonObject, team?: Row) =>
    of(row, budget === undefined ? null : { modelMaxBudget: budget }, team)?.models;

  test("are joined by name, also out of the metadata", () => {
    const fields = { model_rpm_limit: { a: 1, b: 2 }, model_tpm_limit: { b: 3 } };
    const expected = { a: { requestsPerMinute: 1 }, b: { requestsPerMinute: 2, tokensPerMinute: 3 } };
    expect(models({ extra: fields })).toEqual(expected);
    expect(models({ metadata: fields })).toEqual(expected);
  });

  test("are the request's own before those of its metadata", () => {
    const row = { extra: { model_rpm_limit: { a: 1 } }, metadata: { model_rpm_limit: { a: 2, b: 2 } } };
    expect(models(row)).toEqual({ a: { requestsPerMinute: 1 } });
  });

  test.each<[JsonObject, object]>([
    [{ budget_limit: 5, time_period: "1d" }, { budgets: [{ limit: five, duration: "1d" }] }],
    [{ max_budget: 5, budget_duration: "1d" }, { budgets: [{ limit: five, duration: "1d" }] }],
    [{ budget_limit: "5.0", time_period: "" }, { budgets: [{ limit: five }] }],
    [{ budget_limit: 0 }, { budgets: [{ limit: 0 }] }],
    [
      { rpm_limit: 1, tpm_limit: 2 },
      { requestsPerMinute: 1, tokensPerMinute: 2 },
    ],
  ])("are what model_max_budget says: %j", (entry, expected) => {
    expect(models({ extra: { model_max_budget: { a: entry } } })).toEqual({ a: expected });
  });

  test.each([
    5,
    null,
    "5",
    [],
    {},
    { budget_limit: "" },
    { budget_limit: "much" },
    { budget_limit: -5 },
    { max_budget: 1e7 },
  ])("are none where model_max_budget says %j", (entry) => {
    expect(models({ extra: { model_max_budget: { a: entry } } })).toBeUndefined();
  });

  test("are for each model the holder's own, then its budget row's, then its team's", () => {
    const row = {
      metadata: { model_rpm_limit: { a: 1 } },
      extra: { model_max_budget: { a: { rpm_limit: 2, tpm_limit: 2 }, b: { rpm_limit: 2 } } },
    };
    const budget = { b: { rpm_limit: 3, budget_limit: 5 }, c: { rpm_limit: 3, budget_limit: 5 } };
    const team = {
      metadata: { model_rpm_limit: { a: 4, b: 4, c: 4, d: 4 }, model_max_budget: { d: { rpm_limit: 5 } } },
    };
    expect(models(row, budget, team)).toEqual({
      a: { requestsPerMinute: 1, tokensPerMinute: 2 },
      b: { requestsPerMinute: 2 },
      c: { requestsPerMinute: 3, budgets: [{ limit: five }] },
      d: { requestsPerMinute: 4 },
    });
  });

  test.each([-1, 1.5, "many", null, 2 ** 60])("leave out what is no number of requests: %j", (value) => {
    expect(of({ extra: { model_rpm_limit: { a: value } } })).toBeUndefined();
  });

  test("for a model of any name are its own", () => {
    const extra = JSON.parse('{"model_rpm_limit":{"__proto__":4},"model_max_budget":{"__proto__":{"max_budget":5}}}');
    expect(Object.entries(models({ extra }) ?? {})).toEqual([
      ["__proto__", { requestsPerMinute: 4, budgets: [{ limit: five }] }],
    ]);
  });
});

describe("without budgets", () => {
  test("rates are left", () => {
    const limits = of({
      rpmLimit: 1,
      maxBudget: five,
      extra: { model_max_budget: { a: { rpm_limit: 2, max_budget: 5 } } },
    });
    expect(limits && withoutBudgets(limits)).toEqual({
      holder: "key:ab",
      requestsPerMinute: 1,
      models: { a: { requestsPerMinute: 2 } },
    });
  });

  test("a holder who had nothing else is not limited", () => {
    const limits = of({ maxBudget: five, extra: { model_max_budget: { a: { max_budget: 5 } } } });
    expect(limits && withoutBudgets(limits)).toBeUndefined();
    expect(limits).toBeDefined();
  });
});
