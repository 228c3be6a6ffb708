import { describe, expect, test } from "vitest";
import { asId } from "../../../../src/core/ids.ts";
import { nanoUsd } from "../../../../src/core/money.ts";
import { limitsOfKey } from "../../../../src/store/d1/key-limits.ts";

type Row = Parameters<typeof limitsOfKey>[0];

const of = (more: Partial<Row> = {}) =>
  limitsOfKey({
    hash: asId<"key-hash">("ab"),
    tpmLimit: null,
    rpmLimit: null,
    maxParallelRequests: null,
    maxBudget: null,
    budgetDuration: null,
    metadata: {},
    extra: {},
    ...more,
  });

describe("the limits of a key", () => {
  test.each([
    {},
    { budgetDuration: "1d" },
    { extra: { model_rpm_limit: {} } },
    { metadata: { model_tpm_limit: null } },
  ])("are none for %j", (row) => {
    expect(of(row)).toBeUndefined();
  });

  test("are those of its columns, 0 among them", () => {
    const row = { rpmLimit: 0, tpmLimit: 9, maxParallelRequests: 2, maxBudget: nanoUsd(5), budgetDuration: "1d" };
    expect(of(row)).toEqual({
      holder: "key:ab",
      requestsPerMinute: 0,
      tokensPerMinute: 9,
      parallelRequests: 2,
      budgets: [{ limit: 5, duration: "1d" }],
    });
  });

  test("hold a budget that is never reset", () => {
    expect(of({ maxBudget: nanoUsd(5) })).toEqual({ holder: "key:ab", budgets: [{ limit: 5 }] });
  });

  test("for single models are joined by name", () => {
    const extra = { model_rpm_limit: { a: 1, b: 2 }, model_tpm_limit: { b: 3 } };
    const models = { a: { requestsPerMinute: 1 }, b: { requestsPerMinute: 2, tokensPerMinute: 3 } };
    expect(of({ extra })?.models).toEqual(models);
    expect(of({ metadata: extra })?.models).toEqual(models);
  });

  test("for single models are the request's own before those of its metadata", () => {
    const row = { extra: { model_rpm_limit: { a: 1 } }, metadata: { model_rpm_limit: { a: 2, b: 2 } } };
    expect(of(row)?.models).toEqual({ a: { requestsPerMinute: 1 } });
  });

  test.each([-1, 1.5, "many", null, 2 ** 60])("leave out what is no number of requests: %j", (value) => {
    expect(of({ extra: { model_rpm_limit: { a: value } } })).toBeUndefined();
  });

  test("for a model of any name are its own", () => {
    const extra = JSON.parse('{"model_rpm_limit":{"__proto__":4}}');
    expect(Object.keys(of({ extra })?.models ?? {})).toEqual(["__proto__"]);
  });
});
