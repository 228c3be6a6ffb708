import { expect, test } from "vitest";
import type { Metric } from "../../../src/limits/plan-claims.ts";
import { tellLevels } from "../../../src/limits/tell-levels.ts";

const tell = (metric: Metric, holder: string, used = 3) =>
  tellLevels(
    [{ metric, holder, claim: { kind: "window", counter: "c", limit: 10, amount: 1 } }],
    [{ counter: "c", limit: 10, used }],
  );

test.each([
  ["key:a", "api_key"],
  ["key:a:gpt-4o", "model_per_key"],
  ["key:a:ft:gpt-4o", "model_per_key"],
  ["proxy", "proxy"],
  ["team:t", "team"],
])("the limit of %s is told as that of %s", (holder, name) => {
  expect(tell("requests", holder)).toEqual({
    [`x-ratelimit-${name}-limit-requests`]: "10",
    [`x-ratelimit-${name}-remaining-requests`]: "7",
  });
});

test.each(["parallel", "cost"] as const)("a limit on %s is not told", (metric) => {
  expect(tell(metric, "key:a")).toEqual({});
});

test("a limit in shadow that is passed leaves nothing, not less", () => {
  expect(tell("tokens", "key:a", 12)).toMatchObject({ "x-ratelimit-api_key-remaining-tokens": "0" });
});
