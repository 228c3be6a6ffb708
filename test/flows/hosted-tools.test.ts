import { GoogleGenAI } from "@google/genai";
import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../support/at.ts";
import { errorOf } from "../support/clients.ts";
import { manage } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene, Upstream } from "../support/upstream.ts";

/** A search costs a cent and a half; tokens a tenth of a cent. */
const PRICES = {
  input_cost_per_token: 0.001,
  output_cost_per_token: 0.001,
  search_context_cost_per_query: { search_context_size_medium: 0.015 },
};
const served = (upstream: Upstream, name: string, model: string, more: object = {}): object => ({
  model_name: name,
  litellm_params: {
    model,
    api_base: upstream.base(name),
    api_key: "os.environ/TEST_OPENAI_KEY",
    ...PRICES,
    ...more,
  },
});

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      served(upstream, "google", "gemini/gemini-2.5-flash"),
      served(upstream, "gpt", "openai/gpt-5"),
      served(upstream, "search-gpt", "openai/gpt-4o-search-preview"),
      served(upstream, "grok", "xai/grok-4"),
      served(upstream, "claude", "anthropic/claude-sonnet-4-5"),
      deployment(upstream, "groq", "lenient", { drop_params: true }),
    ],
  }),
);

const TIDE = { url: "https://tides.test", title: "Tides" };
const WORDS = "High at nine. ⚓";
const QUERY = "tide brest";
const prompt = "When is high tide in Brest?";
const messages: { role: "user"; content: string }[] = [{ role: "user", content: prompt }];
const ways: [string, boolean][] = [
  ["whole", false],
  ["streamed", true],
];

const json = (body: object): Scene => ({
  headers: { "content-type": "application/json" },
  body: JSON.stringify(body),
});
const sse = (events: readonly object[]): Scene => ({
  headers: { "content-type": "text/event-stream" },
  body: events
    .map((event) => `${"type" in event ? `event: ${String(event.type)}\n` : ""}data: ${JSON.stringify(event)}\n\n`)
    .join(""),
});
const isStream = ({ path, json: body }: RecordedRequest): boolean =>
  path.includes("streamGenerateContent") || at(body, "stream") === true;

/** What each provider answers that has searched once. */
function playGoogle(): void {
  const answer = (parts: readonly object[], more: object = {}) => ({
    responseId: "r1",
    modelVersion: "gemini-2.5-flash",
    candidates: [{ content: { role: "model", parts }, index: 0, ...more }],
    usageMetadata: { promptTokenCount: 5, candidatesTokenCount: 9, totalTokenCount: 14 },
  });
  const grounded = {
    finishReason: "STOP",
    groundingMetadata: {
      webSearchQueries: [QUERY],
      groundingChunks: [{ web: { uri: TIDE.url, title: TIDE.title } }],
      groundingSupports: [{ segment: { endIndex: 13, text: WORDS.slice(0, 13) }, groundingChunkIndices: [0] }],
    },
  };
  stage.upstream.play("google", (request) =>
    isStream(request)
      ? sse([answer([{ text: WORDS.slice(0, 6) }]), answer([{ text: WORDS.slice(6) }], grounded)])
      : json(answer([{ text: WORDS }], grounded)),
  );
}

function playResponses(name: string): void {
  const call = {
    id: "ws_1",
    type: "web_search_call",
    status: "completed",
    action: { type: "search", query: QUERY, queries: [QUERY] },
  };
  const annotations = [{ type: "url_citation", ...TIDE, start_index: 0, end_index: 13 }];
  const message = {
    id: "msg_1",
    type: "message",
    role: "assistant",
    status: "completed",
    content: [{ type: "output_text", text: WORDS, annotations, logprobs: [] }],
  };
  const response = {
    id: "resp_1",
    object: "response",
    model: "gpt-5",
    status: "completed",
    output: [call, message],
    usage: { input_tokens: 5, output_tokens: 9, total_tokens: 14 },
  };
  stage.upstream.play(name, (request) =>
    isStream(request)
      ? sse([
          { type: "response.created", response: { ...response, status: "in_progress", output: [], usage: null } },
          { type: "response.output_item.added", output_index: 0, item: { ...call, status: "in_progress" } },
          { type: "response.output_item.done", output_index: 0, item: call },
          { type: "response.output_item.added", output_index: 1, item: { ...message, content: [] } },
          { type: "response.output_text.delta", output_index: 1, content_index: 0, item_id: "msg_1", delta: WORDS },
          { type: "response.output_item.done", output_index: 1, item: message },
          { type: "response.completed", response },
        ])
      : json(response),
  );
}

function playClaude(): void {
  const call = { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: QUERY } };
  const found = {
    type: "web_search_tool_result",
    tool_use_id: "srvtoolu_1",
    content: [{ type: "web_search_result", ...TIDE, encrypted_content: "sealed", page_age: null }],
  };
  const citation = { type: "web_search_result_location", ...TIDE, cited_text: "9:00", encrypted_index: "sealed" };
  const usage = { input_tokens: 5, output_tokens: 9, server_tool_use: { web_search_requests: 1 } };
  const message = { id: "msg_1", type: "message", role: "assistant", model: "claude-sonnet-4-5" };
  const content = [call, found, { type: "text", text: WORDS, citations: [citation] }];
  const block = (index: number, content_block: object, ...deltas: readonly object[]) => [
    { type: "content_block_start", index, content_block },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ];
  stage.upstream.play("claude", (request) =>
    isStream(request)
      ? sse([
          { type: "message_start", message: { ...message, content: [], stop_reason: null, usage } },
          ...block(0, { ...call, input: {} }, { type: "input_json_delta", partial_json: JSON.stringify(call.input) }),
          ...block(1, found),
          ...block(
            2,
            { type: "text", text: "" },
            { type: "citations_delta", citation },
            { type: "text_delta", text: WORDS },
          ),
          { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage },
          { type: "message_stop" },
        ])
      : json({ ...message, content, stop_reason: "end_turn", stop_sequence: null, usage }),
  );
}

const google = (): GoogleGenAI =>
  new GoogleGenAI({ apiKey: MASTER_KEY, httpOptions: { baseUrl: stage.gateway.url, retryOptions: { attempts: 1 } } });

/** 14 tokens and one search. */
const COST = 0.029;

describe("a search of Anthropic's SDK", () => {
  /** As Claude Code asks for it. */
  const asked = {
    max_tokens: 99,
    messages,
    tools: [{ type: "web_search_20250305" as const, name: "web_search" as const, max_uses: 8 }],
  };

  describe.each([
    ["google", playGoogle, { tools: [{ googleSearch: {} }] }, /generateContent|streamGenerateContent/i],
    ["gpt", () => playResponses("gpt"), { tools: [{ type: "web_search" }], max_tool_calls: 8 }, /^\/responses$/],
    ["grok", () => playResponses("grok"), { tools: [{ type: "web_search" }] }, /^\/responses$/],
  ] as const)("is run by %s", (model, play, sent, path) => {
    it.each(ways)("and what was found comes as blocks, %s", async (_, stream) => {
      play();
      const call = stream
        ? stage.anthropic.messages.stream({ model, ...asked }).finalMessage()
        : stage.anthropic.messages.create({ model, ...asked });
      const answer = await call;
      const [text, use, result, ...rest] = answer.content;
      expect(rest).toEqual([]);
      expect(text).toMatchObject({
        type: "text",
        text: WORDS,
        citations: [{ type: "web_search_result_location", ...TIDE }],
      });
      expect(use).toMatchObject({ type: "server_tool_use", name: "web_search", input: { query: QUERY } });
      expect(result).toMatchObject({
        type: "web_search_tool_result",
        tool_use_id: at(use, "id"),
        content: [{ type: "web_search_result", ...TIDE }],
      });
      expect(answer.usage.server_tool_use).toMatchObject({ web_search_requests: 1 });
      expect(stage.upstream.last(model).path).toMatch(path);
      expect(stage.upstream.last(model).json).toMatchObject(sent);
    });
  });

  it("goes on with another provider, and with Anthropic itself", async () => {
    playGoogle();
    playClaude();
    const first = await stage.anthropic.messages.create({ model: "google", ...asked });
    const going = {
      ...asked,
      messages: [...messages, { role: "assistant" as const, content: first.content }, ...messages],
    };
    await stage.anthropic.messages.create({ model: "google", ...going });
    expect(stage.upstream.last("google").json).toMatchObject({
      contents: [{}, { role: "model", parts: [{ text: WORDS }] }, {}],
    });
    await stage.anthropic.messages.create({ model: "claude", ...going });
    expect(stage.upstream.last("claude").json).toMatchObject({
      messages: [{}, { role: "assistant", content: [{ type: "text", text: WORDS }] }, {}],
    });
    expect(stage.upstream.last("claude").body.toString()).not.toContain("server_tool_use");
  });

  it("is told by a chat of a model that searches there", async () => {
    const annotations = [{ type: "url_citation", url_citation: { ...TIDE, start_index: 0, end_index: 13 } }];
    const message = { role: "assistant", content: WORDS, annotations };
    stage.upstream.play(
      "search-gpt",
      json({ id: "c1", model: "gpt-4o-search-preview", choices: [{ index: 0, message, finish_reason: "stop" }] }),
    );
    const answer = await stage.anthropic.messages.create({ model: "search-gpt", ...asked });
    expect(answer.content).toMatchObject([{ text: WORDS, citations: [TIDE] }]);
    expect(stage.upstream.last("search-gpt")).toMatchObject({
      path: "/chat/completions",
      json: { web_search_options: {} },
    });
  });

  it("is filtered by domains only where the provider can, and says so", async () => {
    playGoogle();
    const filtered = { ...asked, tools: asked.tools.map((tool) => ({ ...tool, blocked_domains: ["a.test"] })) };
    expect(await errorOf(stage.anthropic.messages.create({ model: "google", ...filtered }))).toMatchObject({
      status: 400,
      message: expect.stringContaining("web_search_20250305.blocked_domains") as unknown,
    });
    playResponses("gpt");
    await stage.anthropic.messages.create({ model: "gpt", ...filtered });
    expect(stage.upstream.last("gpt").json).toMatchObject({ tools: [{ filters: { blocked_domains: ["a.test"] } }] });
  });

  it("is charged beside the tokens, and counted in the log", async () => {
    playGoogle();
    const { response } = await stage.anthropic.messages.create({ model: "google", ...asked }).withResponse();
    const [event] = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
    expect(event).toMatchObject({ spend: COST, metadata: { usage_object: { searches: 1 } } });
  });
});

describe("a search of OpenAI's SDK", () => {
  it.each(ways)("in a chat is run by Anthropic, %s", async (_, stream) => {
    playClaude();
    const asked = { model: "claude", messages, web_search_options: { search_context_size: "low" as const } };
    const found: unknown[] = [];
    let text = "";
    if (stream) {
      for await (const { choices } of await stage.openai.chat.completions.create({ ...asked, stream })) {
        text += choices[0]?.delta.content ?? "";
        found.push(...listAt(choices, 0, "delta", "annotations"));
      }
    } else {
      const { choices, usage } = await stage.openai.chat.completions.create(asked);
      text = choices[0]?.message.content ?? "";
      found.push(...(choices[0]?.message.annotations ?? []));
      expect(at(usage, "prompt_tokens_details", "web_search_requests")).toBe(1);
    }
    expect(text).toBe(WORDS);
    expect(found).toEqual([
      { type: "url_citation", url_citation: { ...TIDE, start_index: 0, end_index: WORDS.length } },
    ]);
    expect(stage.upstream.last("claude").json).toMatchObject({
      tools: [{ type: "web_search_20250305", name: "web_search", max_uses: 1 }],
    });
  });

  it.each([
    ["google", "whole", false, playGoogle, { tools: [{ googleSearch: {} }] }],
    ["google", "streamed", true, playGoogle, { tools: [{ googleSearch: {} }] }],
    ["claude", "whole", false, playClaude, { tools: [{ type: "web_search_20250305" }] }],
    ["claude", "streamed", true, playClaude, { tools: [{ type: "web_search_20250305" }] }],
  ] as const)("in Responses is run by %s, %s", async (model, _, stream, play, sent) => {
    play();
    const asked = { model, input: prompt, tools: [{ type: "web_search" as const }] };
    const response = stream
      ? await stage.openai.responses.stream(asked).finalResponse()
      : await stage.openai.responses.create(asked);
    expect(response.output_text).toBe(WORDS);
    expect(response.output.find(({ type }) => type === "web_search_call")).toMatchObject({
      status: "completed",
      action: { type: "search", query: QUERY, sources: [{ type: "url", url: TIDE.url }] },
    });
    const message = response.output.find(({ type }) => type === "message");
    expect(listAt(message, "content", 0, "annotations")).toMatchObject([{ type: "url_citation", ...TIDE }]);
    expect(stage.upstream.last(model).json).toMatchObject(sent);
  });

  it("in Responses is counted and charged where nothing is translated", async () => {
    playResponses("gpt");
    for (const stream of [false, true]) {
      const asked = { model: "gpt", input: prompt, tools: [{ type: "web_search" as const }] };
      const response = await fetch(`${stage.gateway.url}/v1/responses`, {
        method: "POST",
        headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
        body: JSON.stringify({ ...asked, stream }),
      });
      await response.text();
      const [event] = await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");
      expect(event).toMatchObject({ spend: COST, metadata: { usage_object: { searches: 1 } } });
    }
  });
});

describe("a search of Google's SDK", () => {
  it.each(ways)("is run by Anthropic, and grounds the answer, %s", async (_, stream) => {
    playClaude();
    const asked = { model: "claude", contents: prompt, config: { tools: [{ googleSearch: {} }] } };
    let text = "";
    let grounding: unknown;
    if (stream) {
      for await (const chunk of await google().models.generateContentStream(asked)) {
        text += chunk.text ?? "";
        grounding = chunk.candidates?.[0]?.groundingMetadata ?? grounding;
      }
    } else {
      const answer = await google().models.generateContent(asked);
      text = answer.text ?? "";
      grounding = answer.candidates?.[0]?.groundingMetadata;
    }
    expect(text).toBe(WORDS);
    expect(grounding).toMatchObject({
      webSearchQueries: [QUERY],
      groundingChunks: [{ web: { uri: TIDE.url, title: TIDE.title } }],
    });
    expect(stage.upstream.last("claude").json).toMatchObject({ tools: [{ name: "web_search" }] });
  });

  it("fetches pages and runs code by Anthropic's tools for it", async () => {
    playClaude();
    const config = { tools: [{ urlContext: {} }, { codeExecution: {} }] };
    await google().models.generateContent({ model: "claude", contents: prompt, config });
    expect(stage.upstream.last("claude").json).toMatchObject({
      tools: [{ name: "web_fetch" }, { name: "code_execution" }],
    });
  });
});

describe("a provider that runs no search", () => {
  const answer = {
    id: "c1",
    model: "llama-3.3-70b-versatile",
    choices: [{ index: 0, message: { role: "assistant", content: WORDS }, finish_reason: "stop" }],
  };
  const search = { type: "web_search_20250305" as const, name: "web_search" as const };
  const asks = [
    [
      "web_search_20250305",
      (model: string) => stage.anthropic.messages.create({ model, max_tokens: 9, messages, tools: [search] }),
    ],
    [
      "web_search",
      (model: string) => stage.openai.responses.create({ model, input: prompt, tools: [{ type: "web_search" }] }),
    ],
    [
      "googleSearch",
      (model: string) =>
        google().models.generateContent({ model, contents: prompt, config: { tools: [{ googleSearch: {} }] } }),
    ],
  ] as const;

  it.each(asks)("is not asked for one: %s is refused by its name", async (name, ask) => {
    stage.upstream.clear();
    const refusal = await errorOf(ask("groq"));
    expect(refusal).toMatchObject({ status: 400 });
    expect(textAt(refusal, "message")).toContain(`groq does not support ${name}`);
    expect(textAt(refusal, "message")).toContain("drop_params");
    expect(stage.upstream.requests("groq")).toEqual([]);
  });

  it.each(asks)("answers without it where `drop_params` says so: %s", async (_, ask) => {
    stage.upstream.play("groq", json(answer));
    await ask("lenient");
    expect(stage.upstream.last("groq").body.toString()).not.toMatch(/search/i);
  });
});

it("what a provider would be sent is told", async () => {
  const transformed = await manage(stage.gateway, "/utils/transform_request", {
    call_type: "anthropic_messages",
    request_body: {
      model: "gpt",
      max_tokens: 99,
      messages,
      tools: [{ type: "web_search_20250305", name: "web_search" }],
    },
  });
  expect(transformed.json).toMatchObject({
    raw_request_api_base: expect.stringMatching(/\/responses$/) as unknown,
    raw_request_body: { tools: [{ type: "web_search" }] },
  });
});

describe("functions of a client of another dialect", () => {
  const asked = {
    max_tokens: 99,
    messages,
    tools: [{ name: "get_tide", input_schema: { type: "object" as const } }],
  };

  it("are called in Responses, where OpenAI's thinkers take them", async () => {
    playResponses("gpt");
    await stage.anthropic.messages.create({ model: "gpt", ...asked });
    expect(stage.upstream.last("gpt")).toMatchObject({
      path: "/responses",
      json: { tools: [{ type: "function", name: "get_tide" }], include: ["reasoning.encrypted_content"] },
    });
  });

  it("are called in chats by everyone else", async () => {
    const message = { role: "assistant", content: WORDS };
    stage.upstream.play(
      "search-gpt",
      json({ id: "c1", model: "gpt-4o-search-preview", choices: [{ index: 0, message, finish_reason: "stop" }] }),
    );
    await stage.anthropic.messages.create({ model: "search-gpt", ...asked });
    expect(stage.upstream.last("search-gpt").path).toBe("/chat/completions");
  });
});
