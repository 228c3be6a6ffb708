import type { AccessGroups } from "../auth/check-model-access.ts";
import type { ModelConfig } from "./gateway-config.ts";

/** Access group → the public names of its models: those that name it (`model_info.access_groups`), and those it names. */
export function groupModels(
  models: readonly ModelConfig[],
  named: Readonly<Record<string, readonly string[]>> = {},
): AccessGroups {
  const groups = new Map(Object.entries(named).map(([group, names]) => [group, new Set(names)]));
  for (const { modelName, accessGroups } of models) {
    for (const group of accessGroups) groups.set(group, (groups.get(group) ?? new Set()).add(modelName));
  }
  return groups;
}
