import type { JsonObject } from "../../src/core/json.ts";

const text: JsonObject = { type: "string" };
const number: JsonObject = { type: "number" };
const integer: JsonObject = { type: "integer" };
const flag: JsonObject = { type: "boolean" };
const anyObject: JsonObject = { type: "object", additionalProperties: true };
const listOf = (items: JsonObject): JsonObject => ({ type: "array", items });
const orList = (schema: JsonObject): JsonObject => ({ anyOf: [schema, listOf(schema)] });

/** The fields that most use; all others of the provider's own reference are taken and passed on. */
const open = (properties: JsonObject, required: readonly string[] = []): JsonObject => ({
  type: "object",
  properties,
  ...(required.length > 0 && { required }),
  additionalProperties: true,
});

const model = { ...text, description: "A model of this gateway, by its public name." };
const content = { anyOf: [text, listOf(anyObject), { type: "null" }] };
const greeting = { role: "user", content: "How is the harbour?" };
const message = {
  ...open({ role: text, content, name: text, tool_calls: listOf(anyObject), tool_call_id: text }, ["role"]),
  examples: [greeting],
};
const usage = open({ prompt_tokens: integer, completion_tokens: integer, total_tokens: integer });

/** Bodies of inference, by the name of their component. `Error` and the like are told for every operation. */
export const INFERENCE_SCHEMAS = {
  ChatCompletionRequest: open(
    {
      model,
      messages: listOf(message),
      stream: flag,
      stream_options: anyObject,
      temperature: number,
      top_p: number,
      max_tokens: integer,
      max_completion_tokens: integer,
      stop: orList(text),
      tools: listOf(anyObject),
      tool_choice: { anyOf: [text, anyObject] },
      response_format: anyObject,
      reasoning_effort: text,
      user: text,
      metadata: anyObject,
    },
    ["messages"],
  ),
  ChatCompletion: open(
    {
      id: text,
      object: text,
      created: integer,
      model: text,
      choices: listOf(
        open(
          {
            index: integer,
            finish_reason: { type: ["string", "null"] },
            message: open({ role: text, content: { type: ["string", "null"] }, tool_calls: listOf(anyObject) }, [
              "role",
            ]),
          },
          ["index", "message"],
        ),
      ),
      usage,
    },
    ["id", "object", "created", "model", "choices"],
  ),
  CompletionRequest: open(
    {
      model,
      prompt: { anyOf: [text, listOf(text)] },
      stream: flag,
      max_tokens: integer,
      temperature: number,
      stop: orList(text),
      suffix: text,
      user: text,
    },
    ["prompt"],
  ),
  Completion: open(
    {
      id: text,
      object: text,
      created: integer,
      model: text,
      choices: listOf(open({ index: integer, text, finish_reason: { type: ["string", "null"] } }, ["index", "text"])),
      usage,
    },
    ["id", "object", "created", "model", "choices"],
  ),
  EmbeddingRequest: open(
    {
      model,
      input: { anyOf: [text, listOf(text), listOf(integer), listOf(listOf(integer))] },
      dimensions: integer,
      encoding_format: { type: "string", enum: ["float", "base64"] },
      user: text,
    },
    ["input"],
  ),
  EmbeddingList: open(
    {
      object: text,
      model: text,
      data: listOf(
        open({ object: text, index: integer, embedding: { anyOf: [listOf(number), text] } }, ["index", "embedding"]),
      ),
      usage,
    },
    ["data"],
  ),
  ImageRequest: open(
    {
      model,
      prompt: text,
      n: integer,
      size: text,
      quality: text,
      response_format: text,
      stream: flag,
      partial_images: integer,
      user: text,
    },
    ["prompt"],
  ),
  ImageList: open({ created: integer, data: listOf(open({ b64_json: text, url: text, revised_prompt: text })) }, [
    "data",
  ]),
  RerankRequest: open(
    { model, query: text, documents: listOf({ anyOf: [text, anyObject] }), top_n: integer, return_documents: flag },
    ["query", "documents"],
  ),
  Ranking: open(
    { id: text, results: listOf(open({ index: integer, relevance_score: number }, ["index", "relevance_score"])) },
    ["results"],
  ),
  CohereChatRequest: open(
    {
      model,
      messages: listOf({
        ...open({ role: text, content, tool_plan: text, tool_calls: listOf(anyObject), tool_call_id: text }, ["role"]),
        examples: [greeting],
      }),
      stream: flag,
      documents: listOf({ anyOf: [text, anyObject] }),
      tools: listOf(anyObject),
      tool_choice: { type: "string", enum: ["REQUIRED", "NONE"] },
      response_format: anyObject,
      thinking: anyObject,
      max_tokens: integer,
      stop_sequences: listOf(text),
      temperature: number,
      p: number,
      k: integer,
      seed: integer,
    },
    ["messages"],
  ),
  CohereChat: open(
    {
      id: text,
      finish_reason: text,
      message: open({ role: text, content: listOf(anyObject), tool_calls: listOf(anyObject) }, ["role"]),
      usage: anyObject,
    },
    ["id", "finish_reason", "message"],
  ),
  CohereEmbedRequest: open(
    { model, texts: listOf(text), input_type: text, embedding_types: listOf(text), output_dimension: integer },
    ["texts"],
  ),
  CohereEmbeddings: open(
    { id: text, embeddings: { anyOf: [anyObject, listOf(listOf(number))] }, texts: listOf(text), meta: anyObject },
    ["embeddings"],
  ),
  ModerationRequest: open({ model, input: { anyOf: [text, listOf(text), listOf(anyObject)] } }, ["input"]),
  Moderation: open(
    {
      id: text,
      model: text,
      results: listOf(
        open({ flagged: flag, categories: anyObject, category_scores: anyObject }, ["flagged", "categories"]),
      ),
    },
    ["results"],
  ),
  MessageRequest: open(
    {
      model,
      messages: listOf({
        ...open({ role: text, content: { anyOf: [text, listOf(anyObject)] } }, ["role", "content"]),
        examples: [greeting],
      }),
      max_tokens: integer,
      system: { anyOf: [text, listOf(anyObject)] },
      stream: flag,
      temperature: number,
      tools: listOf(anyObject),
      tool_choice: anyObject,
      thinking: anyObject,
      metadata: anyObject,
    },
    ["messages", "max_tokens"],
  ),
  Message: open(
    {
      id: text,
      type: text,
      role: text,
      model: text,
      content: listOf(open({ type: text, text }, ["type"])),
      stop_reason: { type: ["string", "null"] },
      usage: open({ input_tokens: integer, output_tokens: integer }),
    },
    ["id", "type", "role", "model", "content"],
  ),
  MessageCountRequest: open(
    { model, messages: listOf(anyObject), system: { anyOf: [text, listOf(anyObject)] }, tools: listOf(anyObject) },
    ["messages"],
  ),
  MessageCount: open({ input_tokens: integer }, ["input_tokens"]),
  ResponseRequest: open(
    {
      model,
      input: { anyOf: [text, listOf(anyObject)] },
      instructions: text,
      conversation: { anyOf: [text, anyObject] },
      previous_response_id: text,
      stream: flag,
      max_output_tokens: integer,
      temperature: number,
      tools: listOf(anyObject),
      tool_choice: { anyOf: [text, anyObject] },
      reasoning: anyObject,
      text: anyObject,
      metadata: anyObject,
    },
    ["input"],
  ),
  Response: open(
    {
      id: text,
      object: text,
      created_at: number,
      status: text,
      model: text,
      output: listOf(open({ type: text }, ["type"])),
      usage: open({ input_tokens: integer, output_tokens: integer, total_tokens: integer }),
    },
    ["id", "object", "output"],
  ),
  GenerateContentRequest: open(
    {
      contents: listOf({
        ...open({ role: text, parts: listOf(anyObject) }, ["parts"]),
        examples: [{ role: "user", parts: [{ text: greeting.content }] }],
      }),
      systemInstruction: anyObject,
      generationConfig: anyObject,
      tools: listOf(anyObject),
      toolConfig: anyObject,
      safetySettings: listOf(anyObject),
    },
    ["contents"],
  ),
  CountTokensRequest: open({ contents: listOf(anyObject), generateContentRequest: anyObject }),
  CountTokensResponse: open({ totalTokens: integer }, ["totalTokens"]),
  ResponseInputTokens: open({ object: text, input_tokens: integer }, ["object", "input_tokens"]),
  ResponseCompaction: open(
    { id: text, object: text, created_at: integer, output: listOf(anyObject), usage: anyObject },
    ["id", "object", "output"],
  ),
  EmbedContentRequest: open({ content: anyObject, taskType: text, title: text, outputDimensionality: integer }, [
    "content",
  ]),
  EmbedContentResponse: open({ embedding: anyObject, usageMetadata: anyObject }, ["embedding"]),
  BatchEmbedContentsRequest: open({ requests: listOf(anyObject) }, ["requests"]),
  BatchEmbedContentsResponse: open({ embeddings: listOf(anyObject), usageMetadata: anyObject }, ["embeddings"]),
  GenerateContentResponse: open({
    candidates: listOf(open({ content: anyObject, finishReason: text, index: integer })),
    usageMetadata: anyObject,
    modelVersion: text,
  }),
} as const satisfies Record<string, JsonObject>;
