import type { BudgetId } from "../../core/ids.ts";
import type { TenancyContext } from "../action.ts";
import { stampChange } from "../stamps.ts";

/** Each holder is a question to an authority, and a request may ask only so many. */
const TOLD_MAX = 200;

/**
 * Tells all that refers to a budget of its change; `detach` ends the reference too. Copies of more holders than can
 * be told age out within a minute.
 */
export async function tellHolders(context: TenancyContext, budget: BudgetId, detach: boolean): Promise<void> {
  const holders = await context.search.touchHolders(budget, stampChange(context), detach);
  await context.changed(holders.slice(0, TOLD_MAX));
}
