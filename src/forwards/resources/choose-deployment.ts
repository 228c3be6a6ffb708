import type { Adapter } from "../../adapters/adapter.ts";
import { mayUseModel } from "../../auth/check-model-access.ts";
import type { Caller } from "../../core/caller.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import type { DeploymentId } from "../../core/ids.ts";
import type { Forward } from "../../core/operation.ts";
import { isSamePlace } from "../../core/same-place.ts";
import type { Gateway } from "../../pipeline/gateway.ts";
import { locate } from "../../pipeline/objects/locate.ts";
import { isHeldHere, type ManagedObject } from "../../store/managed-objects.ts";

export type Reach = Pick<Gateway, "models" | "accessGroups" | "adapterOf" | "upstream">;

export type Choice = Sent | Held;

interface Sent {
  /** The public name that the caller has to be allowed. */
  readonly model: string;
  /** Absent where any deployment of that name will do. */
  readonly pinned?: DeploymentId;
}

/** The gateway itself keeps it. */
interface Held {
  /** The public name that the caller has to be allowed; undefined where none is named. */
  readonly heldFor: string | undefined;
}

/** What clients call the gateway where they would name a provider. */
export const GATEWAY = "tollgate";
const PROVIDER_DEFAULT = "openai";

interface Asked {
  readonly caller: Caller;
  readonly operation: Forward;
  /** A public name. */
  readonly model: string | undefined;
  /** Undefined where none is named. */
  readonly provider: string | undefined;
  readonly objects: readonly ManagedObject[];
  /** The gateway can do this itself. */
  readonly canHold: boolean;
}

const serves = ({ forwards, films }: Adapter, operation: Forward): boolean =>
  forwards?.[operation] !== undefined || (operation === "video" && films !== undefined);

/**
 * Where a request goes: to whoever keeps what it names, else to the model it names, else to the first deployment of its
 * provider that the caller may use. The gateway itself keeps what none of these would. Throws `GatewayError` where there is
 * none that could serve it.
 */
export function chooseDeployment(asked: Asked, reach: Reach): Choice {
  if (asked.objects.some(isHeldHere)) {
    if (asked.canHold && asked.objects.every(isHeldHere)) return { heldFor: undefined };
    throw new GatewayError(
      "invalid_request",
      "A file that the gateway itself keeps can be used in chats alone: upload it to where it is needed, by `model` or `custom_llm_provider`.",
    );
  }
  const [first, ...others] = asked.objects.map((object) => locate(object, reach.models));
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
  if (first === undefined && asked.canHold) return { heldFor: model };
  if (first === undefined) throw unserved(group.deployments[0], asked);
  return able.length === group.deployments.length ? { model } : { model, pinned: first.id };
}

function chooseByProvider(asked: Asked, { models, accessGroups, adapterOf }: Reach): Choice {
  const { caller, operation, canHold, provider = PROVIDER_DEFAULT } = asked;
  if (canHold && provider === GATEWAY) return { heldFor: undefined };
  let isUsed = false;
  for (const model of [...models.names, ...models.wildcards]) {
    if (!mayUseModel(caller, model, accessGroups)) continue;
    const found = models.find(model)?.deployments.find((each) => each.provider === provider);
    if (found !== undefined && serves(adapterOf(provider), operation)) return { model, pinned: found.id };
    isUsed ||= found !== undefined;
  }
  // A provider that nobody has heard of is a slip.
  if (canHold && (isUsed || asked.provider === undefined)) return { heldFor: undefined };
  throw new GatewayError(
    "invalid_request",
    `There is no deployment of "${provider.slice(0, 100)}" that serves this and that the key may use. Name a model (\`model\`, or the header x-litellm-model) or another provider (\`custom_llm_provider\`).`,
    { param: "model" },
  );
}

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
