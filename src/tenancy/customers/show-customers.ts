import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { EndUserRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { budgetRowOrNull } from "../budgets/budget-row.ts";
import { stampRow } from "../row-parts.ts";

/** Customers as answers show them, with their budgets. */
export async function showCustomers(
  { groups }: TenancyContext,
  records: readonly EndUserRecord[],
): Promise<JsonObject[]> {
  const ids = [...new Set(records.flatMap(({ budgetId }) => budgetId ?? []))];
  const budgets = ids.length === 0 ? [] : await groups.budgets.findAll(ids);
  const byId = new Map(budgets.map((budget) => [budget.budgetId, budget]));
  return records.map((record) => ({
    ...record.extra,
    user_id: record.userId,
    alias: record.alias,
    blocked: record.blocked,
    spend: toUsd(record.spend),
    allowed_model_region: record.allowedModelRegion,
    default_model: record.defaultModel,
    budget_id: record.budgetId,
    litellm_budget_table: budgetRowOrNull(record.budgetId === null ? undefined : byId.get(record.budgetId)),
    ...stampRow(record),
  }));
}
