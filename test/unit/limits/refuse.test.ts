import { describe, expect, test } from "vitest";
import type { Metric } from "../../../src/limits/plan-claims.ts";
import { refuse } from "../../../src/limits/refuse.ts";

const NOW = Date.UTC(2026, 10, 21, 10);
const refused = (
  metric: Metric,
  {
    used = 7,
    limit = 10,
    retryAfterMs,
    holder = "key:ab",
  }: { used?: number; limit?: number; retryAfterMs?: number; holder?: string } = {},
) =>
  refuse(
    { metric, holder, claim: { kind: "window", counter: "c", limit, amount: 1 } },
    { admitted: false, why: "limit", refused: { counter: "c", limit, used }, retryAfterMs },
    NOW,
  );

describe("a refusal", () => {
  test("says whose limit it is, which, what is left and when it ends", () => {
    expect(refused("requests", { retryAfterMs: 30_000 })).toMatchObject({
      message:
        "Rate limit exceeded for api_key: ab. Limit type: requests. Current limit: 10, Remaining: 3. Limit resets at: 2026-11-21 10:00:30 UTC",
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
    ["key:ab:ft:gpt", "api_key: ab:ft:gpt"],
    ["proxy", "proxy"],
    ["team:t", "team: t"],
  ])("calls %s %s", (holder, name) => {
    expect(refused("requests", { holder }).message).toContain(`for ${name}. `);
  });

  test("of a budget speaks of dollars", () => {
    expect(refused("cost", { used: 1_500_000_000, limit: 2_000_000_000 })).toMatchObject({
      code: "budget_exceeded",
      message: "Budget has been exceeded! api_key: ab. Current cost: 1.5, Max budget: 2",
      headers: {},
    });
  });
});
