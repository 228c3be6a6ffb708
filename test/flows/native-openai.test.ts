import type OpenAI from "openai";
import { zodResponseFormat } from "openai/helpers/zod";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { textAt } from "../support/at.ts";
import { chat } from "../support/clients.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { rawCall } from "../support/raw-client.ts";
import { useStage } from "../support/stage.ts";
import { answers, wire, wireBytes, wireText } from "../support/wire.ts";

const stage = useStage();

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Tide and wind at Nyhåvn?" }];
const tools: OpenAI.ChatCompletionTool[] = [
  {
    type: "function",
    function: {
      name: "get_tide",
      parameters: { type: "object", properties: { harbour: { type: "string" } } },
      strict: true,
    },
  },
  {
    type: "function",
    function: {
      name: "get_wind",
      parameters: { type: "object", properties: { harbour: { type: "string" }, unit: { type: "string" } } },
    },
  },
];
const ways: [string, boolean][] = [
  ["streamed", true],
  ["whole", false],
];

describe("an OpenAI client and an OpenAI-like provider", () => {
  it.each(ways)("exchange a tool call and its result, %s", async (_name, stream) => {
    stage.upstream.play("openai", answers("openai/tool", { split: "utf8" }));
    const { toolCalls, finish } = await chat(
      stage.openai,
      { model: "openai", messages, tools, tool_choice: "required" },
      stream,
    );
    expect(toolCalls).toEqual([{ id: "call_tide000000000001", name: "get_tide", arguments: '{"harbour":"Nyhåvn"}' }]);
    expect(finish).toBe("tool_calls");
    expect(stage.upstream.last("openai").json).toMatchObject({ tools, tool_choice: "required" });

    const turn: OpenAI.ChatCompletionMessageParam[] = [
      ...messages,
      {
        role: "assistant",
        tool_calls: toolCalls.map(({ id, name, arguments: text }) => ({
          id,
          type: "function",
          function: { name, arguments: text },
        })),
      },
      { role: "tool", tool_call_id: textAt(toolCalls, 0, "id"), content: "1.4 m, rising" },
    ];
    stage.upstream.play("openai", answers("openai/chat"));
    await chat(stage.openai, { model: "openai", messages: turn, tools }, stream);
    expect(stage.upstream.last("openai").json).toMatchObject({ messages: turn });
  });

  it.each(ways)("exchange parallel tool calls, %s", async (_name, stream) => {
    stage.upstream.play("openai", answers("openai/parallel-tools"));
    const { toolCalls } = await chat(
      stage.openai,
      { model: "openai", messages, tools, parallel_tool_calls: true },
      stream,
    );
    expect(toolCalls).toEqual([
      { id: "call_tide000000000002", name: "get_tide", arguments: '{"harbour":"Nyhåvn"}' },
      { id: "call_wind000000000003", name: "get_wind", arguments: '{"harbour":"Nyhåvn","unit":"kn"}' },
    ]);
  });

  it("exchange a schema and an answer that the SDK parses by it", async () => {
    stage.upstream.play("openai", answers("openai/json-schema"));
    const format = zodResponseFormat(z.object({ harbour: z.string(), depth_m: z.number() }), "depth");
    const completion = await stage.openai.chat.completions.parse({
      model: "openai",
      messages,
      response_format: format,
    });
    expect(completion.choices[0]?.message.parsed).toEqual({ harbour: "Nyhåvn", depth_m: 7.5 });
    expect(stage.upstream.last("openai").json).toMatchObject({
      response_format: { type: "json_schema", json_schema: { name: "depth", strict: true } },
    });
  });

  it.each(ways)("exchange a refusal, %s", async (_name, stream) => {
    stage.upstream.play("openai", answers("openai/refusal"));
    const answer = await chat(stage.openai, { model: "openai", messages }, stream);
    expect(answer.refusal).toBe("I cannot help with that.");
    expect(answer.text).toBe("");
  });

  it("exchange images as they are", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const withImages: OpenAI.ChatCompletionMessageParam[] = [
      {
        role: "user",
        content: [
          { type: "text", text: "Which ship?" },
          { type: "image_url", image_url: { url: "data:image/png;base64,iVBORw0KGgo=", detail: "low" } },
          { type: "image_url", image_url: { url: "https://example.com/ship.jpg" } },
        ],
      },
    ];
    await chat(stage.openai, { model: "openai", messages: withImages }, false);
    expect(stage.upstream.last("openai").json).toMatchObject({ messages: withImages });
  });

  it("keep every request field, also those that nobody defined", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const sent = {
      messages: [{ role: "user", content: "Hi", mood: { calm: [1, null, "☕"] } }],
      seed: 7,
      logit_bias: { "50256": -100 },
      service_tier: "flex",
      prediction: { type: "content", content: "draft" },
      future_field: { nested: [{ deep: true }], zero: 0, empty: "", none: null },
    };
    const response = await fetch(`${stage.gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "openai", ...sent }),
    });
    expect(response.status).toBe(200);
    expect(stage.upstream.last("openai").json).toEqual({ model: "gpt-4o-mini", ...sent });
  });
});

const ask = (body: object): ReturnType<typeof rawCall> =>
  rawCall(stage.gateway.url, {
    path: "/v1/chat/completions",
    headers: { authorization: `Bearer ${MASTER_KEY}` },
    body: { model: "openai", messages, ...body },
  });

describe("the headers of an answer", () => {
  const headers = {
    "set-cookie": "session=1",
    server: "quay",
    "x-echo": "Bearer something",
    "openai-organization": "org-1",
    "x-request-id": "req_1",
    "x-ratelimit-remaining-requests": "99",
  };

  it.each(["openai/chat.json", "openai/chat.sse"])(
    "are the gateway's own, and a few named ones of the provider: %s",
    async (name) => {
      stage.upstream.play(
        "openai",
        wire(name, { headers: { "content-type": wire(name).headers?.["content-type"] ?? "", ...headers } }),
      );
      const call = ask({ stream: name.endsWith(".sse") });
      const head = await call.head;
      await call.over;
      expect(head.headers.get("llm_provider-x-request-id")).toBe("req_1");
      expect(head.headers.get("llm_provider-x-ratelimit-remaining-requests")).toBe("99");
      const text = JSON.stringify([...head.headers]);
      for (const hidden of ["session=1", "quay", "something", "org-1"]) expect(text).not.toContain(hidden);
      expect(head.headers.get("x-litellm-model-group")).toBe("openai");
      expect(head.headers.get("x-litellm-model-id")).toBe("deployment-openai");
    },
  );
});

describe("the bytes of a native answer", () => {
  it.each([
    "openai/chat.sse",
    "openai/parallel-tools.sse",
    "openrouter/chat.sse",
    "deepseek/chat.sse",
    "hosted_vllm/chat.sse",
  ])("are untouched in a stream whose client asked for the usage: %s", async (name) => {
    stage.upstream.play("openai", wire(name, { split: "utf8" }));
    const call = ask({ stream: true, stream_options: { include_usage: true } });
    const { headers } = await call.head;
    expect((await call.over).clean).toBe(true);
    expect(headers.get("content-type")).toContain("text/event-stream");
    expect(call.text()).toBe(wireText(name));
    expect(call.bytes().equals(wireBytes(name))).toBe(true);
  });

  it("are untouched in a whole answer", async () => {
    stage.upstream.play("openai", wire("openai/parallel-tools.json"));
    const call = ask({});
    await call.over;
    expect(call.bytes().equals(wireBytes("openai/parallel-tools.json"))).toBe(true);
  });

  it("lack only the usage event in a stream whose client did not ask for it", async () => {
    stage.upstream.play("openai", wire("openai/chat.sse", { split: "bytes:50" }));
    const call = ask({ stream: true });
    await call.over;
    const events = wireText("openai/chat.sse").split(/(?<=\n\n)/);
    const kept = events.filter((event) => !event.includes('"choices":[]'));
    expect(kept.length).toBe(events.length - 1);
    expect(call.text()).toBe(kept.join(""));
    expect(stage.upstream.last("openai").json).toMatchObject({ stream_options: { include_usage: true } });
  });

  it("keep the other stream options of the client", async () => {
    stage.upstream.play("openai", wire("openai/chat.sse"));
    const call = ask({ stream: true, stream_options: { include_obfuscation: false } });
    await call.over;
    expect(stage.upstream.last("openai").json).toMatchObject({
      stream_options: { include_obfuscation: false, include_usage: true },
    });
    expect(call.text()).not.toContain('"prompt_tokens"');
  });

  it("come as soon as the provider sends them, not when the stream is over", async () => {
    stage.upstream.play("openai", wire("openai/chat.sse", { delay: 100 }));
    const call = ask({ stream: true });
    await call.until('"content":" harbour"');
    expect(stage.upstream.last("openai").outcome).toBe("open");
    await call.over;
    expect(call.text()).toMatch(/data: \[DONE\]\n\n$/);
  });
});
