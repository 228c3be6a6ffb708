import type { Adapter } from "../../adapters/adapter.ts";
import { mayUseModel } from "../../auth/check-model-access.ts";
import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import type { DeploymentId } from "../../core/ids.ts";
import type { Forward } from "../../core/operation.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import type { ManagedObject } from "../../store/managed-objects.ts";

export type Reach = Pick<Gateway, "models" | "accessGroups" | "adapterOf" | "upstream">;

export interface Choice {
  /** The public name that the caller has to be allowed. */
  readonly model: string;
  /** Absent where any deployment of that name will do. */
  readonly pinned?: DeploymentId;
}

interface Asked {
  readonly caller: Caller;
  readonly operation: Forward;
  /** A public name. */
  readonly model: string | undefined;
  readonly provider: string;
  readonly objects: readonly ManagedObject[];
}

const serves = (adapter: Adapter, operation: Forward): boolean => adapter.forwards?.[operation] !== undefined;

/**
 * Where a request goes: to the deployment that keeps what it names, else to the model it names, else to the first deployment
 * of its provider that the caller may use. Throws `GatewayError` where there is none that could serve it.
 */
export function chooseDeployment(asked: Asked, reach: Reach): Choice {
  const [first, ...others] = asked.objects.map((object) => locate(object, reach));
  if (first === undefined)
    return asked.model === undefined ? chooseByProvider(asked, reach) : chooseByModel(asked.model, asked, reach);
  if (others.some((other) => !isSamePlace(other.deployment, first.deployment)))
    throw new GatewayError("invalid_request", "What the request names is kept at different providers or accounts.");
  if (!serves(reach.adapterOf(first.deployment.provider), asked.operation)) throw unserved(first.deployment, asked);
  return asked.model === undefined
    ? { model: first.model, pinned: first.deployment.id }
    : { model: asked.model, pinned: findSamePlace(asked.model, first.deployment, asked.caller, reach).id };
}

/** Of a model that is named, those that can serve it; all alike where all can. */
function chooseByModel(model: string, asked: Asked, { models, adapterOf }: Reach): Choice {
  const group = models.find(behindAlias(model, asked.caller));
  // Whether there is such a model is found out, and told, when the request is let in.
  if (group === undefined) return { model };
  const able = group.deployments.filter(({ provider }) => serves(adapterOf(provider), asked.operation));
  const [first] = able;
  if (first === undefined) throw unserved(group.deployments[0], asked);
  return able.length === group.deployments.length ? { model } : { model, pinned: first.id };
}

function chooseByProvider(asked: Asked, { models, accessGroups, adapterOf }: Reach): Choice {
  const { caller, operation, provider } = asked;
  for (const model of [...models.names, ...models.wildcards]) {
    if (!mayUseModel(caller, model, accessGroups)) continue;
    const found = models
      .find(model)
      ?.deployments.find((each) => each.provider === provider && serves(adapterOf(provider), operation));
    if (found !== undefined) return { model, pinned: found.id };
  }
  throw new GatewayError(
    "invalid_request",
    `There is no deployment of "${provider.slice(0, 100)}" that serves this and that the key may use. Name a model (\`model\`, or the header x-litellm-model) or another provider (\`custom_llm_provider\`).`,
    { param: "model" },
  );
}

/** The deployment that keeps an object, and a public name of it. */
export function locate(
  { model, deploymentId, kind }: ManagedObject,
  { models }: Reach,
): { readonly model: string; readonly deployment: Deployment } {
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

/** Deployments of one account share what it keeps. */
export const isSamePlace = (a: Deployment, b: Deployment): boolean =>
  a.provider === b.provider &&
  a.baseUrl === b.baseUrl &&
  a.credential === b.credential &&
  a.organization === b.organization;

function findSamePlace(model: string, place: Deployment, caller: Caller, { models }: Reach): Deployment {
  const group = models.find(behindAlias(model, caller));
  const found = group?.deployments.find((each) => isSamePlace(each, place));
  if (found !== undefined) return found;
  if (group === undefined)
    throw new GatewayError("model_not_found", `Invalid model name passed in model=${model.slice(0, 200)}.`, {
      param: "model",
    });
  throw new GatewayError(
    "invalid_request",
    `What the request names is not kept where model=${model.slice(0, 200)} is served.`,
    { param: "model" },
  );
}

export const behindAlias = (model: string, { aliases }: Caller): string =>
  Object.hasOwn(aliases, model) ? (aliases[model] ?? model) : model;

const unserved = (deployment: Deployment | undefined, { operation }: Asked): GatewayError =>
  new GatewayError(
    "unsupported_operation",
    `${deployment?.provider ?? "The provider"} does not serve ${operation.replaceAll("_", " ")} requests.`,
  );
