import { describe, expect, test } from "vitest";
import { nameHolder, nameModelOf } from "../../../src/core/holder-name.ts";
import type { Metric } from "../../../src/limits/metric.ts";
import type { PlannedClaim } from "../../../src/limits/plan-claims.ts";
import { tellAll } from "../../../src/limits/tell-levels.ts";

type Row = readonly [metric: Metric, holder: string, used: number, limit?: number];
type Planned = Pick<PlannedClaim, "metric" | "holder" | "claim">;

const planOf = (rows: readonly Row[]): Planned[] =>
  rows.map(([metric, holder, , limit = 10]) => ({
    metric,
    holder,
    claim: { kind: metric === "cost" ? "budget" : "window", counter: "c", limit, amount: 2 },
  }));
const levelsOf = (rows: readonly Row[]) => rows.map(([, , used, limit = 10]) => ({ counter: "c", limit, used }));
const tell = (...rows: Row[]) => tellAll(planOf(rows), levelsOf(rows)).headers;
const key = nameHolder("key", "a");

describe("the headers of an answer", () => {
  test.each([
    [nameHolder("user", "u"), "user"],
    [nameHolder("team", "t"), "team"],
    [nameHolder("team_member", "t", "u"), "team_member"],
    [nameHolder("organization", "o"), "organization"],
    [nameHolder("end_user", "e"), "end_user"],
    [nameHolder("tag", "x"), "tag"],
    [nameModelOf(nameHolder("team", "t"), "gpt"), "model_per_team"],
    [nameModelOf(nameHolder("organization", "o"), "gpt"), "model_per_organization"],
    ["proxy", "proxy"],
  ])("tell the limit of %s as that of %s", (holder, name) => {
    expect(tell(["requests", holder, 3])).toEqual({
      [`x-ratelimit-${name}-limit-requests`]: "10",
      [`x-ratelimit-${name}-remaining-requests`]: "7",
    });
  });

  test("tell a key's own limits under their own names too", () => {
    expect(tell(["requests", key, 3], ["tokens", key, 400, 1_000], ["cost", key, 5e8, 2_500_000_000])).toEqual({
      "x-ratelimit-api_key-limit-requests": "10",
      "x-ratelimit-api_key-remaining-requests": "7",
      "x-litellm-key-rpm-limit": "10",
      "x-ratelimit-api_key-limit-tokens": "1000",
      "x-ratelimit-api_key-remaining-tokens": "600",
      "x-litellm-key-tpm-limit": "1000",
      "x-litellm-key-max-budget": "2.5",
    });
  });

  test.each([
    ["gpt-4o", "gpt-4o"],
    ["openai/ft:gpt 4", "openai-ft-gpt-4"],
    ["größe\r\n", "gr--e--"],
  ])("tell what a key has left of the model %j", (model, name) => {
    const headers = tell(["tokens", nameModelOf(key, model), 3]);
    expect(headers).toEqual({
      "x-ratelimit-model_per_key-limit-tokens": "10",
      "x-ratelimit-model_per_key-remaining-tokens": "7",
      [`x-litellm-key-remaining-tokens-${name}`]: "7",
    });
    expect(() => new Headers(headers)).not.toThrow();
  });

  test("tell a deployment's own limit as a provider would", () => {
    expect(tell(["requests", nameHolder("deployment", "d"), 3])).toEqual({
      "x-ratelimit-limit-requests": "10",
      "x-ratelimit-remaining-requests": "7",
    });
  });

  test.each<[metric: Metric, holder: string]>([
    ["parallel", key],
    ["cost", nameHolder("team", "t")],
    ["cost", nameModelOf(key, "gpt")],
    ["requests", "no holder"],
  ])("do not tell %s of %s", (metric, holder) => {
    expect(tell([metric, holder, 1])).toEqual({});
  });

  test("tell the limit that leaves the least where two have one name", () => {
    const [one, other] = [nameHolder("tag", "one"), nameHolder("tag", "other")];
    const expected = { "x-ratelimit-tag-limit-requests": "5", "x-ratelimit-tag-remaining-requests": "1" };
    expect(tell(["requests", one, 3], ["requests", other, 4, 5])).toEqual(expected);
    expect(tell(["requests", other, 4, 5], ["requests", one, 3])).toEqual(expected);
  });

  test("leave nothing, not less, of a limit in shadow that is passed", () => {
    expect(tell(["tokens", key, 12])).toMatchObject({ "x-ratelimit-api_key-remaining-tokens": "0" });
  });
});

describe("what a key had spent before", () => {
  const spent = (...rows: Row[]) => tellAll(planOf(rows), levelsOf(rows)).keySpentBefore;

  test("is told without what this request may come to", () => {
    expect(spent(["requests", key, 3], ["cost", key, 7])).toBe(5);
  });

  test("is that of the budget which leaves the least", () => {
    expect(spent(["cost", key, 7, 100], ["cost", key, 9])).toBe(7);
  });

  test("is not known of others, nor where nothing is limited", () => {
    expect(spent(["cost", nameHolder("team", "t"), 7], ["cost", nameModelOf(key, "gpt"), 7])).toBeUndefined();
    expect(spent()).toBeUndefined();
  });
});
