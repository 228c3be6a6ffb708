import type { BudgetLimit, HolderLimits } from "../core/holder-limits.ts";
import type { Claim } from "../counters/command.ts";
import { findPeriod } from "./find-period.ts";
import type { Period } from "./find-period.ts";

/** What a claim counts. */
export type Metric = "requests" | "tokens" | "parallel" | "cost";

export interface PlannedClaim {
  readonly metric: Metric;
  /** As `HolderLimits` names it; with `:` and the model where the limit is for one model alone. */
  readonly holder: string;
  readonly claim: Claim;
  /** Of a budget that is reset. */
  readonly period?: Period;
}

/** The most that a request may come to. */
export interface Demand {
  /** The public name that was asked for, after aliases: whatever serves it in the end, it counts there. */
  readonly model: string;
  readonly tokens: number;
  /** Nano-dollars; 0 for a model that is free. */
  readonly cost: number;
}

export interface PlanOptions {
  readonly nowMs: number;
  /** IANA name; budgets are reset by its calendar. */
  readonly timeZone: string;
  /** These are counted and reported, and refuse nobody. */
  readonly shadow: ReadonlySet<Metric>;
}

/** The claims of a request on each of its holders. A free model makes none on budgets. */
export const planClaims = (holders: readonly HolderLimits[], demand: Demand, options: PlanOptions): PlannedClaim[] =>
  holders.flatMap((limits) => [
    ...claimsOn(limits.holder, limits, demand, options),
    ...(limits.models !== undefined && Object.hasOwn(limits.models, demand.model)
      ? claimsOn(`${limits.holder}:${demand.model}`, limits.models[demand.model] ?? {}, demand, options)
      : []),
  ]);

function claimsOn(
  holder: string,
  limits: Omit<HolderLimits, "holder" | "models">,
  demand: Demand,
  { nowMs, timeZone, shadow }: PlanOptions,
): PlannedClaim[] {
  const { requestsPerMinute, tokensPerMinute, parallelRequests, budgets = [] } = limits;
  const claims: PlannedClaim[] = [];
  const add = (metric: Metric, claim: Claim, period?: Period): void => {
    const counted = shadow.has(metric) ? { ...claim, shadow: true } : claim;
    claims.push({ metric, holder, claim: counted, ...(period !== undefined && { period }) });
  };
  const counter = (metric: Metric): string => `${holder}/${metric}`;
  if (requestsPerMinute !== undefined) {
    add("requests", { kind: "window", counter: counter("requests"), limit: requestsPerMinute, amount: 1 });
  }
  if (tokensPerMinute !== undefined) {
    add("tokens", { kind: "window", counter: counter("tokens"), limit: tokensPerMinute, amount: demand.tokens });
  }
  if (parallelRequests !== undefined) {
    add("parallel", { kind: "parallel", counter: counter("parallel"), limit: parallelRequests, amount: 1 });
  }
  for (const budget of demand.cost > 0 ? budgets : []) {
    const period = budget.duration === undefined ? undefined : findPeriod(budget.duration, nowMs, timeZone);
    const claim = {
      kind: "budget",
      // A budget that is reset otherwise is another budget: the authority keeps the period it began with.
      counter: `${counter("cost")}${budget.duration === undefined ? "" : `@${budget.duration}`}`,
      limit: limitAt(budget, nowMs),
      amount: demand.cost,
      ...(period !== undefined && { endsAtMs: period.endsAtMs }),
    } as const;
    add("cost", claim, period);
  }
  return claims;
}

const limitAt = ({ limit, increase }: BudgetLimit, nowMs: number): number =>
  increase !== undefined && nowMs < increase.untilMs ? limit + increase.by : limit;
