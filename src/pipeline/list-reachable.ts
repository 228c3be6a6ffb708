import type { Deployment } from "../core/deployment.ts";
import type { FaultKind } from "../core/fault.ts";
import { findFallbacks } from "../router/find-fallbacks.ts";
import type { ModelGroup, ModelIndex } from "../router/model-index.ts";
import type { RouterSettings } from "../router/router-settings.ts";
import type { Metered } from "./metered.ts";

/** One for each list of fallbacks. */
const KINDS: readonly FaultKind[] = ["server-error", "context-window", "content-policy"];

/** Every deployment that may come to serve the call: what is reserved for it must do for the dearest. */
export function listReachable(
  { model: alias, wishes }: Pick<Metered, "model" | "wishes">,
  group: ModelGroup,
  models: Pick<ModelIndex, "find">,
  settings: RouterSettings,
): readonly Deployment[] {
  const names = new Set<string>();
  for (const kind of KINDS)
    for (const { name } of findFallbacks({ kind }, { model: group.name, alias, wishes }, settings)) names.add(name);
  if (names.size === 0) return group.deployments;
  return [...group.deployments, ...[...names].flatMap((name) => models.find(name)?.deployments ?? [])];
}
