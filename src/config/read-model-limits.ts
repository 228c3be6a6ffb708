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
export function readModelLimits(
  params: LimitParams,
  path: Path,
  { report, enforcesRates = false }: { readonly report: Report; readonly enforcesRates?: boolean },
) {
  const { rpm, tpm, max_parallel_requests: maxParallelRequests, max_budget: maxBudget } = params;
  const duration = params.budget_duration;
  if (duration !== undefined && maxBudget === undefined) {
    report.warn([...path, "budget_duration"], '"budget_duration" has no effect without max_budget');
  }
  for (const [key, rate] of Object.entries({ rpm, tpm })) {
    if (rate === undefined || enforcesRates) continue;
    const message = `"${key}" has no effect without enforce_model_rate_limits in router_settings.optional_pre_call_checks`;
    report.warn([...path, key], message);
  }
  const budget = maxBudget === undefined ? undefined : withDefined({ limit: fromUsd(maxBudget), duration });
  return { rpm, tpm, maxParallelRequests, budget };
}
