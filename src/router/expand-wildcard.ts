import { compileWildcard, fillWildcard, matchWildcard } from "./match-wildcard.ts";
import type { DeploymentTemplate } from "./model-index.ts";

/**
 * The public names that a wildcard is known to stand for. `modelsOf` lists a provider's own model names.
 * A wildcard nobody knows a name for is listed as itself, so that it can be seen to be there.
 */
export function expandWildcard(
  wildcard: string,
  templates: readonly DeploymentTemplate[],
  modelsOf: (provider: string) => readonly string[],
): readonly string[] {
  const names = templates
    .filter(({ modelName, model }) => modelName === wildcard && model.includes("*"))
    .flatMap(({ provider, model }) => {
      const upstream = compileWildcard(model);
      return modelsOf(provider).flatMap((name) => {
        const captured = matchWildcard(upstream, name);
        return captured === undefined ? [] : [fillWildcard(wildcard, captured)];
      });
    });
  return names.length === 0 ? [wildcard] : [...new Set(names)];
}
