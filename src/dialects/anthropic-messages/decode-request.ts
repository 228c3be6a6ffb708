import type { ChatRequest, ResponseFormat } from "../../core/chat.ts";
import { isArray, type JsonObject } from "../../core/json.ts";
import {
  invalidRequest,
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalString,
  requiredObject,
  requiredString,
} from "../read-fields.ts";
import { decodeMessages } from "./decode-messages.ts";
import { decodeToolChoice, decodeTools } from "./decode-tools.ts";
import { decodeReasoning } from "./decode-reasoning.ts";
import { decodeServiceTier } from "./map-service-tier.ts";
import { optionalCount } from "./read-count.ts";
import { untranslatable } from "./untranslatable.ts";

/** What the answer depends on and only Anthropic can give: its tools, its stores, its regions, its summaries. */
const REFUSED_FIELDS = ["mcp_servers", "container", "thread", "compaction", "inference_geo"];

/**
 * Fields that are not forwarded as extras. The first rows are dealt with below. The last two are about Anthropic's
 * caching, billing, speed and upkeep of a long context, and where its cloud partners expect the version: they change
 * nothing about what is asked, so that another provider does not need to hear of them.
 */
const NOT_EXTRA = new Set([
  ...REFUSED_FIELDS,
  ..."model messages system max_tokens stream temperature top_p top_k stop_sequences tools tool_choice".split(" "),
  ..."thinking output_config output_format metadata service_tier".split(" "),
  ..."cache_control context_management diagnostics speed billing_policy fallbacks".split(" "),
  ..."fallback_credit_token anthropic_version anthropic_beta betas".split(" "),
]);

export function decodeRequest(body: JsonObject): ChatRequest {
  for (const name of REFUSED_FIELDS) {
    const value = body[name] ?? [];
    if (!isArray(value) || value.length > 0) throw untranslatable(name, "what only Anthropic offers");
  }
  const reasoning = decodeReasoning(body);
  const responseFormat = decodeResponseFormat(body);
  const maxOutputTokens = optionalCount(body.max_tokens, "max_tokens");
  const temperature = optionalNumber(body.temperature, "temperature");
  const topP = optionalNumber(body.top_p, "top_p");
  const topK = optionalNumber(body.top_k, "top_k");
  const stop = decodeStop(body);
  const user = optionalString(optionalObject(body.metadata, "metadata")?.user_id, "metadata.user_id");
  const serviceTier = decodeServiceTier(optionalString(body.service_tier, "service_tier"));
  return {
    messages: decodeMessages(body),
    ...decodeTools(body),
    ...decodeToolChoice(body),
    ...(responseFormat !== undefined && { responseFormat }),
    ...(reasoning !== undefined && { reasoning }),
    ...(maxOutputTokens !== undefined && { maxOutputTokens }),
    ...(temperature !== undefined && { temperature }),
    ...(topP !== undefined && { topP }),
    ...(topK !== undefined && { topK }),
    ...(stop !== undefined && { stop }),
    ...(user !== undefined && { user }),
    ...(serviceTier !== undefined && { serviceTier }),
    rare: {},
    stream: optionalBoolean(body.stream, "stream") ?? false,
    extras: Object.fromEntries(Object.entries(body).filter(([name]) => !NOT_EXTRA.has(name))),
  };
}

function decodeStop(body: JsonObject): readonly string[] | undefined {
  const stops = body.stop_sequences;
  if (stops === undefined || stops === null) return undefined;
  if (!isArray(stops)) throw invalidRequest("stop_sequences", "an array");
  return stops.map((stop, index) => requiredString(stop, `stop_sequences[${index}]`));
}

/** Other dialects name their schemas; Anthropic does not. */
const SCHEMA_NAME = "response";

function decodeResponseFormat(body: JsonObject): ResponseFormat | undefined {
  const config = optionalObject(body.output_config, "output_config") ?? {};
  // The beta's name, which clients still send.
  const path = config.format === undefined || config.format === null ? "output_format" : "output_config.format";
  const format = optionalObject(config.format ?? body.output_format, path);
  if (format === undefined) return undefined;
  if (format.type !== "json_schema") throw invalidRequest(`${path}.type`, '"json_schema"');
  return { type: "json-schema", name: SCHEMA_NAME, schema: requiredObject(format.schema, `${path}.schema`) };
}
