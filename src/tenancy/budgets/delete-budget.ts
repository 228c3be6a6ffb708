import { z } from "zod";
import { defineAction } from "../action.ts";
import { id } from "../params.ts";
import { budgetOutput } from "./budget-output.ts";
import { budgetRow } from "./budget-row.ts";
import { findBudget } from "./find-budget.ts";
import { tellHolders } from "./tell-holders.ts";

/** Whatever refers to the budget goes on without its limits. */
export const deleteBudget = defineAction({
  method: "POST",
  paths: ["/budget/delete"],
  summary: "Delete a budget",
  permission: "admin",
  input: z.object({ id }),
  output: budgetOutput,
  async run(context, input) {
    const budget = await findBudget(context, input.id);
    await context.groups.budgets.remove([budget.budgetId]);
    await tellHolders(context, budget.budgetId, true);
    return budgetRow(budget, context);
  },
});
