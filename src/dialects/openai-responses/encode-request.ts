import type { ChatRequest, Reasoning, ResponseFormat, Tool, ToolChoice } from "../../core/chat.ts";
import { isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { fitOutputCap } from "../fit-output-cap.ts";
import { listUnsupported } from "../list-unsupported.ts";
import { LOGPROBS } from "./decode-request.ts";
import { encodeInput } from "./encode-input.ts";
import { encodeHosted, type EncodedHosted } from "./map-hosted-tools.ts";

/** OpenAI refuses a longer one, and Anthropic's clients send whole session ids. */
const USER_LENGTH_MAX = 64;

/**
 * Nothing is kept at the provider (`store`), because a client of another dialect did not ask for it and could not
 * delete it. So the thinking has to travel: sealed, and only where the model is known to think, because OpenAI refuses
 * the wish for any other.
 */
export function encodeRequest(request: ChatRequest, target: Target): EncodedRequest {
  const { body: input, unsupported } = encodeInput(request.messages);
  const hosted = encodeHosted(request, target.model);
  const { rare } = request;
  const { provider_tools: _, ...extras } = request.extras;
  const include = [
    ...(isThinker(request.reasoning, target.model) ? ["reasoning.encrypted_content"] : []),
    ...(rare.logprobs === true ? [LOGPROBS] : []),
  ];
  return {
    body: withoutUndefined({
      ...extras,
      model: target.model,
      ...input,
      ...hosted.body,
      ...encodeTools(request, hosted),
      text: mergeObject(extras.text, request.responseFormat && { format: encodeFormat(request.responseFormat) }),
      reasoning: mergeObject(extras.reasoning, request.reasoning && encodeReasoning(request.reasoning)),
      include: include.length > 0 ? include : undefined,
      max_output_tokens: fitOutputCap(request, target),
      temperature: request.temperature,
      top_p: request.topP,
      top_logprobs: rare.topLogprobs,
      user: request.user?.slice(0, USER_LENGTH_MAX),
      service_tier: request.serviceTier,
      store: false,
      stream: request.stream ? true : undefined,
    }),
    unsupported: [...unsupported, ...hosted.unsupported, ...listUnsupported(request, KNOWN)],
  };
}

const KNOWN = [
  ...(["tools", "tool_choice", "parallel_tool_calls", "response_format", "reasoning_effort", "max_tokens"] as const),
  ...(["temperature", "top_p", "logprobs", "top_logprobs", "service_tier", "hosted_tools"] as const),
];

/** OpenAI's families that think. The chat models of the newer ones do not. */
const THINKERS = /\b(?:o[1-9]|gpt-(?:[5-9]|\d\d)|gpt-oss|codex)/;

export const isThinker = (reasoning: Reasoning | undefined, model: string): boolean =>
  reasoning?.enabled !== false &&
  reasoning?.effort !== "none" &&
  (reasoning !== undefined || (THINKERS.test(model) && !model.includes("chat")));

/**
 * OpenAI's own thinkers forget between the calls of chats what they thought, and from gpt-5.4 on take no functions there
 * while they think ("Function tools with reasoning_effort are not supported … Please use /v1/responses instead").
 */
export const callsInResponses = (model: string): boolean => isThinker(undefined, model) && !model.includes("gpt-oss");

/** OpenAI refuses a choice between tools where there are none. */
function encodeTools({ tools, toolChoice, parallelToolCalls }: ChatRequest, hosted: EncodedHosted): JsonObject {
  const all = [...tools.map(encodeTool), ...hosted.tools];
  if (all.length === 0) return {};
  return {
    tools: all,
    tool_choice: hosted.choice ?? (toolChoice && encodeToolChoice(toolChoice)),
    parallel_tool_calls: parallelToolCalls,
  };
}

/** `strict` is the default here and nowhere else. */
const encodeTool = ({ name, description, schema, strict }: Tool): Json =>
  withoutUndefined({ type: "function", name, description, parameters: schema, strict: strict ?? false });

const encodeToolChoice = (choice: ToolChoice): Json =>
  choice.type === "tool" ? { type: "function", name: choice.name } : choice.type;

function encodeFormat(format: ResponseFormat): JsonObject {
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json":
      return { type: "json_object" };
    case "json-schema":
      return { type: "json_schema", name: format.name, schema: format.schema, strict: format.strict ?? false };
  }
}

/** Budgets of Anthropic's own guides: a few thousand tokens are an easy task, ten thousand and more a hard one. */
const LOW_BUDGET_BELOW = 4_000;
const HIGH_BUDGET_FROM = 10_000;

/**
 * Thinking switched on without a size is every reasoning model's default, and switched off says nothing that a model
 * without reasoning would understand. A summary is not asked for: OpenAI refuses it to organizations it has not verified.
 */
function encodeReasoning({ effort, budgetTokens, enabled }: Reasoning): JsonObject {
  if (effort !== undefined) return { effort };
  if (budgetTokens === undefined || enabled === false) return {};
  if (budgetTokens < LOW_BUDGET_BELOW) return { effort: "low" };
  return { effort: budgetTokens < HIGH_BUDGET_FROM ? "medium" : "high" };
}

/** Clients of other dialects may set the fields that theirs has no word for, such as the summary. */
function mergeObject(extra: Json | undefined, fields: JsonObject | undefined): JsonObject | undefined {
  const merged = { ...(isObject(extra) && extra), ...fields };
  return Object.keys(merged).length > 0 ? merged : undefined;
}

const withoutUndefined = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
