import type { Deployment } from "../../core/deployment.ts";
import type { DeploymentId } from "../../core/ids.ts";
import type { ModelIndex } from "../../router/model-index.ts";

interface Found {
  readonly deployment: Deployment;
  /** A public name of it. */
  readonly model: string;
}

/** The deployment of this id; one of a wildcard is called by one of `names`, for which the wildcard stands. */
export function findDeployment(id: DeploymentId, names: readonly string[], models: ModelIndex): Found | undefined {
  const at = (name: string): Deployment | undefined => models.find(name)?.deployments.find((each) => each.id === id);
  const own = at(id);
  if (own !== undefined) return { deployment: own, model: own.modelName };
  for (const model of [...names, ...models.wildcards]) {
    const deployment = at(model);
    if (deployment !== undefined) return { deployment, model };
  }
  return undefined;
}
