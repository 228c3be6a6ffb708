import { asId } from "../../src/core/ids.ts";
import { budgets } from "../../src/store/d1/schema.ts";
import * as column from "./columns.ts";
import { defineTable } from "./define-table.ts";
import { limitsOf, newRow, stampsOf } from "./mapped.ts";

export const budgetTable = defineTable({
  columns: {
    budget_id: column.id,
    model_max_budget: column.json,
    ...column.limitColumns,
    ...column.resetColumns,
    ...column.stampColumns,
  },
  map(row, extra, { nowMs }) {
    const budget = newRow(budgets, {
      budgetId: asId<"budget">(row.budget_id),
      modelMaxBudget: row.model_max_budget,
      extra,
      ...limitsOf(row),
      ...stampsOf(row, nowMs),
    });
    return { rows: [budget] };
  },
});
