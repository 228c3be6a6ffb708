import type Anthropic from "@anthropic-ai/sdk";
import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../support/at.ts";
import { sendMessage } from "../support/clients.ts";
import { MASTER_KEY, PROVIDERS, secretOf } from "../support/providers.ts";
import { rawCall } from "../support/raw-client.ts";
import { useStage } from "../support/stage.ts";
import { answers, wire, wireBytes } from "../support/wire.ts";

const stage = useStage();

const messages: Anthropic.MessageParam[] = [{ role: "user", content: "Tide and wind at Nyhåvn?" }];
const tools: Anthropic.Tool[] = [
  {
    name: "get_tide",
    description: "The tide.",
    input_schema: { type: "object", properties: { harbour: { type: "string" } }, required: ["harbour"] },
  },
  { name: "get_wind", input_schema: { type: "object", properties: { harbour: { type: "string" } } } },
];
const ways: [string, boolean][] = [
  ["streamed", true],
  ["whole", false],
];
const blocks = (answer: Anthropic.Message): unknown[] =>
  answer.content.map((block) => JSON.parse(JSON.stringify(block)));

describe("an Anthropic client and the Anthropic API", () => {
  it.each(ways)("exchange text, thinking and tool calls as they are, %s", async (_name, stream) => {
    for (const fixture of [
      "chat",
      "thinking",
      "redacted",
      "tool",
      "parallel-tools",
      "thinking-tool",
      "stop-sequence",
      "cached",
    ]) {
      stage.upstream.play("anthropic", answers(`anthropic/${fixture}`, { split: "bytes:211" }));
      const answer = await sendMessage(
        stage.anthropic,
        { model: "anthropic", max_tokens: 2048, messages, tools },
        stream,
      );
      const recorded = JSON.parse(wireBytes(`anthropic/${fixture}.json`).toString());
      expect(blocks(answer)).toEqual(recorded.content);
      expect(answer.stop_reason).toBe(recorded.stop_reason);
      expect(answer.usage.output_tokens).toBe(recorded.usage.output_tokens);
      expect(answer.usage.cache_read_input_tokens).toBe(recorded.usage.cache_read_input_tokens);
    }
  });

  it("exchange every request field and the beta headers", async () => {
    stage.upstream.play("anthropic", answers("anthropic/chat"));
    const sent = {
      max_tokens: 2048,
      system: [{ type: "text", text: "A rule.", cache_control: { type: "ephemeral", ttl: "1h" } }],
      messages: [{ role: "user", content: [{ type: "text", text: "Hi", future_mark: 1 }] }],
      thinking: { type: "enabled", budget_tokens: 1024 },
      future_field: { nested: [null, 0, ""] },
    };
    const response = await fetch(`${stage.gateway.url}/v1/messages`, {
      method: "POST",
      headers: {
        "x-api-key": MASTER_KEY,
        "anthropic-version": "2023-06-01",
        "anthropic-beta": "context-1m-2025-08-07",
        "content-type": "application/json",
      },
      body: JSON.stringify({ model: "anthropic", ...sent }),
    });
    expect(response.status).toBe(200);
    const request = stage.upstream.last("anthropic");
    expect(request.json).toEqual({ model: "claude-sonnet-4-5-20250929", ...sent });
    expect(request.headers["anthropic-beta"]).toBe("context-1m-2025-08-07");
    expect(request.headers["anthropic-version"]).toBe("2023-06-01");
    expect(request.headers["x-api-key"]).toBe(secretOf("anthropic"));
  });

  it.each(["anthropic/thinking-tool.sse", "anthropic/parallel-tools.json"])(
    "leave the bytes of the answer untouched: %s",
    async (name) => {
      stage.upstream.play("anthropic", wire(name, { split: "utf8" }));
      const call = rawCall(stage.gateway.url, {
        path: "/v1/messages",
        headers: { "x-api-key": MASTER_KEY },
        body: { model: "anthropic", max_tokens: 9, messages, stream: name.endsWith(".sse") },
      });
      expect((await call.over).clean).toBe(true);
      expect(call.bytes().equals(wireBytes(name))).toBe(true);
    },
  );
});

const OPENAI_LIKE = PROVIDERS.filter(({ id }) => id !== "anthropic");

const textOf = (answer: Anthropic.Message): string =>
  answer.content.map((block) => (block.type === "text" ? block.text : "")).join("");

describe.each(OPENAI_LIKE)("an Anthropic client and $id", ({ id }) => {
  it("read the same answer streamed and whole", async () => {
    stage.upstream.play(id, answers(`${id}/chat`, { split: "utf8" }));
    const params = { model: id, max_tokens: 64, messages };
    const streamed = await sendMessage(stage.anthropic, params, true);
    const whole = await sendMessage(stage.anthropic, params, false);
    const said = JSON.parse(wireBytes(`${id}/chat.json`).toString());
    expect(textOf(whole)).toBe(said.choices[0].message.content);
    expect(blocks(streamed)).toEqual(blocks(whole));
    for (const answer of [streamed, whole]) {
      expect(answer.role).toBe("assistant");
      expect(answer.stop_reason).toBe("end_turn");
      const { input_tokens, output_tokens, cache_read_input_tokens } = answer.usage;
      // The Anthropic dialect counts cached tokens apart.
      expect(input_tokens + (cache_read_input_tokens ?? 0)).toBe(said.usage.prompt_tokens);
      expect(output_tokens).toBe(said.usage.completion_tokens);
    }
  });
});

describe("an Anthropic client and an OpenAI-like provider: answers", () => {
  it.each(ways)("parallel tool calls are tool_use blocks, %s", async (_name, stream) => {
    stage.upstream.play("openai", answers("openai/parallel-tools", { split: "bytes:41" }));
    const answer = await sendMessage(stage.anthropic, { model: "openai", max_tokens: 64, messages, tools }, stream);
    expect(blocks(answer)).toMatchObject([
      { type: "tool_use", id: "call_tide000000000002", name: "get_tide", input: { harbour: "Nyhåvn" } },
      { type: "tool_use", id: "call_wind000000000003", name: "get_wind", input: { harbour: "Nyhåvn", unit: "kn" } },
    ]);
    expect(answer.stop_reason).toBe("tool_use");
  });

  it.each(ways)("reasoning is a thinking block before the text, %s", async (_name, stream) => {
    stage.upstream.play("deepseek", answers("deepseek/chat"));
    const answer = await sendMessage(stage.anthropic, { model: "deepseek", max_tokens: 64, messages }, stream);
    expect(blocks(answer)).toMatchObject([
      { type: "thinking", thinking: "Nine knots times two hours…" },
      { type: "text", text: "Eighteen sea miles." },
    ]);
    expect(answer.usage.cache_read_input_tokens).toBe(16);
  });

  it.each(ways)("an answer cut by its length says max_tokens, %s", async (_name, stream) => {
    stage.upstream.play("openai", answers("openai/length"));
    expect((await sendMessage(stage.anthropic, { model: "openai", max_tokens: 3, messages }, stream)).stop_reason).toBe(
      "max_tokens",
    );
  });

  it("a stream has the events of the dialect in their order", async () => {
    stage.upstream.play("openai", answers("openai/tool"));
    const call = rawCall(stage.gateway.url, {
      path: "/v1/messages",
      headers: { "x-api-key": MASTER_KEY },
      body: { model: "openai", max_tokens: 9, messages, tools, stream: true },
    });
    await call.over;
    const names = [...call.text().matchAll(/^event: (\w+)$/gm)].map(([, name]) => name);
    const once = names.filter((name, index) => name !== names[index - 1] && name !== "ping");
    expect(once).toEqual([
      "message_start",
      "content_block_start",
      "content_block_delta",
      "content_block_stop",
      "message_delta",
      "message_stop",
    ]);
    for (const line of call
      .text()
      .split("\n")
      .filter((text) => text.startsWith("data: "))) {
      expect(names).toContain(textAt(JSON.parse(line.slice(6)), "type"));
    }
  });
});

/** Sends a request in the Anthropic dialect and gives back what an OpenAI-like provider received. */
async function translated(
  params: Partial<Anthropic.MessageCreateParamsNonStreaming> & Record<string, unknown>,
): Promise<unknown> {
  stage.upstream.play("openai", answers("openai/chat"));
  await sendMessage(stage.anthropic, { model: "openai", max_tokens: 500, messages, ...params }, false);
  return stage.upstream.last("openai").json;
}

describe("an Anthropic client and an OpenAI-like provider: requests", () => {
  it("the system text and the settings are called by their OpenAI names", async () => {
    const body = await translated({
      system: "Be brief.",
      temperature: 0.2,
      top_p: 0.8,
      stop_sequences: ["END"],
      metadata: { user_id: "user-9" },
    });
    expect(body).toMatchObject({ model: "gpt-4o-mini", temperature: 0.2, top_p: 0.8, stop: ["END"], user: "user-9" });
    expect(at(body, "max_completion_tokens") ?? at(body, "max_tokens")).toBe(500);
    expect(textAt(body, "messages", 0, "role")).toMatch(/^(system|developer)$/);
    expect(JSON.stringify(at(body, "messages", 0, "content"))).toContain("Be brief.");
    expect(at(body, "messages", 1, "role")).toBe("user");
  });

  it("tools and the choice among them are translated", async () => {
    const body = await translated({ tools, tool_choice: { type: "any", disable_parallel_tool_use: true } });
    expect(at(body, "tools", 0)).toMatchObject({
      type: "function",
      function: { name: "get_tide", description: "The tide.", parameters: { required: ["harbour"] } },
    });
    expect(body).toMatchObject({ tool_choice: "required", parallel_tool_calls: false });
    expect(await translated({ tools, tool_choice: { type: "tool", name: "get_wind" } })).toMatchObject({
      tool_choice: { type: "function", function: { name: "get_wind" } },
    });
  });

  it("images come as data URLs and as URLs", async () => {
    const body = await translated({
      messages: [
        {
          role: "user",
          content: [
            { type: "image", source: { type: "base64", media_type: "image/png", data: "iVBORw0KGgo=" } },
            { type: "image", source: { type: "url", url: "https://example.com/ship.jpg" } },
            { type: "text", text: "Which ship?" },
          ],
        },
      ],
    });
    expect(at(body, "messages", 0, "content")).toMatchObject([
      { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=" } },
      { type: "image_url", image_url: { url: "https://example.com/ship.jpg" } },
      { type: "text", text: "Which ship?" },
    ]);
  });

  it("thinking becomes an effort to reason", async () => {
    const body = await translated({ max_tokens: 20_000, thinking: { type: "enabled", budget_tokens: 8000 } });
    expect(textAt(body, "reasoning_effort")).toMatch(/^(low|medium|high)$/);
    expect(at(body, "thinking")).toBeUndefined();
  });

  it("results of tool calls become tool messages, right after the calls", async () => {
    const body = await translated({
      tools,
      messages: [
        ...messages,
        {
          role: "assistant",
          content: [
            { type: "text", text: "Looking." },
            { type: "tool_use", id: "call_1", name: "get_tide", input: { harbour: "Nyhåvn" } },
            { type: "tool_use", id: "call_2", name: "get_wind", input: {} },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "call_1", content: "1.4 m" },
            { type: "tool_result", tool_use_id: "call_2", content: [{ type: "text", text: "gale" }], is_error: true },
            { type: "text", text: "And?" },
          ],
        },
      ],
    });
    const sent = listAt(body, "messages");
    expect(sent.map((one) => at(one, "role"))).toEqual(["user", "assistant", "tool", "tool", "user"]);
    expect(at(sent[1], "tool_calls")).toMatchObject([
      { id: "call_1", type: "function", function: { name: "get_tide" } },
      { id: "call_2", type: "function", function: { name: "get_wind", arguments: "{}" } },
    ]);
    expect(JSON.parse(textAt(sent[1], "tool_calls", 0, "function", "arguments"))).toEqual({ harbour: "Nyhåvn" });
    expect(JSON.stringify(at(sent[1], "content"))).toContain("Looking.");
    expect(sent[2]).toMatchObject({ tool_call_id: "call_1" });
    expect(JSON.stringify(at(sent[3], "content"))).toContain("gale");
    expect(JSON.stringify(at(sent[4], "content"))).toContain("And?");
  });

  it("fields that the Anthropic dialect does not define are forwarded", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    await fetch(`${stage.gateway.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": MASTER_KEY },
      body: JSON.stringify({ model: "openai", max_tokens: 5, messages, future_field: { a: [1] } }),
    });
    expect(stage.upstream.last("openai").json).toMatchObject({ future_field: { a: [1] } });
  });
});
