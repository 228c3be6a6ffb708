import { checkModelAccess, mayUseModel } from "../auth/check-model-access.ts";
import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";
import { isSamePlace } from "../core/same-place.ts";
import type { ModelGroup } from "../router/model-index.ts";
import type { Gateway } from "./gateway.ts";
import type { Metered } from "./metered.ts";

/**
 * The group that a call goes to. Throws when the caller may not use it, or a fallback that the call names, or there is none,
 * or it does not have what the call builds on.
 */
export function authorize(
  caller: Caller,
  call: Pick<Metered, "model" | "wishes" | "pinned" | "keptAt" | "findGroup">,
  { models, accessGroups }: Pick<Gateway, "models" | "accessGroups">,
): ModelGroup {
  if (call.findGroup !== undefined) return call.findGroup(caller);
  const { model, wishes, pinned, keptAt } = call;
  const name = Object.hasOwn(caller.aliases, model) ? (caller.aliases[model] ?? model) : model;
  // An alias is allowed by its own name, or by that of the model it stands for.
  const isAllowed = name !== model && mayUseModel(caller, name, accessGroups);
  if (!isAllowed) checkModelAccess(caller, model, accessGroups);
  const { fallbacks = [], contextWindowFallbacks = [], contentPolicyFallbacks = [] } = wishes;
  for (const wished of [...fallbacks, ...contextWindowFallbacks, ...contentPolicyFallbacks])
    checkModelAccess(caller, wished, accessGroups);
  const group = models.find(name);
  if (group !== undefined) {
    if (pinned !== undefined && !group.deployments.some(({ id }) => id === pinned))
      throw new GatewayError(
        "invalid_request",
        `The previous response is kept by a deployment that model=${model.slice(0, 200)} does not have, or has no more.`,
        { param: "previous_response_id" },
      );
    if (
      keptAt !== undefined &&
      !group.deployments.some((each) => (pinned ?? each.id) === each.id && isSamePlace(each, keptAt))
    )
      throw new GatewayError(
        "invalid_request",
        `What the request names is kept at ${keptAt.provider}, where model=${model.slice(0, 200)} is not served.`,
        { param: "model" },
      );
    return group;
  }
  throw new GatewayError(
    "model_not_found",
    `Invalid model name passed in model=${model.slice(0, 200)}. Call \`/v1/models\` to view available models for your key.`,
    { param: "model" },
  );
}
