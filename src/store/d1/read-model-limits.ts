import type { HolderLimits } from "../../core/holder-limits.ts";
import { isObject, type Json } from "../../core/json.ts";
import { fieldOf, type LimitSource } from "./limit-source.ts";
import { readBudget } from "./read-budgets.ts";

/**
 * Limits on single models, for each the first that is found of `model_rpm_limit` and `model_tpm_limit`, then
 * `model_max_budget`, both of the row; `model_max_budget` of the budget row; and the lists of `modelsOf`.
 */
export function readModelLimits({ row, budget, modelsOf }: LimitSource): NonNullable<HolderLimits["models"]> {
  const ofModels = new Map([...entriesOf(budget?.modelMaxBudget), ...entriesOf(fieldOf(row, "model_max_budget"))]);
  const rates = (list: string, name: string): ReadonlyMap<string, number> =>
    new Map(
      [
        ...entriesOf(fieldOf(modelsOf ?? {}, list)),
        ...[...ofModels].map(([model, limits]) => [model, isObject(limits) ? limits[name] : undefined] as const),
        ...entriesOf(fieldOf(row, list)),
      ].flatMap(([model, limit]) => (isCount(limit) ? [[model, limit] as const] : [])),
    );
  const requests = rates("model_rpm_limit", "rpm_limit");
  const tokens = rates("model_tpm_limit", "tpm_limit");
  const names = new Set([...ofModels.keys(), ...requests.keys(), ...tokens.keys()]);
  return Object.fromEntries(
    [...names].flatMap((name) => {
      const [requestsPerMinute, tokensPerMinute] = [requests.get(name), tokens.get(name)];
      const ofModel = ofModels.get(name);
      const money = isObject(ofModel) ? readBudget(ofModel) : undefined;
      const limits = {
        ...(requestsPerMinute !== undefined && { requestsPerMinute }),
        ...(tokensPerMinute !== undefined && { tokensPerMinute }),
        ...(money !== undefined && { budgets: [money] }),
      };
      return Object.keys(limits).length === 0 ? [] : [[name, limits] as const];
    }),
  );
}

const entriesOf = (value: Json | undefined): readonly (readonly [string, Json | undefined])[] =>
  isObject(value) ? Object.entries(value) : [];

const isCount = (value: Json | undefined): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
