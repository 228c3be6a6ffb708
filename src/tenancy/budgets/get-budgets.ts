import { z } from "zod";
import { asId } from "../../core/ids.ts";
import { defineAction } from "../action.ts";
import { listAll } from "../list-all.ts";
import { id } from "../params.ts";
import { budgetsOutput } from "./budget-output.ts";
import { budgetRow } from "./budget-row.ts";

export const getBudgets = defineAction({
  method: "POST",
  paths: ["/budget/info"],
  summary: "Show several budgets",
  permission: "see-all",
  input: z.object({ budgets: z.array(id).min(1) }),
  output: budgetsOutput,
  async run(context, { budgets }) {
    const found = await context.groups.budgets.findAll(budgets.map((each) => asId<"budget">(each)));
    return found.map((budget) => budgetRow(budget, context));
  },
});

export const listBudgets = defineAction({
  method: "GET",
  paths: ["/budget/list"],
  summary: "List budgets",
  permission: "see-all",
  input: z.object({}),
  output: budgetsOutput,
  async run(context) {
    return (await listAll(context.groups.budgets)).map((budget) => budgetRow(budget, context));
  },
});
