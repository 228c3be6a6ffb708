import { NO_LIMIT } from "../core/holder-limits.ts";
import type { NanoUsd } from "../core/money.ts";
import { nanoUsd } from "../core/money.ts";
import type { Level } from "../counters/command.ts";
import type { PlannedClaim } from "./plan-claims.ts";

/** LiteLLM's names. */
const BUDGET_EVENTS = ["soft_budget_crossed", "threshold_crossed", "budget_crossed"] as const;

/** A budget that has come to where somebody wants to hear of it. */
export interface BudgetAlert {
  readonly event: (typeof BUDGET_EVENTS)[number];
  /** As `HolderLimits` names it. */
  readonly holder: string;
  /** Names one of the holder's budgets. */
  readonly budget: string;
  readonly spent: NanoUsd;
  /** Undefined where the budget is a soft one alone. */
  readonly limit: NanoUsd | undefined;
  readonly softLimit: NanoUsd | undefined;
  /** Of the limit: the highest threshold that is reached. */
  readonly percent?: number;
}

/** `defer` lets work outlive the request. */
export type Alert = (alert: BudgetAlert, defer: (work: Promise<unknown>) => void) => void;

/** Percent of a budget, the highest first. */
const THRESHOLDS = [95, 85] as const;

/**
 * What is due after this request, at what it really cost. Other requests in flight count at their estimates, so it may
 * be told a little early. Which of them was told before is for the alert to know.
 */
export const listBudgetAlerts = (
  planned: readonly (Pick<PlannedClaim, "holder" | "claim"> & { readonly softLimit?: NanoUsd })[],
  levels: readonly Level[],
  cost: NanoUsd,
): BudgetAlert[] =>
  planned.flatMap(({ holder, claim, softLimit }, index) => {
    const level = levels[index];
    if (level === undefined || claim.kind !== "budget") return [];
    const spent = nanoUsd(Math.max(0, level.used - claim.amount) + cost);
    const limit = level.limit === NO_LIMIT ? undefined : nanoUsd(level.limit);
    const about = { holder, budget: claim.counter, spent, limit, softLimit };
    const passed = softLimit !== undefined && spent >= softLimit;
    return [
      ...(passed ? [{ event: "soft_budget_crossed", ...about } as const] : []),
      ...(limit === undefined ? [] : tellLimit({ ...about, limit })),
    ];
  });

function tellLimit(about: Omit<BudgetAlert, "event"> & { readonly limit: NanoUsd }): BudgetAlert[] {
  const { spent, limit } = about;
  // What nobody may spend anything of is not used up by anyone.
  if (limit === 0) return [];
  if (spent >= limit) return [{ event: "budget_crossed", ...about }];
  const percent = THRESHOLDS.find((threshold) => spent >= limit * (threshold / 100));
  return percent === undefined ? [] : [{ event: "threshold_crossed", ...about, percent }];
}
