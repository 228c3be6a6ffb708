import { z } from "zod";
import type { BudgetLimit } from "../core/holder-limits.ts";
import { fromUsd } from "../core/money.ts";
import { AWAY_RULES } from "../limits/allow-locally.ts";
import type { ShadowEntry } from "../limits/is-shadowed.ts";
import { HOLDER_KINDS } from "../limits/name-descriptor.ts";
import type { Metric } from "../limits/metric.ts";
import { budgetDuration, choice, dollars, list, map } from "./value-schemas.ts";

/** What the configuration calls the metrics of limits. */
export const LIMIT_CLASSES = {
  requests: "requests",
  tokens: "tokens",
  parallel: "parallel",
  budget: "cost",
} as const satisfies Record<string, Metric>;

const SHADOW = "requests, tokens, parallel, budget, a kind of holder such as team, or both as team/budget";
const SHADOW_ENTRIES: ReadonlyMap<string, ShadowEntry> = new Map([
  ...Object.entries(LIMIT_CLASSES),
  ...HOLDER_KINDS.map((kind) => [kind, kind] as const),
  ...HOLDER_KINDS.flatMap((kind) =>
    Object.entries(LIMIT_CLASSES).map(([name, metric]) => [`${kind}/${name}`, `${kind}/${metric}`] as const),
  ),
]);

/** `limits_in_shadow`. */
export const shadow = list(
  z.string({ error: SHADOW }).transform((word, context): ShadowEntry => {
    const entry = SHADOW_ENTRIES.get(word);
    if (entry !== undefined) return entry;
    context.addIssue({ code: "custom", message: SHADOW });
    return z.NEVER;
  }),
  "a list of limits",
);

const awayRule = choice(AWAY_RULES).optional();
export const WHEN_AWAY = {
  requests: awayRule,
  tokens: awayRule,
  parallel: awayRule,
  /** A little of a budget in each isolate could be a lot of money in all of them. */
  budget: choice(["refuse", "allow"]).optional(),
};
export const whenAway = map(WHEN_AWAY, "a map of requests, tokens, parallel and budget");

/** A budget of `provider_budget_config` or `tag_budget_config`; LiteLLM takes either pair of names in both. */
export const BUDGET = {
  budget_limit: dollars.optional(),
  max_budget: dollars.optional(),
  time_period: budgetDuration.optional(),
  budget_duration: budgetDuration.optional(),
};
const DESCRIBED = "a map with budget_limit and time_period, or max_budget and budget_duration";
export const namedBudget = map(BUDGET, DESCRIBED).transform((found, context): BudgetLimit => {
  const limit = found.budget_limit ?? found.max_budget;
  const duration = found.time_period ?? found.budget_duration;
  if (limit !== undefined) return { limit: fromUsd(limit), ...(duration !== undefined && { duration }) };
  context.addIssue({ code: "custom", message: DESCRIBED });
  return z.NEVER;
});
