import type { JsonObject } from "../../core/json.ts";
import type { BudgetRecord } from "../../store/group-registry.ts";
import { orEmpty } from "../given.ts";
import { budgetFields, type BudgetParams } from "../params.ts";
import { type Limits, readLimits } from "../read-limits.ts";

export type BudgetLimits = Partial<Limits & Pick<BudgetRecord, "modelMaxBudget">>;

/** The limits that a request gives, in the fields of a budget. Throws `invalid_request` for a duration that is none. */
function readBudget(given: BudgetParams): BudgetLimits {
  const modelMaxBudget = orEmpty(given.model_max_budget, {});
  return { ...readLimits(given), ...(modelMaxBudget !== undefined && { modelMaxBudget }) };
}

const LIMIT_NAMES: readonly string[] = Object.keys(budgetFields);

/** A request's limits apart from all else it says; undefined when it says nothing of limits. */
export function splitLimits(fields: BudgetParams & JsonObject): [limits: BudgetLimits | undefined, rest: JsonObject] {
  const given = Object.entries(fields).filter(([, value]) => value !== undefined);
  const [limits, rest] = [true, false].map((wanted) => given.filter(([name]) => LIMIT_NAMES.includes(name) === wanted));
  return [limits?.length === 0 ? undefined : readBudget(fields), Object.fromEntries(rest ?? [])];
}
