import type { JsonObject } from "../../src/core/json.ts";

const SCHEMA = {
  type: "object",
  properties: { port: { type: "string" }, hours: { type: "array", items: { type: "integer" } } },
  required: ["port"],
} as const;
const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

/** Good requests that use much of what each dialect of clients can say. */
export const OPENAI_CHATS: readonly JsonObject[] = [
  {
    model: "m",
    messages: [
      { role: "system", content: "Be terse." },
      {
        role: "user",
        name: "ada",
        content: [
          { type: "text", text: "When is high tide? 潮汐" },
          { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}`, detail: "low" } },
          { type: "file", file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AAAA" } },
        ],
      },
      {
        role: "assistant",
        content: null,
        reasoning_content: "Let me look.",
        tool_calls: [{ id: "call_1", type: "function", function: { name: "get_tide", arguments: '{"port":"Brest"}' } }],
      },
      { role: "tool", tool_call_id: "call_1", content: '{"hours":[9]}' },
      { role: "user", content: "And the wind?" },
    ],
    tools: [{ type: "function", function: { name: "get_tide", description: "d", parameters: SCHEMA, strict: true } }],
    tool_choice: { type: "function", function: { name: "get_tide" } },
    parallel_tool_calls: false,
    response_format: { type: "json_schema", json_schema: { name: "tide", schema: SCHEMA, strict: true } },
    reasoning_effort: "low",
    max_completion_tokens: 64,
    temperature: 0.5,
    top_p: 0.75,
    n: 1,
    stop: ["END"],
    seed: 7,
    logit_bias: { "50256": -100 },
    frequency_penalty: 0.1,
    presence_penalty: 0.1,
    logprobs: true,
    top_logprobs: 2,
    user: "u-1",
    service_tier: "auto",
    stream: true,
    stream_options: { include_usage: true },
    metadata: { trace: "1" },
  },
  { model: "m", messages: [{ role: "user", content: "Hi" }] },
];

export const ANTHROPIC_MESSAGES: readonly JsonObject[] = [
  {
    model: "m",
    max_tokens: 100,
    system: [{ type: "text", text: "Be terse.", cache_control: { type: "ephemeral" } }],
    messages: [
      {
        role: "user",
        content: [
          { type: "text", text: "When is high tide?" },
          { type: "image", source: { type: "base64", media_type: "image/png", data: PIXEL } },
          { type: "document", source: { type: "text", media_type: "text/plain", data: "Tides." }, title: "t" },
        ],
      },
      {
        role: "assistant",
        content: [
          { type: "thinking", thinking: "Let me look.", signature: "c2ln" },
          { type: "tool_use", id: "toolu_1", name: "get_tide", input: { port: "Brest" } },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "toolu_1", content: [{ type: "text", text: "9" }], is_error: false },
        ],
      },
    ],
    tools: [{ name: "get_tide", description: "d", input_schema: SCHEMA }],
    tool_choice: { type: "any", disable_parallel_tool_use: true },
    thinking: { type: "enabled", budget_tokens: 1_024 },
    temperature: 1,
    top_k: 5,
    top_p: 0.9,
    stop_sequences: ["END"],
    metadata: { user_id: "u-1" },
    stream: true,
  },
  { model: "m", max_tokens: 9, messages: [{ role: "user", content: "Hi" }] },
];

export const OPENAI_RESPONSES: readonly JsonObject[] = [
  {
    model: "m",
    instructions: "Be terse.",
    input: [
      {
        role: "user",
        content: [
          { type: "input_text", text: "When is high tide?" },
          { type: "input_image", image_url: `data:image/png;base64,${PIXEL}`, detail: "auto" },
        ],
      },
      { type: "reasoning", id: "rs_1", summary: [{ type: "summary_text", text: "Let me look." }] },
      { type: "function_call", call_id: "call_1", name: "get_tide", arguments: '{"port":"Brest"}' },
      { type: "function_call_output", call_id: "call_1", output: "9" },
    ],
    tools: [{ type: "function", name: "get_tide", parameters: SCHEMA, strict: true }],
    tool_choice: "required",
    text: { format: { type: "json_schema", name: "tide", schema: SCHEMA } },
    reasoning: { effort: "low", summary: "auto" },
    max_output_tokens: 64,
    temperature: 0.5,
    top_p: 0.9,
    store: false,
    stream: true,
    user: "u-1",
  },
  { model: "m", input: "Hi" },
];

export const GEMINI_CONTENTS: readonly JsonObject[] = [
  {
    systemInstruction: { parts: [{ text: "Be terse." }] },
    contents: [
      { role: "user", parts: [{ text: "When is high tide?" }, { inlineData: { mimeType: "image/png", data: PIXEL } }] },
      {
        role: "model",
        parts: [{ functionCall: { name: "get_tide", args: { port: "Brest" } }, thoughtSignature: "c2ln" }],
      },
      { role: "user", parts: [{ functionResponse: { name: "get_tide", response: { hours: [9] } } }] },
    ],
    tools: [{ functionDeclarations: [{ name: "get_tide", description: "d", parameters: SCHEMA }] }],
    toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["get_tide"] } },
    generationConfig: {
      temperature: 0.5,
      topP: 0.9,
      topK: 5,
      maxOutputTokens: 64,
      stopSequences: ["END"],
      responseMimeType: "application/json",
      responseSchema: SCHEMA,
      thinkingConfig: { thinkingBudget: 128, includeThoughts: true },
    },
    safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
  },
  { contents: [{ role: "user", parts: [{ text: "Hi" }] }] },
];

export const EMBEDDINGS: readonly JsonObject[] = [
  { model: "m", input: ["a", "b"], dimensions: 8, encoding_format: "float", user: "u" },
  { model: "m", input: [[1, 2], [3]] },
];
export const IMAGES: readonly JsonObject[] = [
  {
    model: "m",
    prompt: "A quay.",
    n: 2,
    size: "1024x1024",
    quality: "high",
    style: "vivid",
    response_format: "b64_json",
  },
];
export const RERANKS: readonly JsonObject[] = [
  {
    model: "m",
    query: "q",
    documents: ["a", { text: "b", title: "t" }],
    top_n: 1,
    rank_fields: ["text"],
    return_documents: true,
  },
];

export const COHERE_CHATS: readonly JsonObject[] = [
  {
    model: "m",
    messages: [
      { role: "system", content: "Be terse." },
      {
        role: "user",
        content: [
          { type: "text", text: "When is high tide? 潮汐" },
          { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}`, detail: "low" } },
        ],
      },
      {
        role: "assistant",
        tool_plan: "Let me look.",
        content: [{ type: "thinking", thinking: "Hm." }],
        tool_calls: [{ id: "call_1", type: "function", function: { name: "get_tide", arguments: '{"port":"Brest"}' } }],
      },
      {
        role: "tool",
        tool_call_id: "call_1",
        content: [{ type: "document", document: { id: "d1", data: { hours: [9] } } }],
      },
      { role: "user", content: "And the wind?" },
    ],
    documents: ["Low at three.", { id: "d2", data: { text: "High at nine." } }],
    tools: [{ type: "function", function: { name: "get_tide", description: "d", parameters: SCHEMA } }],
    strict_tools: true,
    tool_choice: "REQUIRED",
    citation_options: { mode: "FAST" },
    safety_mode: "STRICT",
    stream: true,
  },
  {
    model: "m",
    messages: [{ role: "user", content: "Hi" }],
    response_format: { type: "json_object", json_schema: SCHEMA },
    thinking: { type: "enabled", token_budget: 64 },
    max_tokens: 64,
    stop_sequences: ["END"],
    temperature: 0.5,
    p: 0.75,
    k: 5,
    seed: 7,
    frequency_penalty: 0.5,
    presence_penalty: 0.25,
    logprobs: true,
    priority: 1,
  },
];

export const COHERE_EMBEDS: readonly JsonObject[] = [
  {
    model: "m",
    texts: ["ebb", "flow 潮汐"],
    input_type: "search_query",
    embedding_types: ["float", "base64", "int8"],
    output_dimension: 256,
    truncate: "START",
    max_tokens: 64,
  },
  {
    model: "m",
    input_type: "search_document",
    inputs: [
      {
        content: [
          { type: "text", text: "ebb" },
          { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } },
        ],
      },
    ],
  },
];

export const COMPLETIONS: readonly JsonObject[] = [
  {
    model: "m",
    prompt: "High tide is at",
    suffix: "o'clock.",
    max_tokens: 16,
    temperature: 0.5,
    top_p: 0.9,
    n: 2,
    best_of: 3,
    logprobs: 2,
    echo: true,
    stop: ["."],
    seed: 7,
    stream: true,
    stream_options: { include_usage: true },
  },
  { model: "m", prompt: [[1, 2], [3]], user: "u" },
];

export const MODERATIONS: readonly JsonObject[] = [
  { input: "calm" },
  {
    model: "m",
    input: [
      { type: "text", text: "calm" },
      { type: "image_url", image_url: { url: `data:image/png;base64,${PIXEL}` } },
    ],
  },
];
