import { describe, expect, test } from "vitest";
import type { ChatEvent, ChatResponse } from "../../../src/core/chat.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { anthropicMessages } from "../../../src/dialects/anthropic-messages/index.ts";
import type { ClientDialect, StreamEncoderOptions, UpstreamDialect } from "../../../src/dialects/dialect.ts";
import { gemini, geminiClient } from "../../../src/dialects/gemini/index.ts";
import { openaiChat } from "../../../src/dialects/openai-chat/index.ts";
import { openaiResponses } from "../../../src/dialects/openai-responses/index.ts";
import type { Frame } from "../../../src/streams/frame.ts";
import { collect } from "./openai-responses/read-frames.ts";

const OPTIONS: StreamEncoderOptions = { includeUsage: true, createdSeconds: 1 };
const TIDE = { url: "https://tides.test", title: "Tides" };

/** What is known of an answer that a search led to, whoever ran it. */
const ANSWER: ChatResponse = {
  id: "a1",
  model: "m",
  parts: [{ type: "text", text: "High at nine." }],
  finish: "stop",
  citations: [{ ...TIDE, start: 0, end: 13 }],
  searches: [{ query: "tide brest", sources: [TIDE] }],
  usage: { inputTokens: 5, outputTokens: 9, searches: 1 },
};
const EVENTS: readonly ChatEvent[] = [
  { type: "response-start", id: "a1", model: "m" },
  { type: "text-start", block: 0 },
  { type: "text-delta", block: 0, text: "High at nine." },
  { type: "block-end", block: 0 },
  { type: "citations", citations: ANSWER.citations ?? [] },
  { type: "searches", searches: ANSWER.searches ?? [] },
  { type: "response-end", finish: "stop", usage: ANSWER.usage },
];

const frameOf = (body: JsonObject): Frame => ({
  event: typeof body.type === "string" ? body.type : undefined,
  data: JSON.stringify(body),
});
const written = (client: ClientDialect<"chat">, events: readonly ChatEvent[] = EVENTS): readonly JsonObject[] => {
  const encoder = client.encoder(OPTIONS);
  return events
    .flatMap((event) => encoder.push(event))
    .filter(({ data }) => data !== "[DONE]")
    .map(({ data }) => JSON.parse(data) as JsonObject);
};
const read = (upstream: UpstreamDialect<"chat">, frames: readonly JsonObject[]): readonly ChatEvent[] => {
  const decoder = upstream.decoder();
  return [...frames.flatMap((frame) => decoder.push(frameOf(frame))), ...decoder.finish()];
};

/** What each provider says when it has searched, whole and streamed. */
const anthropicContent: readonly JsonObject[] = [
  { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "tide brest" } },
  {
    type: "web_search_tool_result",
    tool_use_id: "srvtoolu_1",
    content: [{ type: "web_search_result", ...TIDE, encrypted_content: "sealed", page_age: null }],
  },
  {
    type: "text",
    text: "High at nine.",
    citations: [{ type: "web_search_result_location", ...TIDE, cited_text: "9:00", encrypted_index: "sealed" }],
  },
];
const anthropicUsage = { input_tokens: 5, output_tokens: 9, server_tool_use: { web_search_requests: 1 } };
const [asked = {}, found = {}, said = {}] = anthropicContent;
const block = (index: number, content_block: JsonObject, ...deltas: readonly JsonObject[]): readonly JsonObject[] => [
  { type: "content_block_start", index, content_block },
  ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
  { type: "content_block_stop", index },
];

const grounding = {
  webSearchQueries: ["tide brest"],
  groundingChunks: [{ web: { uri: TIDE.url, title: TIDE.title } }],
  groundingSupports: [{ segment: { endIndex: 13, text: "High at nine." }, groundingChunkIndices: [0] }],
};
const candidate = (fields: JsonObject): JsonObject => ({
  responseId: "a1",
  modelVersion: "m",
  candidates: [{ content: { role: "model", parts: [{ text: "High at nine." }] }, finishReason: "STOP", ...fields }],
  usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 9, totalTokenCount: 14 },
});

const searchCall = {
  id: "ws_1",
  type: "web_search_call",
  status: "completed",
  action: { type: "search", query: "tide brest", sources: [{ type: "url", url: TIDE.url }] },
};
const output: readonly JsonObject[] = [
  searchCall,
  { id: "ws_2", type: "web_search_call", status: "completed", action: { type: "open_page", url: TIDE.url } },
  {
    id: "msg_1",
    type: "message",
    role: "assistant",
    status: "completed",
    content: [
      {
        type: "output_text",
        text: "High at nine.",
        annotations: [{ type: "url_citation", ...TIDE, start_index: 0, end_index: 13 }],
      },
    ],
  },
];
const response = {
  id: "a1",
  model: "m",
  object: "response",
  status: "completed",
  output,
  usage: { input_tokens: 5, output_tokens: 9, total_tokens: 14 },
};

interface Told {
  readonly upstream: UpstreamDialect<"chat">;
  readonly whole: JsonObject;
  readonly frames: readonly JsonObject[];
  /** Where a provider tells only the addresses of what it found. */
  readonly searches?: ChatResponse["searches"];
}

const PROVIDERS: readonly Told[] = [
  {
    upstream: anthropicMessages,
    whole: { id: "a1", model: "m", content: anthropicContent, stop_reason: "end_turn", usage: anthropicUsage },
    frames: [
      { type: "message_start", message: { id: "a1", model: "m", usage: { input_tokens: 5, output_tokens: 1 } } },
      ...block(
        0,
        { ...asked, input: {} },
        { type: "input_json_delta", partial_json: '{"query":' },
        { type: "input_json_delta", partial_json: '"tide brest"}' },
      ),
      ...block(1, found),
      ...block(
        2,
        { type: "text", text: "" },
        { type: "citations_delta", citation: Array.isArray(said.citations) ? said.citations[0] : null },
        { type: "text_delta", text: "High at nine." },
      ),
      { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: anthropicUsage },
      { type: "message_stop" },
    ],
  },
  {
    upstream: gemini,
    whole: candidate({ groundingMetadata: grounding }),
    frames: [candidate({ finishReason: undefined }), candidate({ content: {}, groundingMetadata: grounding })],
  },
  {
    upstream: openaiResponses,
    whole: response,
    frames: [
      { type: "response.created", response: { id: "a1", model: "m" } },
      ...output.flatMap((item, output_index) => [
        { type: "response.output_item.added", output_index, item },
        { type: "response.output_item.done", output_index, item },
      ]),
      { type: "response.completed", response },
    ],
    searches: [{ query: "tide brest", sources: [{ url: TIDE.url }] }],
  },
];

describe.each(PROVIDERS.map((told) => [told.upstream.id, told] as const))("searches of %s", (_, told) => {
  const { upstream, whole, frames, searches = ANSWER.searches } = told;
  const expected = { ...ANSWER, ...(searches && { searches }) };

  test("are read from a whole answer, and counted", () => {
    expect(upstream.decodeResponse(whole)).toEqual(expected);
  });

  test("are read from a stream, and counted", () => {
    expect(collect(read(upstream, frames))).toEqual(expected);
  });

  test("are counted in an answer that is passed on as it came", () => {
    expect(upstream.readResponse(whole).usage).toEqual(ANSWER.usage);
    const watcher = upstream.watcher();
    for (const frame of frames) watcher.push(frameOf(frame));
    expect(watcher.usage).toEqual(ANSWER.usage);
  });
});

test.each([
  ["gemini-2.5-flash", 1],
  ["gemini-3-pro-preview", 2],
  ["gemini-10-pro", 2],
])("Google's are counted as it bills them: %s, %d", (modelVersion, searches) => {
  const groundingMetadata = { webSearchQueries: ["a", "b", "a", ""] };
  const body = { ...candidate({ groundingMetadata }), modelVersion };
  expect(gemini.decodeResponse(body).usage).toMatchObject({ searches });
  expect(gemini.readResponse(body).usage).toMatchObject({ searches });
});

test("those of gateways are counted too", () => {
  const usage = { prompt_tokens: 5, completion_tokens: 9, total_tokens: 14 };
  const body = { choices: [{ message: { content: "a" }, finish_reason: "stop" }] };
  for (const more of [
    { prompt_tokens_details: { web_search_requests: 2 } },
    { server_tool_use: { web_search_requests: 2 } },
  ])
    expect(openaiChat.decodeResponse({ ...body, usage: { ...usage, ...more } }).usage).toMatchObject({ searches: 2 });
});

describe("a client hears of searches", () => {
  const client = geminiClient({ stream: true });

  test("in chats by what is cited, and how many there were", () => {
    expect(openaiChat.encodeResponse(ANSWER, OPTIONS)).toMatchObject({
      choices: [{ message: { content: "High at nine.", annotations: [{ url_citation: { url: TIDE.url } }] } }],
      usage: { prompt_tokens_details: { web_search_requests: 1 } },
    });
    const deltas = written(openaiChat).flatMap(({ choices }) => (Array.isArray(choices) ? choices : []));
    expect(deltas).toContainEqual(
      expect.objectContaining({ delta: { annotations: [expect.objectContaining({ type: "url_citation" })] } }),
    );
  });

  test("of Responses as calls", () => {
    const call = {
      type: "web_search_call",
      status: "completed",
      action: {
        type: "search",
        query: "tide brest",
        queries: ["tide brest"],
        sources: [{ type: "url", url: TIDE.url }],
      },
    };
    const message = { type: "message", content: [{ text: "High at nine.", annotations: [{ url: TIDE.url }] }] };
    expect(openaiResponses.encodeResponse(ANSWER, OPTIONS).output).toMatchObject([call, message]);
    const events = written(openaiResponses);
    expect(events.map(({ type }) => type)).toEqual(
      expect.arrayContaining([
        "response.output_text.annotation.added",
        "response.web_search_call.in_progress",
        "response.web_search_call.searching",
        "response.web_search_call.completed",
      ]),
    );
    expect(events.at(-1)).toMatchObject({ type: "response.completed", response: { output: [message, call] } });
    // What was written is what another gateway would read.
    expect(collect(read(openaiResponses, events)).citations).toEqual(ANSWER.citations);
  });

  test("of Google's as what the answer is grounded on", () => {
    const groundingMetadata = {
      webSearchQueries: ["tide brest"],
      groundingChunks: [{ web: { uri: TIDE.url, title: "Tides" } }],
      groundingSupports: [{ segment: { startIndex: 0, endIndex: 13, text: "High at nine." } }],
    };
    expect(client.encodeResponse(ANSWER, OPTIONS).candidates).toMatchObject([{ groundingMetadata }]);
    expect(written(client).at(-1)?.candidates).toMatchObject([{ groundingMetadata }]);
    expect(collect(read(gemini, written(client)))).toEqual(ANSWER);
    const { citations: _, ...uncited } = ANSWER;
    expect(client.encodeResponse(uncited, OPTIONS).candidates).toMatchObject([
      { groundingMetadata: { groundingChunks: groundingMetadata.groundingChunks, groundingSupports: [] } },
    ]);
  });

  const made = (index: number): string => `srvtoolu_gateway_a1_${index}`;
  const citation = { type: "web_search_result_location", ...TIDE, cited_text: "", encrypted_index: "" };
  const result = { type: "web_search_result", ...TIDE, encrypted_content: "", page_age: null };
  const content = [
    { type: "text", text: "High at nine.", citations: [citation] },
    { type: "server_tool_use", id: made(0), name: "web_search", input: { query: "tide brest" } },
    { type: "web_search_tool_result", tool_use_id: made(0), content: [result] },
  ];
  const usage = expect.objectContaining({
    server_tool_use: { web_search_requests: 1, web_fetch_requests: 0 },
  }) as object;

  test("of Anthropic's as blocks", () => {
    expect(anthropicMessages.encodeResponse(ANSWER, OPTIONS)).toMatchObject({ content, usage });
  });

  test("of Anthropic's as blocks of a stream, one after the other", () => {
    const frames = written(anthropicMessages);
    expect(frames.slice(1, -2)).toEqual([
      ...block(
        0,
        { type: "text", text: "" },
        { type: "text_delta", text: "High at nine." },
        { type: "citations_delta", citation },
      ),
      ...block(1, { ...content[1], input: {} }, { type: "input_json_delta", partial_json: '{"query":"tide brest"}' }),
      ...block(2, content[2] ?? {}),
    ]);
    expect(frames.at(-2)).toMatchObject({ type: "message_delta", usage });
  });

  test("of Anthropic's with what is cited, where nobody told what was found", () => {
    const searches = [
      { query: "a", sources: [] },
      { query: "b", sources: [] },
    ];
    const blocks = anthropicMessages.encodeResponse({ ...ANSWER, searches }, OPTIONS).content;
    expect(blocks).toMatchObject([{}, {}, { content: [result] }, {}, { tool_use_id: made(1), content: [] }]);
  });

  test("of Anthropic's, text by text: a citation stands where it starts", () => {
    const parts = ["One. ", "Two."].map((text) => ({ type: "text", text }) as const);
    const citations = [{ ...TIDE, start: 5, end: 9 }, { url: "https://b.test" }];
    expect(anthropicMessages.encodeResponse({ ...ANSWER, parts, citations }, OPTIONS).content).toMatchObject([
      { text: "One. ", citations: [{ url: "https://b.test", title: "https://b.test" }] },
      { text: "Two.", citations: [{ url: TIDE.url }] },
      {},
      {},
    ]);
  });

  describe("and Anthropic itself does not, when the conversation goes on there", () => {
    const question = { role: "user", content: "Tide?" };
    const going = (...answer: readonly JsonObject[]): JsonObject => ({
      max_tokens: 9,
      messages: [question, { role: "assistant", content: answer }, question],
    });
    const sent = (body: JsonObject): unknown => anthropicMessages.retarget(body, { model: "m" }).messages;

    test("of what was written here", () => {
      const kept = { role: "assistant", content: [{ type: "text", text: "High at nine." }] };
      expect(sent(going(...content))).toEqual([question, kept, question]);
      expect(sent(going(...content.slice(1)))).toEqual([question, question]);
    });

    test("but of its own", () => {
      const body = going(...anthropicContent);
      expect(sent(body)).toBe(body.messages);
    });
  });
});
