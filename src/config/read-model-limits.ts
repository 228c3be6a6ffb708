import { fromUsd } from "../core/money.ts";
import type { Path, Report } from "./problem.ts";
import { withDefined } from "./with-defined.ts";

interface LimitParams {
  readonly rpm?: number | undefined;
  readonly tpm?: number | undefined;
  readonly max_parallel_requests?: number | undefined;
  readonly max_budget?: number | undefined;
  readonly budget_duration?: string | undefined;
}

/** What the parameters of a model say about its limits, with a warning of what will have no effect. */
export function readModelLimits(params: LimitParams, path: Path, report: Report) {
  const { rpm, tpm, max_parallel_requests: maxParallelRequests, max_budget: maxBudget } = params;
  const duration = params.budget_duration;
  if (duration !== undefined && maxBudget === undefined) {
    report.warn([...path, "budget_duration"], '"budget_duration" has no effect without max_budget');
  }
  const budget = maxBudget === undefined ? undefined : withDefined({ limit: fromUsd(maxBudget), duration });
  return { rpm, tpm, maxParallelRequests, budget };
}
