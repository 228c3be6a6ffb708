import type { JsonObject } from "../../core/json.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import { limitRow } from "../read-limits.ts";
import { stampRow } from "../row-parts.ts";
import type { Clock } from "./calendar-period.ts";

export const budgetRow = (record: BudgetRecord, clock: Clock): JsonObject => ({
  ...record.extra,
  budget_id: record.budgetId,
  ...limitRow(record, clock),
  model_max_budget: record.modelMaxBudget,
  ...stampRow(record),
});

/** As the rows that refer to a budget show it. */
export const budgetRowOrNull = (record: BudgetRecord | undefined, clock: Clock): JsonObject | null =>
  record === undefined ? null : budgetRow(record, clock);

/** The same in the row of a holder that has no limits but those of its budget. */
export function budgetPart(record: BudgetRecord | undefined, clock: Clock): JsonObject {
  const table = budgetRowOrNull(record, clock);
  return { budget_reset_at: table?.["budget_reset_at"] ?? null, litellm_budget_table: table };
}
