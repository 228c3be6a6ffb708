import type { HolderLimits } from "../../core/holder-limits.ts";
import type { LimitSource } from "./limit-source.ts";
import { readBudgets } from "./read-budgets.ts";
import { readModelLimits } from "./read-model-limits.ts";

/** What a holder may use; undefined when nothing limits it. What is written as a limit and is none is left out. */
export function mapLimits(holder: string, source: LimitSource): HolderLimits | undefined {
  const { row, budget } = source;
  const requestsPerMinute = row.rpmLimit ?? budget?.rpmLimit ?? undefined;
  const tokensPerMinute = row.tpmLimit ?? budget?.tpmLimit ?? undefined;
  const parallelRequests = row.maxParallelRequests ?? budget?.maxParallelRequests ?? undefined;
  const budgets = readBudgets(source);
  const models = readModelLimits(source);
  return unlessBare({
    holder,
    ...(requestsPerMinute !== undefined && { requestsPerMinute }),
    ...(tokensPerMinute !== undefined && { tokensPerMinute }),
    ...(parallelRequests !== undefined && { parallelRequests }),
    ...(budgets.length > 0 && { budgets }),
    ...(Object.keys(models).length > 0 && { models }),
  });
}

/** The same without budgets, for single models too. */
export function withoutBudgets(limits: HolderLimits): HolderLimits | undefined {
  const { budgets: _, models = {}, ...rates } = limits;
  const modelRates = Object.entries(models).flatMap(([name, ofModel]) => {
    const { budgets: __, ...ratesOfModel } = ofModel;
    return Object.keys(ratesOfModel).length === 0 ? [] : [[name, ratesOfModel] as const];
  });
  return unlessBare({ ...rates, ...(modelRates.length > 0 && { models: Object.fromEntries(modelRates) }) });
}

const unlessBare = (limits: HolderLimits): HolderLimits | undefined =>
  Object.keys(limits).length === 1 ? undefined : limits;
