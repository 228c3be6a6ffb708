import { type BudgetLimit, type HolderLimits, NO_LIMIT } from "../core/holder-limits.ts";
import { nameModelOf, parseHolder } from "../core/holder-name.ts";
import type { NanoUsd } from "../core/money.ts";
import type { Claim } from "../counters/command.ts";
import { findPeriod } from "./find-period.ts";
import type { Period } from "./find-period.ts";
import { isShadowed } from "./is-shadowed.ts";
import type { ShadowEntry } from "./is-shadowed.ts";
import type { Metric } from "./metric.ts";

export interface PlannedClaim {
  readonly metric: Metric;
  /** As `HolderLimits` names it; with `:` and the model where the limit is for one model alone. */
  readonly holder: string;
  /** Names the shard that counts for the holder. */
  readonly home: string;
  readonly claim: Claim;
  /** Of a budget that is reset. */
  readonly period?: Period;
  /** Of a budget: from what on an alert is due. */
  readonly softLimit?: NanoUsd;
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
  readonly shadow: ReadonlySet<ShadowEntry>;
}

/** The claims of a request on each of its holders. A free model makes none on budgets. */
export const planClaims = (holders: readonly HolderLimits[], demand: Demand, options: PlanOptions): PlannedClaim[] =>
  holders.flatMap((limits) => [
    ...claimsOn(limits.holder, limits.home ?? limits.holder, limits, demand, options),
    ...claimsOnModel(limits, demand, options),
  ]);

function claimsOnModel({ holder, home = holder, models = {} }: HolderLimits, demand: Demand, options: PlanOptions) {
  const limits = Object.hasOwn(models, demand.model) ? models[demand.model] : undefined;
  return limits === undefined ? [] : claimsOn(nameModelOf(holder, demand.model), home, limits, demand, options);
}

function claimsOn(
  holder: string,
  home: string,
  limits: Omit<HolderLimits, "holder" | "home" | "models">,
  demand: Demand,
  { nowMs, timeZone, shadow }: PlanOptions,
): PlannedClaim[] {
  const { requestsPerMinute, tokensPerMinute, parallelRequests, budgets = [] } = limits;
  const claims: PlannedClaim[] = [];
  const add = (metric: Metric, claim: Claim, more?: Pick<PlannedClaim, "period" | "softLimit">): void => {
    const kind = shadow.size === 0 ? undefined : parseHolder(holder)?.kind;
    const isShadow = kind !== undefined && isShadowed(shadow, kind, metric);
    claims.push({ metric, holder, home, claim: isShadow ? { ...claim, shadow: true } : claim, ...more });
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
      counter: `${counter("cost")}${nameCount(budget)}`,
      limit: limitAt(budget, nowMs),
      amount: demand.cost,
      // It has to be counted all the same, for its soft limit.
      ...(budget.limit === NO_LIMIT && { shadow: true }),
      ...(period !== undefined && { endsAtMs: period.endsAtMs }),
    } as const;
    add("cost", claim, {
      ...(period !== undefined && { period }),
      ...(budget.softLimit !== undefined && { softLimit: budget.softLimit }),
    });
  }
  return claims;
}

/**
 * A budget that is reset otherwise, or of which it was said what is spent, is counted anew: the authority keeps the period
 * and the sum that a counter began with.
 */
const nameCount = ({ duration, spendSetAtMs }: BudgetLimit): string =>
  `${duration === undefined ? "" : `@${duration}`}${spendSetAtMs === undefined ? "" : `#${spendSetAtMs}`}`;

const limitAt = ({ limit, increase }: BudgetLimit, nowMs: number): number =>
  increase !== undefined && nowMs < increase.untilMs ? limit + increase.by : limit;
