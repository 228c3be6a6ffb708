import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";

/** Throws `object_not_found`. */
export async function findBudget({ groups }: TenancyContext, id: string): Promise<BudgetRecord> {
  const budget = await groups.budgets.find(asId<"budget">(id));
  if (budget !== undefined) return budget;
  throw new GatewayError("object_not_found", `Budget ${id} not found`, { param: "budget_id" });
}
