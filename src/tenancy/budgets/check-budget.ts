import { GatewayError } from "../../core/errors.ts";
import type { BudgetId } from "../../core/ids.ts";
import type { TenancyContext } from "../action.ts";

/** Throws `invalid_request` for a budget that does not exist: what refers to it would be without any limit. */
export async function checkBudget({ groups }: TenancyContext, budget: BudgetId | null | undefined): Promise<void> {
  if (budget === null || budget === undefined || (await groups.budgets.find(budget)) !== undefined) return;
  throw new GatewayError("invalid_request", `There is no budget '${budget}'.`, { param: "budget_id" });
}
