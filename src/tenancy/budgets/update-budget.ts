import { z } from "zod";
import { defineAction } from "../action.ts";
import { mergeExtra } from "../given.ts";
import { anything, budgetFields, id } from "../params.ts";
import { stampChange } from "../stamps.ts";
import { budgetOutput } from "./budget-output.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { budgetRow } from "./budget-row.ts";
import { findBudget } from "./find-budget.ts";
import { splitLimits } from "./read-budget.ts";
import { tellHolders } from "./tell-holders.ts";

/** Everything that refers to the budget has the new limits. What is left out stays, null clears. */
export const updateBudget = defineAction({
  method: "POST",
  paths: ["/budget/update"],
  summary: "Change a budget",
  permission: "admin",
  input: z.object({ ...budgetFields, budget_id: id }).catchall(anything),
  output: budgetOutput,
  async run(context, { budget_id, ...given }) {
    const [limits = {}, rest] = splitLimits(given);
    const budget = await tryUntilDone(async () => {
      const { budgetId, extra: before, updatedAtMs } = await findBudget(context, budget_id);
      const changes = { ...limits, extra: mergeExtra(before, rest), ...stampChange(context) };
      return await context.groups.budgets.change(budgetId, changes, updatedAtMs);
    });
    await tellHolders(context, budget.budgetId, false);
    return budgetRow(budget, context);
  },
});
