import { GatewayError } from "../core/errors.ts";
import type { Json, JsonObject } from "../core/json.ts";
import { isArray, isObject } from "../core/json.ts";

/** Fields that would let a request name its own destination or credential. */
const FORBIDDEN = ["api_base", "base_url", "api_key", "api_version", "custom_llm_provider"] as const;

/** Fields that LiteLLM's clients address to the gateway; a provider would refuse them. */
const GATEWAY_FIELDS = new Set([
  "additional_drop_params",
  "allowed_openai_params",
  "cache",
  "caching_groups",
  "drop_params",
  "fallbacks",
  "guardrails",
  "litellm_metadata",
  "litellm_session_id",
  "litellm_trace_id",
  "mock_response",
  "no-log",
  "num_retries",
  "tags",
]);

export interface Stripped {
  readonly body: JsonObject;
  readonly tags: readonly string[];
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
  const metadata = isObject(body["metadata"]) ? body["metadata"] : undefined;
  if (!strip && metadata === undefined) return { body, tags: [] };

  const litellmMetadata = isObject(body["litellm_metadata"]) ? body["litellm_metadata"] : undefined;
  const tags = [body["tags"], metadata?.["tags"], litellmMetadata?.["tags"]].flatMap(textsOf);
  const kept = Object.fromEntries(Object.entries(body).filter(([field]) => !GATEWAY_FIELDS.has(field)));
  // The provider's own `metadata` holds texts only; one with anything else in it was written for the gateway.
  if (metadata !== undefined && Object.values(metadata).some((value) => typeof value !== "string"))
    delete kept["metadata"];
  return { body: kept, tags: [...new Set(tags)] };
}

const textsOf = (value: Json | undefined): readonly string[] =>
  isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
