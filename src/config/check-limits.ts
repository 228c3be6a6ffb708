import type { Json, JsonObject } from "../core/json.ts";
import { isObject } from "../core/json.ts";
import { checkKeys } from "./check-keys.ts";
import { BUDGET, WHEN_AWAY } from "./limit-schemas.ts";
import type { Path, Report } from "./problem.ts";
import { valueOf } from "./value-of.ts";

/** Warns of what will have no effect inside the values of these keys. */
export function checkLimits(file: JsonObject, report: Report): void {
  const at = (section: string, key: string): { readonly value: Json | undefined; readonly path: Path } => ({
    value: valueOf(file, section, key),
    path: [section, key],
  });
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
}
