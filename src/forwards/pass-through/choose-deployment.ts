import { checkModelAccess, mayUseModel } from "../../auth/check-model-access.ts";
import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import type { ModelGroup, ModelIndex } from "../../router/model-index.ts";
import { findModelFacts } from "../../usage/find-price.ts";

/** The model that a request is known to reach. */
export interface NamedModel {
  readonly name: string;
  /** By the path, where names stand without what the configuration may write before them (`invoke/`, a region). */
  readonly byPath: boolean;
}

/** Every deployment of a provider, in the order of the configuration; those of wildcards with the wildcard as their model. */
export function listDeployments(provider: string, models: ModelIndex): readonly Deployment[] {
  const all = [...models.names, ...models.wildcards].flatMap((name) => models.find(name)?.deployments ?? []);
  return [...new Map(all.map((deployment) => [deployment.id, deployment])).values()].filter(
    (deployment) => deployment.provider === provider,
  );
}

/**
 * Whose credential a request goes with, and by which name it is allowed, limited and charged: that of the first deployment
 * of the model it names which the caller may use; else of the first one of the provider, for callers who may use the model
 * as `provider/model`, or all of the provider (`provider/*`) where none is named. Throws `key_model_denied` and the like for
 * who may not.
 */
export function chooseDeployment(
  caller: Caller,
  provider: string,
  named: NamedModel | undefined,
  { models, accessGroups }: Pick<Gateway, "models" | "accessGroups">,
): ModelGroup {
  const mayUse = (name: string): boolean => mayUseModel(caller, name, accessGroups);
  const all = listDeployments(provider, models);
  const own = all.find((deployment) => isOf(deployment, named) && mayUse(deployment.modelName));
  if (own !== undefined) return { name: own.modelName, deployments: [own] };
  const name = `${provider}/${named?.name ?? "*"}`;
  checkModelAccess(caller, name, accessGroups);
  const wild = models.find(name)?.deployments.find((deployment) => deployment.provider === provider);
  if (named !== undefined && wild?.model === named.name) return { name, deployments: [wild] };
  const host = all.find(({ modelName }) => mayUse(modelName)) ?? all[0];
  if (host === undefined)
    throw new GatewayError("route_not_found", `No deployment of ${provider} is configured that this could go to.`);
  return { name, deployments: [rename(host, named)] };
}

const isOf = ({ model }: Deployment, named: NamedModel | undefined): boolean =>
  named !== undefined && (model === named.name || (named.byPath && model.endsWith(`/${named.name}`)));

/** Another model at the same account: what the configuration says of the first one's price and size is not about it. */
function rename(host: Deployment, named: NamedModel | undefined): Deployment {
  const facts = named === undefined ? undefined : findModelFacts(host.provider, named.name);
  return { ...host, model: named?.name ?? "", prices: facts?.prices, maxOutputTokens: facts?.maxOutputTokens };
}
