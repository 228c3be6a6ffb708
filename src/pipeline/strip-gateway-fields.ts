import { GatewayError } from "../core/errors.ts";
import type { JsonObject } from "../core/json.ts";
import { isObject } from "../core/json.ts";

/** Fields that would let a request name its own destination or credential. */
const FORBIDDEN = ["api_base", "base_url", "api_key", "api_version", "custom_llm_provider"] as const;

/** Fields that LiteLLM's clients address to the gateway; a provider would refuse them. */
const GATEWAY_FIELDS = new Set([
  "additional_drop_params",
  "allowed_model_region",
  "allowed_openai_params",
  "cache",
  "caching_groups",
  "content_policy_fallbacks",
  "context_window_fallbacks",
  "disable_fallbacks",
  "drop_params",
  "extra_headers",
  "fallbacks",
  "guardrails",
  "litellm_metadata",
  "litellm_session_id",
  "litellm_trace_id",
  "mock_delay",
  "mock_response",
  "mock_testing_content_policy_fallbacks",
  "mock_testing_context_fallbacks",
  "mock_testing_fallbacks",
  "mock_testing_rate_limit_error",
  "mock_timeout",
  "mock_tool_calls",
  "no-log",
  "num_retries",
  "stream_timeout",
  "tags",
  "timeout",
]);

/** Whether a field of this name never reaches a provider. */
export const isGatewayField = (name: string): boolean =>
  GATEWAY_FIELDS.has(name) || FORBIDDEN.some((field) => field === name);

export interface Stripped {
  readonly body: JsonObject;
  /** What was said to the gateway, and `metadata`, which may be meant for either. */
  readonly asked: JsonObject;
}

/** Takes out what is meant for the gateway. The common body, which has none of it, is returned as it came. */
export function stripGatewayFields(body: JsonObject): Stripped {
  for (const field of FORBIDDEN) {
    if (body[field] === undefined) continue;
    throw new GatewayError(
      "invalid_request",
      `"${field}" is not allowed in the request body: destinations and credentials are set in the gateway's configuration.`,
      { param: field },
    );
  }
  let strip = false;
  for (const field in body) if (GATEWAY_FIELDS.has(field)) strip = true;
  const { metadata } = body;
  if (!strip && !isObject(metadata)) return { body, asked: {} };

  const isAsked = ([field]: readonly [string, unknown]): boolean => GATEWAY_FIELDS.has(field);
  const fields = Object.entries(body);
  const kept = Object.fromEntries(fields.filter((entry) => !isAsked(entry)));
  // The provider's own `metadata` holds texts only; one with anything else in it was written for the gateway.
  if (isObject(metadata) && Object.values(metadata).some((value) => typeof value !== "string")) delete kept["metadata"];
  return { body: kept, asked: { ...Object.fromEntries(fields.filter(isAsked)), metadata } };
}
