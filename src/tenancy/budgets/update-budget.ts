import { z } from "zod";
import { defineAction } from "../action.ts";
import { mergeExtra } from "../given.ts";
import { anything, budgetFields, id } from "../params.ts";
import { stampChange } from "../stamps.ts";
import { budgetRow } from "./budget-row.ts";
import { findBudget } from "./find-budget.ts";
import { splitLimits } from "./read-budget.ts";
import { tellHolders } from "./tell-holders.ts";

/** Everything that refers to the budget has the new limits. What is left out stays, null clears. */
export const updateBudget = defineAction({
  method: "POST",
  paths: ["/budget/update"],
  permission: "admin",
  input: z.object({ ...budgetFields, budget_id: id }).catchall(anything),
  async run(context, { budget_id, ...given }) {
    const [limits = {}, rest] = splitLimits(given);
    const before = await findBudget(context, budget_id);
    const { budgetId } = before;
    const extra = mergeExtra(before.extra, rest);
    const changed = await context.groups.budgets.change(budgetId, { ...limits, extra, ...stampChange(context) });
    await tellHolders(context, budgetId, false);
    return budgetRow(changed ?? before);
  },
});
