import type { BudgetId } from "../../core/ids.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";

interface Holder {
  readonly budgetId: BudgetId | null;
}

/** The budgets that these refer to, by one question: what each of them refers to, if that exists. */
export async function budgetsOf(
  { groups }: Pick<TenancyContext, "groups">,
  holders: readonly Holder[],
): Promise<(holder: Holder) => BudgetRecord | undefined> {
  const ids = [...new Set(holders.flatMap(({ budgetId }) => budgetId ?? []))];
  const found = ids.length === 0 ? [] : await groups.budgets.findAll(ids);
  const byId = new Map(found.map((budget) => [budget.budgetId, budget]));
  return ({ budgetId }) => (budgetId === null ? undefined : byId.get(budgetId));
}
