import type { BudgetId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { nanoUsd, toUsd } from "../../core/money.ts";
import type { TenancyContext } from "../action.ts";
import { writeInstant } from "../write-instant.ts";
import { calendarPeriod } from "./calendar-period.ts";

/** Where it is written how often a holder's budget is reset: its own row first. */
interface Resetting {
  readonly budgetDuration?: string | null;
  readonly budgetId?: BudgetId | null;
}

/**
 * A holder's row with what it has spent in the period at hand, and with the end of that. A row itself holds what was ever
 * spent, which is what it goes on saying where there is no period, or none that the calendar tells. Of many that share a
 * budget, each has its own sum.
 */
export async function showPeriod(
  context: TenancyContext,
  holder: string,
  { budgetDuration = null, budgetId = null }: Resetting,
  row: JsonObject,
): Promise<JsonObject> {
  const isShared = budgetDuration === null && budgetId !== null;
  const shared = isShared ? await context.groups.budgets.find(budgetId) : undefined;
  const period = calendarPeriod(budgetDuration ?? shared?.budgetDuration, context);
  if (period === undefined) return row;
  const spent = nanoUsd(await context.spend.spentSince(holder, period.startsAtMs));
  return { ...row, spend: toUsd(spent), budget_reset_at: writeInstant(period.endsAtMs) };
}
