import { z } from "zod";
import type { BudgetLimit } from "../../core/holder-limits.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { nanoUsd, toUsd } from "../../core/money.ts";
import { findPeriod } from "../../limits/find-period.ts";
import { type ActionContext, defineAction, type ProviderBudgets } from "../action.ts";
import { instantOrNull } from "../row-parts.ts";
import { providerBudgetsOutput } from "./budget-output.ts";

/** What each provider with a budget may spend in its period, and what the ledger has of it so far. */
export const getProviderBudgets = defineAction({
  method: "GET",
  paths: ["/provider/budgets"],
  summary: "Show the budgets of providers",
  permission: "see-all",
  input: z.object({}),
  output: providerBudgetsOutput,
  async run(context) {
    const { providerBudgets } = context;
    if (providerBudgets === undefined) return { providers: {} };
    const shown = Object.entries(providerBudgets.limits).flatMap(([provider, { budgets = [] }]) =>
      budgets.map(async (budget) => [provider, await budgetRow(context, providerBudgets, provider, budget)] as const),
    );
    return { providers: Object.fromEntries(await Promise.all(shown)) };
  },
});

async function budgetRow(
  { now }: ActionContext,
  { spent, timeZone }: ProviderBudgets,
  provider: string,
  { limit, duration }: BudgetLimit,
) {
  const period = duration === undefined ? undefined : findPeriod(duration, now(), timeZone);
  const spend = await spent.spentSince(nameHolder("provider", provider), period?.startsAtMs);
  return {
    budget_limit: toUsd(limit),
    time_period: duration ?? null,
    spend: toUsd(nanoUsd(spend)),
    budget_reset_at: instantOrNull(period?.endsAtMs ?? null),
  };
}
