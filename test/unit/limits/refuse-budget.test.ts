import { describe, expect, test } from "vitest";
import { nameHolder, nameModelOf } from "../../../src/core/holder-name.ts";
import type { BudgetStatus } from "../../../src/limits/refuse-budget.ts";
import { refuseBudget } from "../../../src/limits/refuse-budget.ts";
import { refuse } from "../../../src/limits/refuse.ts";

const USD = 1e9;
const ENDS = Date.UTC(2026, 11, 1);

interface Case {
  readonly holder?: string;
  readonly used?: number;
  readonly amount?: number;
  readonly endsAtMs?: number;
  readonly retryAfterMs?: number;
  readonly status?: BudgetStatus;
}

const refused = ({ holder = "key:ab", used = 2 * USD, amount = USD / 2, status = 400, ...more }: Case = {}) => {
  const { endsAtMs, retryAfterMs } = more;
  const [counter, limit] = ["c", 2 * USD];
  return refuseBudget(
    { holder, claim: { kind: "budget", counter, limit, amount, ...(endsAtMs !== undefined && { endsAtMs }) } },
    { refused: { counter, limit, used }, retryAfterMs },
    status,
  );
};

describe("a refused budget", () => {
  test.each([
    [nameHolder("key", "ab"), "Budget has been exceeded! Current cost: 2, Max budget: 2. This is the budget of key ab"],
    [
      nameModelOf(nameHolder("key", "ab"), "ft:gpt"),
      "LiteLLM Virtual Key: ab, exceeded budget for model=ft:gpt. Current cost: 2, Max budget: 2",
    ],
    [nameHolder("team", "t"), "Budget has been exceeded! Team=t Current cost: 2, Max budget: 2"],
    [
      nameModelOf(nameHolder("team", "t"), "gpt"),
      "Budget has been exceeded! Team=t Model=gpt Current cost: 2, Max budget: 2",
    ],
    [
      nameHolder("team_member", "t", "u:1"),
      "Budget has been exceeded! User=u:1 in Team=t Current cost: 2, Max budget: 2",
    ],
    [nameHolder("organization", "o"), "Budget has been exceeded! Organization=o Current cost: 2, Max budget: 2"],
    [
      nameHolder("organization_member", "o", "u"),
      "Budget has been exceeded! User=u in Organization=o Current cost: 2, Max budget: 2",
    ],
    [nameHolder("tag", "a/b"), "Budget has been exceeded! Tag=a/b Current cost: 2, Max budget: 2"],
    [nameHolder("user", "u"), "ExceededBudget: User=u over budget. Spend=2, Budget=2"],
    [nameHolder("end_user", "e"), "ExceededBudget: End User=e over budget. Spend=2, Budget=2"],
    [
      nameHolder("provider", "openai"),
      "No deployments available - crossed budget: Exceeded budget for provider openai: 2.5 >= 2",
    ],
    [
      nameHolder("deployment", "d"),
      "No deployments available - crossed budget: Exceeded budget for deployment d: 2.5 >= 2",
    ],
    ["proxy", "Budget has been exceeded! Current cost: 2, Max budget: 2. This is the budget of the whole gateway"],
  ])("of %s reads as the LiteLLM proxy has it", (holder, sentence) => {
    expect(refused({ holder })).toMatchObject({
      code: "budget_exceeded",
      type: "budget_exceeded",
      param: undefined,
      message: `${sentence}. It is never reset`,
    });
  });

  test("says when it is reset", () => {
    expect(refused({ endsAtMs: ENDS }).message).toMatch(/\. It resets at: 2026-12-01 00:00:00 UTC$/);
  });

  test.each([
    [1.5 * USD, 0.6 * USD, "It is never reset. This request may come to 0.6"],
    [1.5 * USD, 0.5 * USD, "It is never reset"],
    [2 * USD, 0.6 * USD, "It is never reset"],
  ])("with %d spent and %d wanted says why, if something is left", (used, amount, end) => {
    expect(refused({ used, amount }).message.endsWith(end)).toBe(true);
  });

  test("writes small amounts without an exponent", () => {
    expect(refused({ used: 20 }).message).toContain("Current cost: 0.00000002,");
  });

  test("is a 400 that asks for no other try", () => {
    expect(refused({ endsAtMs: ENDS, retryAfterMs: 90_000 })).toMatchObject({
      status: 400,
      retryAfterSeconds: undefined,
      headers: {},
    });
  });

  test("is a 429 with the time that is left, where that is wanted", () => {
    expect(refused({ status: 429, endsAtMs: ENDS, retryAfterMs: 90_001 })).toMatchObject({
      status: 429,
      retryAfterSeconds: 91,
      headers: { "x-should-retry": "false" },
    });
  });

  test("that is never reset names no time", () => {
    expect(refused({ status: 429 }).retryAfterSeconds).toBeUndefined();
  });

  test.each([nameHolder("deployment", "d"), nameHolder("provider", "p")])(
    "of %s is a 429, whatever a caller's is",
    (holder) => {
      expect(refused({ holder }).status).toBe(429);
    },
  );

  test("is what a refused claim on costs becomes", () => {
    const claim = { kind: "budget", counter: "c", limit: 5, amount: 1 } as const;
    const refusal = { refused: { counter: "c", limit: 5, used: 5 }, retryAfterMs: undefined };
    const planned = { metric: "cost", holder: "proxy", claim } as const;
    expect(refuse(planned, refusal, 0)).toMatchObject({ code: "budget_exceeded", status: 400 });
    expect(refuse(planned, refusal, 0, 429)).toMatchObject({ code: "budget_exceeded", status: 429 });
  });
});
