import type { JsonObject } from "../core/json.ts";
import { isArray, isObject } from "../core/json.ts";
import { checkKeys } from "./check-keys.ts";
import { listDefaultFallbacks, listFallbacks } from "./list-fallbacks.ts";
import type { Report } from "./problem.ts";
import { failsPolicy, FALLBACK_KEYS, retryPolicy, STRATEGY_ARGS } from "./router-schemas.ts";
import { valueOf } from "./value-of.ts";

/** The check of `optional_pre_call_checks` that makes limits of the rates of deployments. */
export const ENFORCE_RATES = "enforce_model_rate_limits";
/** Requests that begin alike go to the deployment that has their beginning in its cache. */
export const PROMPT_CACHING = "prompt_caching";
/** Budgets of deployments and providers hold with the last of them or without. */
const CHECKS: ReadonlySet<string> = new Set([ENFORCE_RATES, PROMPT_CACHING, "router_budget_limiting"]);

const SECTION = "router_settings";

/** Warns of what will have no effect inside the values of the router's keys. */
export function checkRouter(file: JsonObject, report: Report): void {
  const check = (key: string, supported: readonly string[]): void =>
    checkKeys(valueOf(file, SECTION, key), [SECTION, key], { supported, known: [] }, report);
  check("routing_strategy_args", Object.keys(STRATEGY_ARGS));
  check("retry_policy", retryPolicy.keys);
  check("allowed_fails_policy", failsPolicy.keys);
  const policies = valueOf(file, SECTION, "model_group_retry_policy");
  for (const [model, policy] of Object.entries(isObject(policies) ? policies : {})) {
    const path = [SECTION, "model_group_retry_policy", model];
    checkKeys(policy, path, { supported: retryPolicy.keys, known: [] }, report);
  }

  const checks = valueOf(file, SECTION, "optional_pre_call_checks");
  (isArray(checks) ? checks : []).forEach((name, index) => {
    if (typeof name !== "string" || CHECKS.has(name)) return;
    const path = [SECTION, "optional_pre_call_checks", index];
    report.warn(path, `"${name}" is not supported yet and has no effect`);
  });

  const fallbacks = listFallbacks(file);
  for (const { model, path, isRepeated } of fallbacks) {
    if (isRepeated) report.warn(path, `"${model}" has an entry further up, so this one has no effect`);
  }
  for (const { value, path } of [...fallbacks.flatMap(({ standIns }) => standIns), ...listDefaultFallbacks(file)]) {
    checkKeys(value, path, { supported: FALLBACK_KEYS, known: [], knownPattern: /./ }, report);
  }
}
