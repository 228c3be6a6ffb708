import { describe, expect, test } from "vitest";
import type { ChatEvent, ChatRequest, Part } from "../../../../src/core/chat.ts";
import { objectsOf, type JsonObject } from "../../../../src/core/json.ts";
import { openaiResponses } from "../../../../src/dialects/openai-responses/index.ts";

const parameters = { type: "object", properties: { query: { type: "string" } } };
/** As Codex has it, where it holds back the tools of its MCP servers. */
const SEARCH = { type: "tool_search", execution: "client", description: "Finds tools", parameters };
const TIDE = { type: "function", name: "get_tide", description: "High tide", defer_loading: true, parameters: {} };
const FOUND = {
  type: "tool_search_output",
  call_id: "c1",
  execution: "client",
  status: "completed",
  tools: [{ type: "namespace", name: "mcp__tides", tools: [TIDE] }],
};
const ASKED = { type: "tool_search_call", call_id: "c1", execution: "client", arguments: { query: "tide" } };

const request = (...input: readonly JsonObject[]): JsonObject => ({
  model: "m",
  input: [{ role: "user", content: "Hi" }, ...input],
  tools: [SEARCH],
});
const decode = (...input: readonly JsonObject[]): ChatRequest => openaiResponses.decodeRequest(request(...input));

const optionsOf = (asked: JsonObject) => ({ includeUsage: true, createdSeconds: 0, request: asked });
const CALL: Part = { type: "tool-call", id: "c1", name: "tool_search", input: '{"query":"tide"}' };

describe("a search among the tools of the client", () => {
  test("is a function to everyone else", () => {
    expect(decode()).toMatchObject({
      tools: [{ name: "tool_search", description: "Finds tools", schema: parameters }],
    });
    expect(decode()).not.toHaveProperty("hosted");
  });

  test("has no place elsewhere where OpenAI runs it", () => {
    for (const server of [{ type: "tool_search" }, { ...SEARCH, execution: "server" }])
      expect(openaiResponses.decodeRequest({ ...request(), tools: [server] })).toMatchObject({
        tools: [],
        hosted: [{ type: "other", name: "tool_search" }],
      });
  });

  test("is answered with its own item", () => {
    const { output } = openaiResponses.encodeResponse(
      { id: "a", model: "m", parts: [CALL], finish: "tool-calls", usage: undefined },
      optionsOf(request()),
    );
    expect(output).toEqual([{ ...ASKED, id: "tsc_a_0", status: "completed" }]);
  });

  test("is answered with its own item in a stream", () => {
    const events: readonly ChatEvent[] = [
      { type: "response-start", id: "a", model: "m" },
      { type: "tool-call-start", block: 0, id: "c1", name: "tool_search" },
      { type: "tool-call-delta", block: 0, input: '{"query":' },
      { type: "tool-call-delta", block: 0, input: '"tide"}' },
      { type: "block-end", block: 0 },
      { type: "response-end", finish: "tool-calls", usage: undefined },
    ];
    const encoder = openaiResponses.encoder(optionsOf(request()));
    const told = events
      .flatMap((event) => encoder.push(event))
      .map(({ data }) => JSON.parse(data) as JsonObject)
      .filter(({ response }) => response === undefined);
    const item = { ...ASKED, id: "tsc_a_0" };
    expect(told).toMatchObject([
      { type: "response.output_item.added", item: { ...item, status: "in_progress", arguments: {} } },
      { type: "response.output_item.done", item: { ...item, status: "completed" } },
    ]);
    expect(told).toHaveLength(2);
  });

  test("tells what a model wrote that is no JSON", () => {
    const { output } = openaiResponses.encodeResponse(
      { id: "a", model: "m", parts: [{ ...CALL, input: "tide" }], finish: "tool-calls", usage: undefined },
      optionsOf(request()),
    );
    expect(objectsOf(output)[0]).toMatchObject({ arguments: { query: "tide" } });
  });
});

describe("what a search has found", () => {
  test("is a result for the model, and can be called from then on", () => {
    const { messages, tools } = decode(ASKED, FOUND);
    expect(messages.slice(1)).toEqual([
      { role: "assistant", parts: [CALL] },
      {
        role: "tool",
        parts: [
          {
            type: "tool-result",
            id: "c1",
            content: [{ type: "text", text: "These tools can be called now: mcp__tides__get_tide" }],
          },
        ],
      },
    ]);
    expect(tools.map(({ name }) => name)).toEqual(["tool_search", "mcp__tides__get_tide"]);
  });

  test("is called by its own name in its namespace", () => {
    const call: Part = { type: "tool-call", id: "c2", name: "mcp__tides__get_tide", input: "{}" };
    const { output } = openaiResponses.encodeResponse(
      { id: "a", model: "m", parts: [call], finish: "tool-calls", usage: undefined },
      optionsOf(request(ASKED, FOUND)),
    );
    expect(output).toMatchObject([{ type: "function_call", name: "get_tide", namespace: "mcp__tides" }]);
  });

  test("is one tool, however often it is found", () => {
    const again = [
      { ...ASKED, call_id: "c2" },
      { ...FOUND, call_id: "c2" },
    ];
    expect(decode(ASKED, FOUND, ...again).tools.map(({ name }) => name)).toEqual([
      "tool_search",
      "mcp__tides__get_tide",
    ]);
  });

  test("may be nothing", () => {
    expect(decode(ASKED, { ...FOUND, tools: [] }).messages.at(-1)).toMatchObject({
      parts: [{ content: [{ text: "No tools were found." }] }],
    });
  });

  test("stays where OpenAI searched, whose record means nothing elsewhere", () => {
    const { messages, tools } = decode(
      { ...ASKED, call_id: null, execution: "server" },
      { ...FOUND, call_id: null, execution: "server" },
    );
    expect(messages).toHaveLength(1);
    expect(tools.map(({ name }) => name)).toEqual(["tool_search", "mcp__tides__get_tide"]);
  });

  test("goes with the signature of the search", () => {
    const signed = { ...CALL, signature: "c2lnbmVk" };
    const answer = openaiResponses.encodeResponse(
      { id: "a", model: "m", parts: [signed], finish: "tool-calls", usage: undefined },
      optionsOf(request()),
    );
    expect(decode(...objectsOf(answer.output)).messages.at(-1)).toEqual({ role: "assistant", parts: [signed] });
  });
});
