import type { JsonObject } from "../../core/json.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import { limitRow } from "../read-limits.ts";
import { stampRow } from "../row-parts.ts";

export const budgetRow = (record: BudgetRecord): JsonObject => ({
  budget_reset_at: null,
  ...record.extra,
  budget_id: record.budgetId,
  ...limitRow(record),
  model_max_budget: record.modelMaxBudget,
  ...stampRow(record),
});

/** As the rows that refer to a budget show it. */
export const budgetRowOrNull = (record: BudgetRecord | undefined): JsonObject | null =>
  record === undefined ? null : budgetRow(record);
