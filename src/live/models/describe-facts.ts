import { CAPABILITY_KEYS } from "../../config/read-model-routing.ts";
import type { ModelConfig } from "../../config/gateway-config.ts";
import { capabilities } from "../../core/capability.ts";
import type { Deployment } from "../../core/deployment.ts";
import type { JsonObject } from "../../core/json.ts";
import { findModelFacts } from "../../usage/find-price.ts";
import type { LiveContext } from "../live-context.ts";
import { listParams } from "./list-params.ts";
import { priceRow } from "./price-row.ts";

/** What is known of a model that is served, under LiteLLM's names; null is unknown. */
export function describeFacts(context: LiveContext, model: ModelConfig): JsonObject {
  const { provider, baseModel, maxOutputTokens = null } = model;
  // By its public name, under which it is together with others.
  const served = context.models.find(model.modelName)?.deployments.find(({ id }) => id === model.id);
  const outputMax = served?.maxOutputTokens ?? maxOutputTokens;
  return {
    key: baseModel ?? `${provider}/${model.model}`,
    litellm_provider: provider,
    mode: modeOf(model),
    max_tokens: outputMax,
    max_input_tokens: served?.routing.contextWindow ?? null,
    max_output_tokens: outputMax,
    ...priceRow(served?.prices),
    ...describeCapabilities(served?.routing.capabilities),
    supported_openai_params: served === undefined ? null : listParams(context.live.adapterOf(provider), served),
    ...(model.accessGroups.length > 0 && { access_groups: model.accessGroups }),
    ...(baseModel !== undefined && { base_model: baseModel }),
  };
}

export const modeOf = ({ mode, provider, model, baseModel }: ModelConfig): string | null =>
  mode ?? findModelFacts(provider, model, baseModel)?.mode ?? null;

const describeCapabilities = (can: Deployment["routing"]["capabilities"]): JsonObject =>
  Object.fromEntries(
    capabilities.map((each) => [CAPABILITY_KEYS[each], can === undefined ? null : can.includes(each)]),
  );
