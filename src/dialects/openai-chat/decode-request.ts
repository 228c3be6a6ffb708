import { REASONING_EFFORTS, type ChatRequest, type RareSettings, type Reasoning } from "../../core/chat.ts";
import { isArray, type Json, type JsonObject } from "../../core/json.ts";
import {
  defined,
  invalidRequest,
  optionalBoolean,
  optionalNumber,
  optionalObject,
  optionalString,
} from "../read-fields.ts";
import { decodeMessages } from "./decode-messages.ts";
import { readOutputCap } from "./read-intent.ts";
import {
  decodeHosted,
  decodeResponseFormat,
  decodeToolChoice,
  decodeTools,
  listProviderTools,
} from "./decode-tools.ts";

export function decodeRequest(body: JsonObject): ChatRequest {
  return {
    messages: decodeMessages(body.messages),
    tools: decodeTools(body),
    rare: decodeRare(body),
    stream: optionalBoolean(body.stream, "stream") ?? false,
    extras: readExtras(body),
    ...defined({
      hosted: decodeHosted(body),
      toolChoice: decodeToolChoice(body),
      parallelToolCalls: optionalBoolean(body.parallel_tool_calls, "parallel_tool_calls"),
      responseFormat: decodeResponseFormat(body.response_format),
      reasoning: decodeReasoning(body),
      maxOutputTokens: readOutputCap(body),
      temperature: optionalNumber(body.temperature, "temperature"),
      topP: optionalNumber(body.top_p, "top_p"),
      topK: optionalNumber(body.top_k, "top_k"),
      stop: decodeStop(body.stop),
      user: optionalString(body.user, "user"),
      serviceTier: optionalString(body.service_tier, "service_tier"),
    }),
  };
}

function decodeStop(stop: Json | undefined): readonly string[] | undefined {
  if (stop === undefined || stop === null) return undefined;
  if (typeof stop === "string") return [stop];
  if (!isArray(stop)) throw invalidRequest("stop", "a string or an array of strings");
  return stop.map((text, index) => {
    if (typeof text !== "string") throw invalidRequest(`stop[${index}]`, "a string");
    return text;
  });
}

/** `reasoning_effort` is OpenAI's; `thinking` is Anthropic's, which LiteLLM clients send on this path too. */
function decodeReasoning(body: JsonObject): Reasoning | undefined {
  const said = optionalString(body.reasoning_effort, "reasoning_effort");
  const effort = REASONING_EFFORTS.find((known) => known === said);
  if (said !== undefined && effort === undefined)
    throw invalidRequest("reasoning_effort", `one of ${REASONING_EFFORTS.join(", ")}`);
  const thinking = optionalObject(body.thinking, "thinking");
  const reasoning = defined({
    effort,
    budgetTokens: optionalNumber(thinking?.budget_tokens, "thinking.budget_tokens"),
    enabled: thinking === undefined ? undefined : decodeThinkingType(thinking.type),
  });
  return Object.keys(reasoning).length > 0 ? reasoning : undefined;
}

function decodeThinkingType(type: Json | undefined): boolean {
  if (type === "enabled" || type === "adaptive") return true;
  if (type === "disabled") return false;
  throw invalidRequest("thinking.type", "enabled, disabled or adaptive");
}

const decodeRare = (body: JsonObject): RareSettings =>
  defined({
    seed: optionalNumber(body.seed, "seed"),
    frequencyPenalty: optionalNumber(body.frequency_penalty, "frequency_penalty"),
    presencePenalty: optionalNumber(body.presence_penalty, "presence_penalty"),
    logitBias: optionalObject(body.logit_bias, "logit_bias"),
    logprobs: optionalBoolean(body.logprobs, "logprobs"),
    topLogprobs: optionalNumber(body.top_logprobs, "top_logprobs"),
    choices: optionalNumber(body.n, "n"),
  });

/**
 * Fields that are not forwarded. The first rows are understood above or by `readIntent`. The last two are OpenAI's own
 * that no other provider needs to hear of: bookkeeping, caching hints and length of style. Those that decide what the
 * answer is (`audio`, …) are extras: a provider that cannot do them should refuse, rather than the gateway keep silent.
 */
const NOT_EXTRA = new Set(
  [
    "model messages tools web_search_options tool_choice functions function_call parallel_tool_calls response_format",
    "reasoning_effort thinking max_completion_tokens max_tokens temperature top_p top_k stop user service_tier",
    "seed frequency_penalty presence_penalty logit_bias logprobs top_logprobs n stream stream_options",
    "metadata store safety_identifier verbosity prediction",
    "prompt_cache_key prompt_cache_retention prompt_cache_options",
  ].flatMap((names) => names.split(" ")),
);

/** `fromEntries` defines properties, so that a field named `__proto__` stays plain data. */
function readExtras(body: JsonObject): JsonObject {
  const providerTools = listProviderTools(body);
  const fields = Object.entries(body).filter(
    ([name, value]) => value !== null && !NOT_EXTRA.has(name) && !(name === "modalities" && asksTextOnly(value)),
  );
  return { ...Object.fromEntries(fields), ...(providerTools.length > 0 && { provider_tools: providerTools }) };
}

const asksTextOnly = (modalities: Json | undefined): boolean =>
  isArray(modalities) && modalities.every((modality) => modality === "text");
