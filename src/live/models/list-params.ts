import type { Adapter } from "../../adapters/adapter.ts";
import type { ChatRequest } from "../../core/chat.ts";
import type { Deployment } from "../../core/deployment.ts";

const PLAIN: ChatRequest = {
  messages: [{ role: "user", parts: [{ type: "text", text: "Hello" }] }],
  tools: [],
  rare: {},
  stream: false,
  extras: {},
};
const tools = [{ name: "look_up", schema: { type: "object", properties: {} } }];

type Asked = readonly (readonly [name: string, setting: Partial<ChatRequest>])[];

/** OpenAI's names of fields with requests that make use of them, by what can be asked for at once: fields of different rows may rule each other out. */
const ASKED: readonly Asked[] = [
  [
    ["max_tokens", { maxOutputTokens: 16 }],
    ["temperature", { temperature: 0.5 }],
    ["stop", { stop: ["END"] }],
    ["stream", { stream: true }],
    ["user", { user: "someone" }],
    ["seed", { rare: { seed: 1 } }],
    ["n", { rare: { choices: 2 } }],
    ["frequency_penalty", { rare: { frequencyPenalty: 0.5 } }],
    ["presence_penalty", { rare: { presencePenalty: 0.5 } }],
    ["logit_bias", { rare: { logitBias: { 1: 1 } } }],
    ["logprobs", { rare: { logprobs: true } }],
    ["top_logprobs", { rare: { logprobs: true, topLogprobs: 1 } }],
  ],
  [
    ["top_p", { topP: 0.5 }],
    ["tools", { tools }],
    ["tool_choice", { tools, toolChoice: { type: "required" } }],
    ["parallel_tool_calls", { tools, parallelToolCalls: false }],
  ],
  [["response_format", { responseFormat: { type: "json-schema", name: "answer", schema: { type: "object" } } }]],
  [["reasoning_effort", { reasoning: { effort: "low" } }]],
];

/**
 * The fields of OpenAI's chat requests that this model takes, found by asking its dialect for them; null for what is no chat.
 */
export function listParams(adapter: Adapter, deployment: Deployment): readonly string[] | null {
  const service = (adapter.servesModel?.(deployment) ?? adapter.serves).chat;
  if (service === undefined) return null;
  const { dialects, rejects } = service;
  const dialect = dialects.find(({ id }) => id === "openai-chat") ?? dialects[0];
  const target = { model: deployment.model, maxOutputTokens: deployment.maxOutputTokens };

  function listTaken(asked: Asked): readonly string[] {
    try {
      const { body, unsupported } = dialect.encodeRequest(requestOf(asked), target);
      const refused = [...unsupported, ...(rejects?.(body) ?? [])];
      return asked.flatMap(([name]) => (refused.includes(name) ? [] : namesOf(name)));
    } catch {
      // One of them it has no word for at all.
      return asked.length === 1 ? [] : asked.flatMap((each) => listTaken([each]));
    }
  }
  return ASKED.flatMap(listTaken);
}

const requestOf = (asked: Asked): ChatRequest => {
  const settings = asked.map(([, setting]) => setting);
  return { ...PLAIN, ...Object.assign({}, ...settings), rare: Object.assign({}, ...settings.map(({ rare }) => rare)) };
};

/** One setting that OpenAI has two names for. */
const namesOf = (name: string): readonly string[] => (name === "max_tokens" ? [name, "max_completion_tokens"] : [name]);
