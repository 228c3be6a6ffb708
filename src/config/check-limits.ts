import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject } from "../core/json.ts";
import { checkKeys } from "./check-keys.ts";
import { BUDGET, WHEN_AWAY } from "./limit-schemas.ts";
import type { Path, Report } from "./problem.ts";

/** The check of `optional_pre_call_checks` that makes limits of the rates of deployments. */
export const ENFORCE_RATES = "enforce_model_rate_limits";
/** Budgets of deployments and providers hold with it or without. */
const CHECKS: ReadonlySet<Json> = new Set([ENFORCE_RATES, "router_budget_limiting"]);

/** Warns of what will have no effect inside the values of these keys. */
export function checkLimits(file: JsonObject, report: Report): void {
  const at = (section: string, key: string): { readonly value: Json | undefined; readonly path: Path } => {
    const found = file[section];
    return { value: isObject(found) ? found[key] : undefined, path: [section, key] };
  };
  const away = at("general_settings", "limits_when_away");
  checkKeys(away.value, away.path, { supported: Object.keys(WHEN_AWAY), known: [] }, report);
  for (const { value, path } of [
    at("litellm_settings", "tag_budget_config"),
    at("router_settings", "provider_budget_config"),
  ]) {
    for (const [id, budget] of Object.entries(isObject(value) ? value : {})) {
      const known = ["tpm_limit", "rpm_limit"];
      checkKeys(budget, [...path, id], { supported: Object.keys(BUDGET), known }, report);
    }
  }
  const checks = at("router_settings", "optional_pre_call_checks");
  (isArray(checks.value) ? checks.value : []).forEach((name, index) => {
    if (typeof name !== "string" || CHECKS.has(name)) return;
    report.warn([...checks.path, index], `"${name}" is not supported yet and has no effect`);
  });
}
