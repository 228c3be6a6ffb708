import { isObject, objectsOf, textOf, type JsonObject } from "../../src/core/json.ts";

/** The answer of a service that has searched the web once. */
interface Found {
  readonly query: string;
  readonly url: string;
  readonly title: string;
  readonly text: string;
}

interface SearchWriter {
  /** Whether a request has the service search. */
  readonly isAsked: (tool: JsonObject) => boolean;
  readonly whole: (found: Found, id: string) => JsonObject;
  /** The events of the same answer as a stream. */
  readonly events: (found: Found, id: string) => readonly JsonObject[];
}

/** By the dialect of the service. */
const WRITERS: readonly SearchWriter[] = [
  {
    isAsked: ({ type }) => textOf(type)?.startsWith("web_search_20") === true,
    whole: claudeAnswer,
    events: streamClaude,
  },
  {
    isAsked: ({ googleSearch }) => isObject(googleSearch),
    whole: googleAnswer,
    events: (...said) => [googleAnswer(...said)],
  },
  { isAsked: ({ type }) => type === "web_search", whole: responsesAnswer, events: streamResponses },
];

/** Undefined where the service is not asked to search. */
export const searchWriterFor = (body: JsonObject): SearchWriter | undefined =>
  WRITERS.find(({ isAsked }) => objectsOf(body["tools"]).some(isAsked));

const CLAUDE_USAGE = { input_tokens: 21, output_tokens: 9, server_tool_use: { web_search_requests: 1 } };

function claudeBlocks({ query, url, title, text }: Found): readonly [JsonObject, JsonObject, JsonObject] {
  const citation = { type: "web_search_result_location", url, title, cited_text: text, encrypted_index: "c2VhbGVk" };
  return [
    { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query } },
    {
      type: "web_search_tool_result",
      tool_use_id: "srvtoolu_1",
      content: [{ type: "web_search_result", url, title, encrypted_content: "c2VhbGVk", page_age: null }],
    },
    { type: "text", text, citations: [citation] },
  ];
}

const claudeMessage = (id: string, content: readonly JsonObject[]): JsonObject => ({
  id,
  type: "message",
  role: "assistant",
  model: "model-1",
  content,
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: CLAUDE_USAGE,
});

function claudeAnswer(found: Found, id: string): JsonObject {
  return claudeMessage(id, claudeBlocks(found));
}

function streamClaude(found: Found, id: string): readonly JsonObject[] {
  const [call, result, said] = claudeBlocks(found);
  const block = (index: number, content_block: JsonObject, ...deltas: readonly JsonObject[]): readonly JsonObject[] => [
    { type: "content_block_start", index, content_block },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
  return [
    { type: "message_start", message: { ...claudeMessage(id, []), stop_reason: null } },
    ...block(0, { ...call, input: {} }, { type: "input_json_delta", partial_json: JSON.stringify(call["input"]) }),
    ...block(1, result),
    ...block(
      2,
      { type: "text", text: "" },
      { type: "citations_delta", citation: objectsOf(said["citations"])[0] ?? {} },
      { type: "text_delta", text: found.text },
    ),
    { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: CLAUDE_USAGE },
    { type: "message_stop" },
  ];
}

function googleAnswer({ query, url, title, text }: Found, id: string): JsonObject {
  const endIndex = Buffer.byteLength(text);
  return {
    responseId: id,
    modelVersion: "model-1",
    candidates: [
      {
        content: { role: "model", parts: [{ text }] },
        finishReason: "STOP",
        index: 0,
        groundingMetadata: {
          webSearchQueries: [query],
          groundingChunks: [{ web: { uri: url, title } }],
          groundingSupports: [{ segment: { endIndex, text }, groundingChunkIndices: [0] }],
        },
      },
    ],
    usageMetadata: { promptTokenCount: 21, candidatesTokenCount: 9, totalTokenCount: 30 },
  };
}

function responsesAnswer({ query, url, title, text }: Found, id: string): JsonObject {
  const citation = { type: "url_citation", url, title, start_index: 0, end_index: text.length };
  return {
    id,
    object: "response",
    created_at: 1_760_000_000,
    model: "model-1",
    status: "completed",
    output: [
      { id: "ws_1", type: "web_search_call", status: "completed", action: { type: "search", query, queries: [query] } },
      {
        id: "msg_1",
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text, annotations: [citation], logprobs: [] }],
      },
    ],
    usage: { input_tokens: 21, output_tokens: 9, total_tokens: 30 },
  };
}

function streamResponses(found: Found, id: string): readonly JsonObject[] {
  const response = responsesAnswer(found, id);
  const [call = {}, message = {}] = objectsOf(response["output"]);
  return [
    { type: "response.created", response: { ...response, status: "in_progress", output: [], usage: null } },
    { type: "response.output_item.added", output_index: 0, item: { ...call, status: "in_progress" } },
    { type: "response.output_item.done", output_index: 0, item: call },
    { type: "response.output_item.added", output_index: 1, item: { ...message, content: [] } },
    { type: "response.output_text.delta", output_index: 1, content_index: 0, item_id: "msg_1", delta: found.text },
    { type: "response.output_item.done", output_index: 1, item: message },
    { type: "response.completed", response },
  ];
}
