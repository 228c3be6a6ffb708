import { GatewayError } from "../../core/errors.ts";
import { asId, type BudgetId } from "../../core/ids.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { NO_LIMITS } from "../read-limits.ts";
import { stampChange, stampNew } from "../stamps.ts";
import { checkBudget } from "./check-budget.ts";
import type { BudgetLimits } from "./read-budget.ts";

/** A budget that belongs to one holder is named for it. */
const idOf = (holder: string): BudgetId => asId<"budget">(holder);

interface Wish {
  readonly budgetId: BudgetId | null | undefined;
  readonly limits: BudgetLimits | undefined;
}

/**
 * The budget that a holder is to refer to from now on: the one it asks for, or one of its own with the limits it asks
 * for. A budget that others may share is never changed: the holder's own begins as its copy. Undefined: none was asked
 * for. Throws `invalid_request` for both at once, and for a budget that does not exist.
 */
export async function resolveBudget(
  context: TenancyContext,
  holder: string,
  current: BudgetId | null,
  { budgetId, limits }: Wish,
): Promise<BudgetId | null | undefined> {
  if (limits === undefined) {
    await checkBudget(context, budgetId);
    return budgetId;
  }
  if (budgetId !== null && budgetId !== undefined && budgetId !== current) {
    const message = "A budget_id and limits of its own exclude each other. Give one of them.";
    throw new GatewayError("invalid_request", message, { param: "budget_id" });
  }
  return await setOwnBudget(context, holder, budgetId === null ? null : current, limits);
}

/** Gives a holder limits of its own, on top of those of its budget so far. */
export async function setOwnBudget(
  context: TenancyContext,
  holder: string,
  current: BudgetId | null,
  limits: BudgetLimits,
): Promise<BudgetId> {
  const { budgets } = context.groups;
  const own = idOf(holder);
  const changed = current === own ? await budgets.change(own, { ...limits, ...stampChange(context) }) : undefined;
  if (changed !== undefined) return own;
  const copied = current === null ? undefined : await budgets.find(current);
  const record: BudgetRecord = {
    modelMaxBudget: {},
    extra: {},
    ...NO_LIMITS,
    ...copied,
    ...limits,
    ...stampNew(context),
    budgetId: own,
  };
  // What is left of an earlier holder of this name must not come back.
  if ((await budgets.insert(record)) === "taken") await budgets.change(own, record);
  return own;
}

/** For holders that are gone. */
export const removeOwnBudgets = async ({ groups }: TenancyContext, holders: readonly string[]): Promise<void> =>
  void (await groups.budgets.remove(holders.map(idOf)));
