import type { JsonObject } from "../core/json.ts";
import { fromUsd, type NanoUsd } from "../core/money.ts";
import type { BudgetRecord } from "../store/group-registry.ts";
import { calendarPeriod, type Clock } from "./budgets/calendar-period.ts";
import { invalidDuration, isBudgetDuration } from "./duration.ts";
import { onlyGiven } from "./given.ts";
import type { LimitParams } from "./params.ts";
import { instantOrNull, usdOrNull } from "./row-parts.ts";

export type Limits = Pick<
  BudgetRecord,
  "maxBudget" | "softBudget" | "budgetDuration" | "tpmLimit" | "rpmLimit" | "maxParallelRequests"
>;

export const NO_LIMITS: Limits = {
  maxBudget: null,
  softBudget: null,
  budgetDuration: null,
  tpmLimit: null,
  rpmLimit: null,
  maxParallelRequests: null,
};

/** The limits that a request gives, in the fields of a record. Throws `invalid_request` for a duration that is none. */
export const readLimits = (given: LimitParams): Partial<Limits> =>
  onlyGiven({
    maxBudget: nanoOrNull(given.max_budget),
    softBudget: nanoOrNull(given.soft_budget),
    budgetDuration: readBudgetDuration(given.budget_duration),
    tpmLimit: given.tpm_limit,
    rpmLimit: given.rpm_limit,
    maxParallelRequests: given.max_parallel_requests,
  });

/** A record's limits as answers show them; `behind` are those that hold where it has none of its own. */
export const limitRow = (limits: Limits, clock: Clock, behind?: Limits): JsonObject => ({
  max_budget: usdOrNull(limits.maxBudget),
  soft_budget: usdOrNull(limits.softBudget),
  budget_duration: limits.budgetDuration,
  budget_reset_at: instantOrNull(
    calendarPeriod(limits.budgetDuration ?? behind?.budgetDuration, clock)?.endsAtMs ?? null,
  ),
  tpm_limit: limits.tpmLimit,
  rpm_limit: limits.rpmLimit,
  max_parallel_requests: limits.maxParallelRequests,
});

export const nanoOrNull = (dollars: number | null | undefined): NanoUsd | null | undefined =>
  typeof dollars === "number" ? fromUsd(dollars) : dollars;

/** The empty text is no duration, as null is. */
function readBudgetDuration(text: string | null | undefined): string | null | undefined {
  if (text === "") return null;
  if (typeof text === "string" && !isBudgetDuration(text)) throw invalidDuration("budget_duration");
  return text;
}
