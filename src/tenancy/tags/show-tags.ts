import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { TagRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { budgetPart } from "../budgets/budget-row.ts";
import { budgetsOf } from "../budgets/budgets-of.ts";
import { stampRow } from "../row-parts.ts";

/** Tags as answers show them, with their budgets. */
export async function showTags(context: TenancyContext, records: readonly TagRecord[]): Promise<JsonObject[]> {
  const budgetOf = await budgetsOf(context, records);
  return records.map((record) => ({
    model_info: null,
    ...record.extra,
    name: record.tagName,
    description: record.description,
    models: record.models,
    spend: toUsd(record.spend),
    budget_id: record.budgetId,
    ...budgetPart(budgetOf(record), context),
    ...stampRow(record),
  }));
}
