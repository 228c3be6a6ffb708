import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import { defineAction } from "../action.ts";
import { withoutNulls } from "../given.ts";
import { anything, budgetFields, id } from "../params.ts";
import { NO_LIMITS } from "../read-limits.ts";
import { stampNew } from "../stamps.ts";
import { budgetOutput } from "./budget-output.ts";
import { budgetRow } from "./budget-row.ts";
import { splitLimits } from "./read-budget.ts";

export const newBudget = defineAction({
  method: "POST",
  paths: ["/budget/new"],
  summary: "Make a budget",
  permission: "admin",
  input: z.object({ ...budgetFields, budget_id: id.nullish() }).catchall(anything),
  output: budgetOutput,
  async run(context, { budget_id, ...given }) {
    const [limits = {}, rest] = splitLimits(given);
    const record: BudgetRecord = {
      modelMaxBudget: {},
      ...NO_LIMITS,
      ...limits,
      budgetId: asId<"budget">(budget_id ?? crypto.randomUUID()),
      extra: withoutNulls(rest),
      ...stampNew(context),
    };
    if ((await context.groups.budgets.insert(record)) === "taken") {
      const message = `Budget ${record.budgetId} already exists. Use /budget/update to change it.`;
      throw new GatewayError("object_exists", message, { param: "budget_id" });
    }
    return budgetRow(record, context);
  },
});
