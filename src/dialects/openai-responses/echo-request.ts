import { isArray, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { Thread } from "../dialect.ts";

/**
 * What every response repeats of its request, or OpenAI's default for it
 * (platform.openai.com/docs/api-reference/responses/object). `request` is the body as the client sent it, but for what
 * `thread` says of it.
 */
export function echoRequest(
  request: JsonObject = {},
  { keptAs, previousId, conversationId, inBackground }: Thread = {},
): JsonObject {
  const { text, reasoning } = request;
  return {
    ...Object.fromEntries(Object.entries(DEFAULTS).map(([name, normal]) => [name, request[name] ?? normal])),
    text: { format: { type: "text" }, ...(isObject(text) && text) },
    reasoning: { effort: null, summary: null, ...(isObject(reasoning) && reasoning) },
    // Whatever was asked: a client that goes on from an answer which nobody keeps would be refused.
    store: keptAs !== undefined,
    previous_response_id: previousId ?? null,
    background: inBackground ?? false,
    ...(conversationId !== undefined && { conversation: { id: conversationId } }),
    tools: isArray(request.tools) ? request.tools.map(echoTool) : [],
  };
}

const DEFAULTS = {
  frequency_penalty: 0,
  instructions: null,
  max_output_tokens: null,
  max_tool_calls: null,
  metadata: {},
  parallel_tool_calls: true,
  presence_penalty: 0,
  prompt_cache_key: null,
  safety_identifier: null,
  service_tier: "default",
  temperature: 1,
  tool_choice: "auto",
  top_logprobs: 0,
  top_p: 1,
  truncation: "disabled",
  user: null,
} as const satisfies JsonObject;

/** Fields that a tool need not have are told nevertheless. */
const echoTool = (tool: Json): Json =>
  isObject(tool) && tool.type === "function" ? { description: null, parameters: null, strict: null, ...tool } : tool;
