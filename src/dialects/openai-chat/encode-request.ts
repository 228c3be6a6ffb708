import type { ChatRequest, Reasoning, ResponseFormat, Tool, ToolChoice } from "../../core/chat.ts";
import { objectsOf, type Json, type JsonObject } from "../../core/json.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { fitOutputCap } from "../fit-output-cap.ts";
import { encodeHosted } from "./encode-hosted.ts";
import { encodeMessages } from "./encode-messages.ts";

/** OpenAI refuses a longer one, and Anthropic's clients send whole session ids. */
const USER_LENGTH_MAX = 64;

/** The output cap goes by OpenAI's current name; adapters of services that know only `max_tokens` rename it. */
export function encodeRequest(request: ChatRequest, target: Target): EncodedRequest {
  const { messages, unsupported } = encodeMessages(request.messages);
  const hosted = encodeHosted(request, target.model);
  const { rare } = request;
  const { provider_tools: _, ...extras } = request.extras;
  return {
    body: withoutUndefined({
      ...extras,
      model: target.model,
      messages,
      ...encodeTools(request),
      ...hosted.body,
      response_format: request.responseFormat && encodeResponseFormat(request.responseFormat),
      reasoning_effort: request.reasoning && encodeEffort(request.reasoning),
      max_completion_tokens: fitOutputCap(request, target),
      temperature: request.temperature,
      top_p: request.topP,
      stop: request.stop && request.stop.length > 0 ? request.stop : undefined,
      user: request.user?.slice(0, USER_LENGTH_MAX),
      service_tier: request.serviceTier,
      seed: rare.seed,
      frequency_penalty: rare.frequencyPenalty,
      presence_penalty: rare.presencePenalty,
      logit_bias: rare.logitBias,
      logprobs: rare.logprobs,
      top_logprobs: rare.topLogprobs,
      n: rare.choices,
      ...(request.stream && { stream: true, stream_options: { include_usage: true } }),
    }),
    unsupported: [...unsupported, ...hosted.unsupported, ...(request.topK === undefined ? [] : ["top_k"])],
  };
}

/** OpenAI refuses a choice between tools where there are none. Tools that a provider runs go along as they came. */
function encodeTools({ tools, toolChoice, parallelToolCalls, extras }: ChatRequest): JsonObject {
  const more = objectsOf(extras.provider_tools);
  if (tools.length === 0) return more.length === 0 ? {} : { tools: more };
  return {
    tools: [...tools.map(encodeTool), ...more],
    tool_choice: toolChoice && encodeToolChoice(toolChoice),
    parallel_tool_calls: parallelToolCalls,
  };
}

const encodeTool = ({ name, description, schema, strict }: Tool): Json => ({
  type: "function",
  function: withoutUndefined({ name, description, parameters: schema, strict }),
});

const encodeToolChoice = (choice: ToolChoice): Json =>
  choice.type === "tool" ? { type: "function", function: { name: choice.name } } : choice.type;

function encodeResponseFormat(format: ResponseFormat): Json {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json":
      return { type: "json_object" };
    case "json-schema":
      return {
        type: "json_schema",
        json_schema: withoutUndefined({ name: format.name, schema: format.schema, strict: format.strict }),
      };
  }
}

/** Budgets of Anthropic's own guides: a few thousand tokens are an easy task, ten thousand and more a hard one. */
const LOW_BUDGET_BELOW = 4_000;
const HIGH_BUDGET_FROM = 10_000;

/**
 * Thinking switched on without a size is every reasoning model's default, and switched off says nothing that a
 * model without reasoning would understand: both are left out.
 */
function encodeEffort({ effort, budgetTokens, enabled }: Reasoning): string | undefined {
  if (effort !== undefined) return effort;
  if (budgetTokens === undefined || enabled === false) return undefined;
  if (budgetTokens < LOW_BUDGET_BELOW) return "low";
  return budgetTokens < HIGH_BUDGET_FROM ? "medium" : "high";
}

const withoutUndefined = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
