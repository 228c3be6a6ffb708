import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { TagRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { budgetRowOrNull } from "../budgets/budget-row.ts";
import { stampRow } from "../row-parts.ts";

/** Tags as answers show them, with their budgets. */
export async function showTags({ groups }: TenancyContext, records: readonly TagRecord[]): Promise<JsonObject[]> {
  const ids = [...new Set(records.flatMap(({ budgetId }) => budgetId ?? []))];
  const budgets = ids.length === 0 ? [] : await groups.budgets.findAll(ids);
  const byId = new Map(budgets.map((budget) => [budget.budgetId, budget]));
  return records.map((record) => ({
    model_info: null,
    ...record.extra,
    name: record.tagName,
    description: record.description,
    models: record.models,
    spend: toUsd(record.spend),
    budget_id: record.budgetId,
    litellm_budget_table: budgetRowOrNull(record.budgetId === null ? undefined : byId.get(record.budgetId)),
    ...stampRow(record),
  }));
}
