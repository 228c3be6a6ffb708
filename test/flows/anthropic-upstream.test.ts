import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../support/at.ts";
import { chat } from "../support/clients.ts";
import { useStage } from "../support/stage.ts";
import { answers } from "../support/wire.ts";

const stage = useStage();

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Tide and wind at Nyhåvn?" }];
const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: "function",
    function: {
      name: "get_tide",
      description: "The tide.",
      parameters: { type: "object", properties: { harbour: { type: "string" } }, required: ["harbour"] },
    },
  },
  { type: "function", function: { name: "list_moorings" } },
];
const ways: [string, boolean][] = [
  ["streamed", true],
  ["whole", false],
];

type Params = Partial<Omit<OpenAI.ChatCompletionCreateParamsNonStreaming, "stream">> & Record<string, unknown>;

/** Sends a request in the OpenAI dialect and gives back what the Anthropic API received. */
async function translated(params: Params, fixture = "anthropic/chat"): Promise<unknown> {
  stage.upstream.play("anthropic", answers(fixture));
  await chat(stage.openai, { model: "anthropic", messages, ...params }, false);
  return stage.upstream.last("anthropic").json;
}

describe("an OpenAI client and the Anthropic API: answers", () => {
  it.each(ways)("text, %s", async (_name, stream) => {
    stage.upstream.play("anthropic", answers("anthropic/chat", { split: "utf8" }));
    const answer = await chat(stage.openai, { model: "anthropic", messages }, stream);
    expect(answer).toMatchObject({
      text: "The pilot boards at Öresund 🚤.",
      finish: "stop",
      usage: { prompt_tokens: 18, completion_tokens: 12, total_tokens: 30 },
    });
  });

  it.each(ways)("a text and a tool call, %s", async (_name, stream) => {
    stage.upstream.play("anthropic", answers("anthropic/tool", { split: "bytes:33" }));
    const answer = await chat(stage.openai, { model: "anthropic", messages, tools }, stream);
    expect(answer.text).toBe("Let me look.");
    expect(answer.finish).toBe("tool_calls");
    expect(answer.toolCalls.map(({ id, name }) => ({ id, name }))).toEqual([
      { id: "toolu_01TollgateTide00000001", name: "get_tide" },
    ]);
    expect(JSON.parse(textAt(answer.toolCalls, 0, "arguments"))).toEqual({ harbour: "Nyhåvn" });
  });

  it.each(ways)("parallel tool calls, one of them without arguments, %s", async (_name, stream) => {
    stage.upstream.play("anthropic", answers("anthropic/parallel-tools"));
    const { toolCalls } = await chat(stage.openai, { model: "anthropic", messages, tools }, stream);
    expect(toolCalls.map(({ name, arguments: text }) => [name, JSON.parse(text)])).toEqual([
      ["get_tide", { harbour: "Nyhåvn" }],
      ["get_wind", { harbour: "Nyhåvn", unit: "kn" }],
      ["list_moorings", {}],
    ]);
  });

  it.each(ways)("thinking, %s", async (_name, stream) => {
    stage.upstream.play("anthropic", answers("anthropic/thinking"));
    const answer = await chat(stage.openai, { model: "anthropic", messages, reasoning_effort: "low" }, stream);
    expect(answer.reasoning).toBe("Seven fathoms is about 12.8 m");
    expect(answer.text).toBe("About 12.8 metres.");
  });

  it.each([
    ["length", "length"],
    ["stop-sequence", "stop"],
    ["tool", "tool_calls"],
  ])("the end called %s is called %s here", async (fixture, finish) => {
    for (const [, stream] of ways) {
      stage.upstream.play("anthropic", answers(`anthropic/${fixture}`));
      expect((await chat(stage.openai, { model: "anthropic", messages, tools }, stream)).finish).toBe(finish);
    }
  });

  it.each(ways)("cached tokens are part of the prompt's, %s", async (_name, stream) => {
    stage.upstream.play("anthropic", answers("anthropic/cached"));
    const { usage } = await chat(stage.openai, { model: "anthropic", messages }, stream);
    expect(usage).toMatchObject({
      prompt_tokens: 1710,
      completion_tokens: 6,
      total_tokens: 1716,
      prompt_tokens_details: { cached_tokens: 1500 },
    });
  });

  it("a client that did not ask for the usage of a stream gets none, in chunks of one id and one role", async () => {
    stage.upstream.play("anthropic", answers("anthropic/tool"));
    const chunks: unknown[] = [];
    for await (const chunk of await stage.openai.chat.completions.create({
      model: "anthropic",
      messages,
      stream: true,
    }))
      chunks.push(chunk);
    expect(chunks.every((chunk) => !at(chunk, "usage"))).toBe(true);
    expect(chunks.every((chunk) => listAt(chunk, "choices").length === 1)).toBe(true);
    expect(new Set(chunks.map((chunk) => at(chunk, "id"))).size).toBe(1);
    expect(new Set(chunks.map((chunk) => at(chunk, "created"))).size).toBe(1);
    expect(chunks.filter((chunk) => at(chunk, "choices", 0, "delta", "role")).length).toBe(1);
  });
});

describe("an OpenAI client and the Anthropic API: requests", () => {
  it("system messages become the system text, and an output cap is always there", async () => {
    const body = await translated({
      messages: [{ role: "system", content: "Be brief." }, { role: "developer", content: "No jokes." }, ...messages],
    });
    expect(JSON.stringify(at(body, "system"))).toContain("Be brief.");
    expect(JSON.stringify(at(body, "system"))).toContain("No jokes.");
    expect(at(body, "messages")).toHaveLength(1);
    expect(at(body, "messages", 0, "role")).toBe("user");
    expect(at(body, "max_tokens")).toBeGreaterThan(0);
  });

  it("settings are called by their Anthropic names", async () => {
    const body = await translated({
      max_completion_tokens: 77,
      temperature: 0.3,
      stop: ["END", "FIN"],
      user: "user-9",
    });
    expect(body).toMatchObject({
      model: "claude-sonnet-4-5-20250929",
      max_tokens: 77,
      temperature: 0.3,
      stop_sequences: ["END", "FIN"],
      metadata: { user_id: "user-9" },
    });
    expect(await translated({ top_p: 0.9 })).toMatchObject({ top_p: 0.9 });
  });

  it("settings that the model does not take together are refused, not dropped unseen", async () => {
    await expect(translated({ temperature: 0.3, top_p: 0.9 })).rejects.toMatchObject({ status: 400, param: "top_p" });
  });

  it("tools and the choice among them are translated", async () => {
    const body = await translated({ tools, tool_choice: "required", parallel_tool_calls: false });
    expect(at(body, "tools", 0)).toMatchObject({
      name: "get_tide",
      description: "The tide.",
      input_schema: { type: "object", required: ["harbour"] },
    });
    expect(at(body, "tools", 1)).toMatchObject({ name: "list_moorings", input_schema: { type: "object" } });
    expect(at(body, "tool_choice")).toMatchObject({ type: "any", disable_parallel_tool_use: true });
    const named = await translated({ tools, tool_choice: { type: "function", function: { name: "get_tide" } } });
    expect(at(named, "tool_choice")).toMatchObject({ type: "tool", name: "get_tide" });
  });

  it("images come as base64 and as URLs", async () => {
    const body = await translated({
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Which ship?" },
            { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
            { type: "image_url", image_url: { url: "https://example.com/ship.jpg" } },
          ],
        },
      ],
    });
    expect(at(body, "messages", 0, "content")).toMatchObject([
      { type: "text", text: "Which ship?" },
      { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
      { type: "image", source: { type: "url", url: "https://example.com/ship.jpg" } },
    ]);
  });

  it("a schema reaches the model, and the answer is the text of a message", async () => {
    const schema = {
      type: "object",
      properties: { harbour: { type: "string" } },
      required: ["harbour"],
      additionalProperties: false,
    };
    const body = await translated({
      response_format: { type: "json_schema", json_schema: { name: "depth", strict: true, schema } },
    });
    expect(JSON.stringify(body)).toContain(JSON.stringify(schema.properties));
  });

  it("an effort to reason becomes thinking, within the output cap", async () => {
    const body = await translated({ reasoning_effort: "high", max_completion_tokens: 30_000 });
    expect(at(body, "max_tokens")).toBe(30_000);
    expect(textAt(body, "thinking", "type")).toMatch(/^(enabled|adaptive)$/);
    // Models that take no effort are given a budget, which counts as output.
    const budget = Number(at(body, "thinking", "budget_tokens") ?? 1024);
    expect(budget).toBeGreaterThanOrEqual(1024);
    expect(budget).toBeLessThan(30_000);
  });

  it("marks for the prompt cache survive", async () => {
    const mark = { cache_control: { type: "ephemeral" } };
    const body = await translated({
      messages: [
        { role: "system", content: [{ type: "text", text: "A long rule.", ...mark }] },
        { role: "user", content: [{ type: "text", text: "A long log.", ...mark }] },
      ],
    });
    expect(at(body, "system", 0)).toMatchObject({ type: "text", text: "A long rule.", ...mark });
    expect(at(body, "messages", 0, "content", 0)).toMatchObject({ type: "text", text: "A long log.", ...mark });
  });

  it("fields that the OpenAI dialect does not define are forwarded", async () => {
    expect(await translated({ top_k: 5, future_field: { a: 1 } })).toMatchObject({ top_k: 5, future_field: { a: 1 } });
  });

  it("the results of parallel tool calls go back in one user message", async () => {
    const calls = [
      { id: "toolu_1", type: "function" as const, function: { name: "get_tide", arguments: '{"harbour":"Nyhåvn"}' } },
      { id: "toolu_2", type: "function" as const, function: { name: "list_moorings", arguments: "{}" } },
    ];
    const body = await translated({
      tools,
      messages: [
        ...messages,
        { role: "assistant", content: "Looking.", tool_calls: calls },
        { role: "tool", tool_call_id: "toolu_1", content: "1.4 m" },
        { role: "tool", tool_call_id: "toolu_2", content: "berth 3" },
        { role: "user", content: "And?" },
      ],
    });
    const sent = listAt(body, "messages");
    expect(sent.map((one) => at(one, "role"))).toEqual(["user", "assistant", "user"]);
    expect(at(sent[1], "content")).toMatchObject([
      { type: "text", text: "Looking." },
      { type: "tool_use", id: "toolu_1", name: "get_tide", input: { harbour: "Nyhåvn" } },
      { type: "tool_use", id: "toolu_2", name: "list_moorings", input: {} },
    ]);
    expect(at(sent[2], "content")).toMatchObject([
      { type: "tool_result", tool_use_id: "toolu_1" },
      { type: "tool_result", tool_use_id: "toolu_2" },
      { type: "text", text: "And?" },
    ]);
    expect(JSON.stringify(at(sent[2], "content", 0, "content"))).toContain("1.4 m");
  });

  it("thinking that is sent back with a tool call keeps its signature", async () => {
    stage.upstream.play("anthropic", answers("anthropic/thinking-tool"));
    const first = await stage.openai.chat.completions.create({
      model: "anthropic",
      messages,
      tools,
      reasoning_effort: "medium",
    });
    const assistant = first.choices.map((choice) => choice.message);
    const body = await translated({
      tools,
      reasoning_effort: "medium",
      messages: [
        ...messages,
        ...assistant,
        { role: "tool", tool_call_id: textAt(assistant, 0, "tool_calls", 0, "id"), content: "1.4 m" },
      ],
    });
    const content = listAt(body, "messages", 1, "content");
    expect(content[0]).toEqual({
      type: "thinking",
      thinking: "I need the tide.",
      signature: "EqQBCkYITollgateSignature0002==",
    });
    expect(textAt(content[1], "type")).toBe("tool_use");
  });
});
