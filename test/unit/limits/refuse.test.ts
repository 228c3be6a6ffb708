import { describe, expect, test } from "vitest";
import { nameHolder, nameModelOf } from "../../../src/core/holder-name.ts";
import type { Metric } from "../../../src/limits/metric.ts";
import { refuse } from "../../../src/limits/refuse.ts";

const NOW = Date.UTC(2026, 10, 21, 10);

interface Case {
  readonly used?: number;
  readonly limit?: number;
  readonly amount?: number;
  readonly retryAfterMs?: number;
  readonly holder?: string;
}

const refused = (
  metric: Exclude<Metric, "cost">,
  { used = 7, limit = 10, amount = 1, retryAfterMs, holder = "key:ab" }: Case = {},
) =>
  refuse(
    { metric, holder, claim: { kind: "window", counter: "c", limit, amount } },
    { refused: { counter: "c", limit, used }, retryAfterMs },
    NOW,
  );

describe("a refusal", () => {
  test("says whose limit it is, which, what is left and when it ends", () => {
    expect(refused("requests", { retryAfterMs: 30_000 })).toMatchObject({
      message:
        "Rate limit exceeded for api_key: ab. Limit type: requests. Current limit: 10, Remaining: 3. Limit resets at: 2026-11-21 10:00:30 UTC",
      status: 429,
      type: "rate_limit_error",
      retryAfterSeconds: 30,
      headers: { rate_limit_type: "requests", reset_at: "2026-11-21 10:00:30 UTC" },
    });
  });

  test.each([
    [1, 1],
    [1_000, 1],
    [1_001, 2],
    [0, 1],
  ])("that lasts %d ms asks for whole seconds: %d", (retryAfterMs, seconds) => {
    expect(refused("tokens", { retryAfterMs }).retryAfterSeconds).toBe(seconds);
  });

  test("without an end names none", () => {
    const error = refused("parallel");
    expect(error.retryAfterSeconds).toBeUndefined();
    expect(error.headers).toEqual({ rate_limit_type: "max_parallel_requests" });
    expect(error.message).toMatch(/Remaining: 3$/);
  });

  test("of a limit that was passed leaves nothing, not less", () => {
    expect(refused("tokens", { used: 12 }).message).toContain("Remaining: 0");
  });

  test.each([
    [7, 4, "Remaining: 3. This request may come to 4"],
    [7, 3, "Remaining: 3"],
    [10, 4, "Remaining: 0"],
  ])("of a request that wants more than is left says so: %d used and %d wanted", (used, amount, end) => {
    expect(refused("tokens", { used, amount }).message.endsWith(end)).toBe(true);
  });

  test.each([
    [nameHolder("key", "ab"), "api_key: ab"],
    [nameHolder("user", "u:1"), "user: u:1"],
    [nameHolder("team", "t"), "team: t"],
    [nameHolder("team_member", "t", "u"), "team_member: t:u"],
    [nameHolder("organization", "o"), "organization: o"],
    [nameHolder("end_user", "größe"), "end_user: größe"],
    [nameHolder("tag", "a/b"), "tag: a/b"],
    [nameModelOf(nameHolder("key", "ab"), "ft:gpt"), "model_per_key: ab:ft:gpt"],
    [nameModelOf(nameHolder("team", "t"), "gpt"), "model_per_team: t:gpt"],
    [nameModelOf(nameHolder("organization", "o"), "gpt"), "model_per_organization: o:gpt"],
    ["proxy", "proxy"],
  ])("calls %s %s", (holder, name) => {
    expect(refused("requests", { holder }).message).toContain(`exceeded for ${name}. Limit type`);
  });

  test("of a name that no holder has is a fault of the gateway", () => {
    expect(() => refused("requests", { holder: "nobody" })).toThrow(RangeError);
  });
});
