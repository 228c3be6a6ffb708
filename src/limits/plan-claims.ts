import type { BudgetLimit, HolderLimits } from "../core/holder-limits.ts";
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
  /** Of a budget: what an alert is due for. */
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
      // A budget that is reset otherwise is another budget: the authority keeps the period it began with.
      counter: `${counter("cost")}${budget.duration === undefined ? "" : `@${budget.duration}`}`,
      limit: limitAt(budget, nowMs),
      amount: demand.cost,
      ...(period !== undefined && { endsAtMs: period.endsAtMs }),
    } as const;
    add("cost", claim, {
      ...(period !== undefined && { period }),
      ...(budget.softLimit !== undefined && { softLimit: budget.softLimit }),
    });
  }
  return claims;
}

const limitAt = ({ limit, increase }: BudgetLimit, nowMs: number): number =>
  increase !== undefined && nowMs < increase.untilMs ? limit + increase.by : limit;
