import type { AccessGroups } from "../auth/check-model-access.ts";
import type { ModelConfig } from "./gateway-config.ts";

/** Access group → the public names of its models (`model_info.access_groups`). */
export function groupModels(models: readonly ModelConfig[]): AccessGroups {
  const groups = new Map<string, Set<string>>();
  for (const { modelName, accessGroups } of models) {
    for (const group of accessGroups) groups.set(group, (groups.get(group) ?? new Set()).add(modelName));
  }
  return groups;
}
