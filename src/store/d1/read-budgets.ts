import { type BudgetLimit, NO_LIMIT } from "../../core/holder-limits.ts";
import { type Json, type JsonObject, numberOf, objectsOf, textOf } from "../../core/json.ts";
import { fromUsd, type NanoUsd } from "../../core/money.ts";
import { fieldOf, type HolderRow, type LimitSource } from "./limit-source.ts";

/**
 * A holder's budget and its `budget_limits`. Of two for the same period the smaller one holds, because one counter
 * serves both.
 */
export function readBudgets({ row, budget }: LimitSource): readonly BudgetLimit[] {
  const limit = row.maxBudget ?? budget?.maxBudget ?? undefined;
  const softLimit = row.softBudget ?? budget?.softBudget ?? undefined;
  const increase = readIncrease(row);
  const spendSetAtMs = row.spendSetAtMs ?? 0;
  const all = objectsOf(fieldOf(row, "budget_limits")).flatMap((entry) => readBudget(entry) ?? []);
  if (limit !== undefined || softLimit !== undefined) {
    all.push({
      ...budgetOf(limit ?? NO_LIMIT, row.budgetDuration ?? budget?.budgetDuration),
      ...(softLimit !== undefined && { softLimit }),
      ...(limit !== undefined && increase !== undefined && { increase }),
    });
  }
  const byPeriod = new Map<string | undefined, BudgetLimit>();
  for (const each of all.toSorted((one, other) => other.limit - one.limit)) {
    const softer = byPeriod.get(each.duration)?.softLimit;
    byPeriod.set(each.duration, { ...(softer !== undefined && { softLimit: softer }), ...each });
  }
  return [...byPeriod.values()].map((each) => (spendSetAtMs > 0 ? { ...each, spendSetAtMs } : each));
}

/** `{ max_budget, budget_duration }`; LiteLLM's budgets for single models may say `{ budget_limit, time_period }` instead. */
export function readBudget(entry: JsonObject): BudgetLimit | undefined {
  const limit = dollarsOf(entry["budget_limit"] ?? entry["max_budget"]);
  const duration = textOf(entry["time_period"] ?? entry["budget_duration"]);
  return limit === undefined ? undefined : budgetOf(limit, duration);
}

const budgetOf = (limit: NanoUsd, duration: string | null | undefined): BudgetLimit =>
  duration === undefined || duration === null || duration === "" ? { limit } : { limit, duration };

function readIncrease(row: HolderRow): BudgetLimit["increase"] {
  const by = dollarsOf(fieldOf(row, "temp_budget_increase"));
  const untilMs = Date.parse(textOf(fieldOf(row, "temp_budget_expiry")) ?? "");
  return by === undefined || Number.isNaN(untilMs) ? undefined : { by, untilMs };
}

/** LiteLLM also takes amounts as texts: `"0.50"`. */
function dollarsOf(value: Json | undefined): NanoUsd | undefined {
  const dollars = typeof value === "string" && value.trim() !== "" ? Number(value) : numberOf(value);
  if (dollars === undefined || dollars < 0) return undefined;
  const amount = fromUsd(dollars);
  return Number.isSafeInteger(amount) ? amount : undefined;
}
