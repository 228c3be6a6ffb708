import type { z } from "zod";
import type { BudgetLimit, HolderLimits } from "../core/holder-limits.ts";
import { nameHolder } from "../core/holder-name.ts";
import { fromUsd } from "../core/money.ts";
import { DEFAULT_WHEN_AWAY } from "../limits/allow-locally.ts";
import type { WhenAway } from "../limits/allow-locally.ts";
import { LEASE_MODES } from "../limits/lease.ts";
import { TOKEN_KINDS } from "../limits/measure-spent.ts";
import { ENFORCE_RATES } from "./check-router.ts";
import type { LimitSettings } from "./gateway-config.ts";
import { LIMIT_CLASSES, namedBudget, shadow, whenAway } from "./limit-schemas.ts";
import {
  budgetDuration,
  budgetStatus,
  cacheRule,
  choice,
  dollars,
  flag,
  limit,
  mapOf,
  seconds,
  text,
  timeZone,
} from "./value-schemas.ts";
import { withDefined } from "./with-defined.ts";

export const DEFAULT_LIMITS: LimitSettings = {
  timeZone: "UTC",
  tokens: { kind: "total", excludeCached: false },
  shadow: [],
  deadlineMs: 140,
  whenAway: DEFAULT_WHEN_AWAY,
  leases: "auto",
  budgetStatus: 400,
  needsPrices: false,
  enforcesDeploymentRates: false,
  tags: {},
  providers: {},
  endUser: {},
};

/** The keys of each section that are about limits. */
export const LIMIT_KEYS = {
  litellm_settings: {
    timezone: timeZone.optional(),
    max_budget: dollars.optional(),
    budget_duration: budgetDuration.optional(),
    exclude_cached_tokens_from_tpm: cacheRule.optional(),
    max_end_user_budget: dollars.optional(),
    max_end_user_budget_id: text.optional(),
    tag_budget_config: mapOf(namedBudget, "a map of tag to its budget").optional(),
    /** Not LiteLLM's: its older releases answer 400, its newer ones 429. */
    budget_exceeded_status: budgetStatus.optional(),
  },
  general_settings: {
    token_rate_limit_type: choice(TOKEN_KINDS).optional(),
    global_max_parallel_requests: limit.optional(),
    /** A budget refuses what has no known price. */
    fail_closed_budget_enforcement: flag.optional(),
    /** Not LiteLLM's: how long the counters may take before they count as away. */
    limits_deadline: seconds.optional(),
    /** Not LiteLLM's: limits that count and report and refuse nobody. */
    limits_in_shadow: shadow.optional(),
    /** Not LiteLLM's: what becomes of each class of limits while the counters are away. */
    limits_when_away: whenAway.optional(),
    /** Not LiteLLM's: whether isolates take a share of a busy limit ahead. */
    limits_leases: choice(LEASE_MODES).optional(),
  },
  router_settings: {
    provider_budget_config: mapOf(namedBudget, "a map of provider to its budget").optional(),
  },
};

type Found = {
  readonly [Section in keyof typeof LIMIT_KEYS]: Partial<z.output<z.ZodObject<(typeof LIMIT_KEYS)[Section]>>>;
} & { readonly router_settings: { readonly optional_pre_call_checks?: readonly string[] | undefined } };

/** What one file says about limits, on top of what earlier files said. */
export function mergeLimits(before: LimitSettings, found: Found): LimitSettings {
  const { litellm_settings: litellm, general_settings: general, router_settings: router } = found;
  const proxy = { ...before.proxy, ...limitsOfProxy(found) };
  return {
    ...before,
    ...withDefined({
      timeZone: litellm.timezone,
      shadow: general.limits_in_shadow,
      deadlineMs: general.limits_deadline,
      leases: general.limits_leases,
      budgetStatus: litellm.budget_exceeded_status,
      needsPrices: general.fail_closed_budget_enforcement,
      enforcesDeploymentRates: router.optional_pre_call_checks?.includes(ENFORCE_RATES),
    }),
    tokens: {
      kind: general.token_rate_limit_type ?? before.tokens.kind,
      excludeCached: litellm.exclude_cached_tokens_from_tpm ?? before.tokens.excludeCached,
    },
    whenAway: { ...before.whenAway, ...rulesOf(general.limits_when_away) },
    tags: { ...before.tags, ...limitsOf("tag", litellm.tag_budget_config) },
    providers: { ...before.providers, ...limitsOf("provider", router.provider_budget_config) },
    endUser: {
      ...before.endUser,
      ...withDefined({
        budget: litellm.max_end_user_budget === undefined ? undefined : { limit: fromUsd(litellm.max_end_user_budget) },
        budgetId: litellm.max_end_user_budget_id,
      }),
    },
    ...(Object.keys(proxy).length > 0 && { proxy: { ...proxy, holder: "proxy" } }),
  };
}

function limitsOfProxy({ litellm_settings: litellm, general_settings: general }: Found) {
  const { max_budget: maxBudget, budget_duration: duration } = litellm;
  const budget = maxBudget === undefined ? undefined : withDefined({ limit: fromUsd(maxBudget), duration });
  return withDefined({
    budgets: budget === undefined ? undefined : [budget],
    parallelRequests: general.global_max_parallel_requests,
  });
}

const rulesOf = (rules: z.output<typeof whenAway> | undefined): Partial<WhenAway> =>
  Object.fromEntries(
    Object.entries(LIMIT_CLASSES).flatMap(([name, metric]) => {
      const rule = rules?.[name as keyof typeof LIMIT_CLASSES];
      return rule === undefined ? [] : [[metric, rule]];
    }),
  );

const limitsOf = (
  kind: "tag" | "provider",
  budgets: Readonly<Record<string, BudgetLimit>> = {},
): Record<string, HolderLimits> =>
  Object.fromEntries(
    Object.entries(budgets).map(([id, budget]) => [id, { holder: nameHolder(kind, id), budgets: [budget] }]),
  );
