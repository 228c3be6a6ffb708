import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import type { ModelIndex } from "../../router/model-index.ts";
import type { ManagedObject } from "../../store/managed-objects.ts";

interface Located {
  readonly model: string;
  readonly deployment: Deployment;
}

/** The deployment that keeps an object, and a public name of it. Throws `invalid_request` where there is none any more. */
export function locate({ model, deploymentId, kind }: ManagedObject, models: Pick<ModelIndex, "find">): Located {
  for (const name of [model, deploymentId]) {
    const deployment = models.find(name)?.deployments.find(({ id }) => id === deploymentId);
    // Under its id alone it goes by the name that it has now.
    if (deployment !== undefined) return { model: name === model ? model : deployment.modelName, deployment };
  }
  throw new GatewayError(
    "invalid_request",
    `The deployment that keeps this ${kind.replaceAll("_", " ")} is not configured any more.`,
  );
}
