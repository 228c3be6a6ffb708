import type { BudgetId } from "../../core/ids.ts";
import type { TenancyContext } from "../action.ts";
import { TOLD_MAX } from "../gone.ts";
import { stampChange } from "../stamps.ts";

/**
 * Tells all that refers to a budget of its change; `detach` ends the reference too. Copies of more holders than can
 * be told age out within a minute.
 */
export async function tellHolders(context: TenancyContext, budget: BudgetId, detach: boolean): Promise<void> {
  const holders = await context.search.touchHolders(budget, stampChange(context), detach);
  await context.changed(holders.slice(0, TOLD_MAX));
}
