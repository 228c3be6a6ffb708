import type { ModelConfig } from "../../config/gateway-config.ts";
import { withDefined } from "../../config/with-defined.ts";
import type { JsonObject } from "../../core/json.ts";
import { splitSecrets } from "../split-secrets.ts";

/** What of `litellm_params` everyone may read: an address, an account or a header may be nobody else's business. */
export const publicParams = ({ provider, model, rpm, tpm }: ModelConfig): JsonObject =>
  withDefined({ model: `${provider}/${model}`, custom_llm_provider: provider, rpm, tpm });

/** All of it that is no secret; of a model that was published, as it is understood. */
export const openParams = (model: ModelConfig): JsonObject =>
  splitSecrets(
    withDefined({
      ...model.defaults,
      ...publicParams(model),
      api_key: model.apiKey,
      api_base: model.apiBase,
      api_version: model.apiVersion,
      organization: model.organization,
      ...model.settings,
      extra_headers: Object.keys(model.headers).length === 0 ? undefined : model.headers,
      region_name: model.region,
      weight: model.weight,
      order: model.order,
      tags: model.tags,
      max_parallel_requests: model.maxParallelRequests,
      timeout: seconds(model.timeoutMs),
      stream_timeout: seconds(model.streamTimeoutMs),
      cooldown_time: seconds(model.cooldownMs),
      num_retries: model.retries,
      drop_params: model.dropParams,
    }),
  ).open;

const seconds = (ms: number | undefined): number | undefined => (ms === undefined ? undefined : ms / 1000);
