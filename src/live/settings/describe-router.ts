import type { Settings } from "../../config/gateway-config.ts";
import type { JsonObject } from "../../core/json.ts";
import type { FallbackTable } from "../../router/router-settings.ts";

const SECOND_MS = 1_000;

/** The router's settings that are in force, under LiteLLM's names and in its units. */
export const describeRouter = ({ router, requestTimeoutMs, firstByteTimeoutMs }: Settings): JsonObject => ({
  routing_strategy: router.strategy,
  num_retries: router.retries,
  retry_after: router.retryAfterMs / SECOND_MS,
  timeout: requestTimeoutMs / SECOND_MS,
  stream_timeout: firstByteTimeoutMs / SECOND_MS,
  allowed_fails: router.allowedFails ?? null,
  cooldown_time: router.cooldownMs / SECOND_MS,
  disable_cooldowns: !router.hasCooldowns,
  fallbacks: listTable(router.fallbacks),
  context_window_fallbacks: listTable(router.contextWindowFallbacks),
  content_policy_fallbacks: listTable(router.contentPolicyFallbacks),
  default_fallbacks: router.defaultFallbacks,
  max_fallbacks: router.fallbacksMax,
  enable_pre_call_checks: router.checksBefore,
  enable_tag_filtering: router.filtersTags,
  tag_filtering_match_any: router.matchesAnyTag,
  hedge_after: router.hedgeAfterMs === undefined ? null : router.hedgeAfterMs / SECOND_MS,
});

const listTable = (table: FallbackTable): readonly JsonObject[] =>
  Object.entries(table).map(([model, models]) => ({ [model]: models }));
