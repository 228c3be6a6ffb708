import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { EndUserRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { budgetPart } from "../budgets/budget-row.ts";
import { budgetsOf } from "../budgets/budgets-of.ts";
import { stampRow } from "../row-parts.ts";

/** Customers as answers show them, with their budgets. */
export async function showCustomers(context: TenancyContext, records: readonly EndUserRecord[]): Promise<JsonObject[]> {
  const budgetOf = await budgetsOf(context, records);
  return records.map((record) => ({
    ...record.extra,
    user_id: record.userId,
    alias: record.alias,
    blocked: record.blocked,
    spend: toUsd(record.spend),
    allowed_model_region: record.allowedModelRegion,
    default_model: record.defaultModel,
    budget_id: record.budgetId,
    ...budgetPart(budgetOf(record), context),
    ...stampRow(record),
  }));
}
