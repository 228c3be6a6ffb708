import { Mistral } from "@mistralai/mistralai";
import type { ChatCompletionRequest, ToolCall } from "@mistralai/mistralai/models/components";
import { MistralError } from "@mistralai/mistralai/models/errors";
import { describe, expect, it } from "vitest";
import { calling, PLAIN, SPENT, TIDE, WIND } from "../conformance/answer.ts";
import { openaiEmbeddingsWire } from "../conformance/wires/openai-embeddings.ts";
import { errorOf } from "../support/clients.ts";
import { PATIENCE_SECONDS, play, playAnswer, playLimit } from "../support/own-wires/play.ts";
import { OWN_PROVIDERS, ownConfig, providerOf, takers } from "../support/own-wires/providers.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";

const EMBEDDER = "embed-mistral";

const stage = useStage((upstream) =>
  ownConfig(upstream, [
    {
      model_name: EMBEDDER,
      litellm_params: {
        model: "mistral/mistral-embed",
        ...providerOf("mistral").params(upstream.base("mistral"), upstream),
      },
    },
  ]),
);

const mistral = (): Mistral =>
  new Mistral({ serverURL: stage.gateway.url, apiKey: MASTER_KEY, retryConfig: { strategy: "none" } });

type Messages = ChatCompletionRequest["messages"];
const messages: Messages = [{ role: "user", content: "When is high tide? ⚓" }];
const tools: ChatCompletionRequest["tools"] = [
  {
    type: "function",
    function: {
      name: TIDE.name,
      description: "The tide.",
      parameters: { type: "object", properties: { port: { type: "string" }, note: { type: "string" } } },
    },
  },
];
const textOf = (content: unknown): string => (typeof content === "string" ? content : "");
/** The SDK gives the input of a call as the text that came, or as what it says. */
const inputOf = (input: unknown): unknown => (typeof input === "string" ? JSON.parse(input) : input);

describe.each(OWN_PROVIDERS)("the Mistral SDK and $id", (provider) => {
  const { id, wire } = provider;

  it("complete a chat", async () => {
    playAnswer(stage.upstream, provider, PLAIN);
    const answer = await mistral().chat.complete({ model: id, messages });
    expect(answer.choices).toMatchObject([{ finishReason: "stop", message: { content: PLAIN.text } }]);
    expect(answer.id).not.toBe("");
    expect(answer.usage.completionTokens).toBeGreaterThan(0);
    if (wire.abilities.usage.whole)
      expect(answer.usage).toMatchObject({ promptTokens: SPENT.input, completionTokens: SPENT.output });
    const asked = stage.upstream.requests(id).findLast(({ method }) => method === "POST");
    expect(asked?.body.toString()).toContain("When is high tide? ⚓");
  });

  it("stream a chat", async () => {
    playAnswer(stage.upstream, provider, PLAIN);
    let said = "";
    let finish: string | null = null;
    for await (const { data } of await mistral().chat.stream({ model: id, messages })) {
      for (const { delta, finishReason } of data.choices) {
        said += textOf(delta.content);
        finish = finishReason ?? finish;
      }
    }
    expect({ said, finish }).toEqual({ said: PLAIN.text, finish: "stop" });
  });

  it("are told when to come back", async () => {
    const says = playLimit(stage.upstream, provider);
    const error = await errorOf(mistral().chat.complete({ model: id, messages }));
    expect(error).toBeInstanceOf(MistralError);
    expect(error).toMatchObject({ statusCode: 429, body: expect.stringContaining(says) as unknown });
    expect(error instanceof MistralError && error.headers.get("retry-after")).toBe(PATIENCE_SECONDS);
  });
});

describe.each(takers("tools"))("the Mistral SDK and $id, with tools", (provider) => {
  const { id } = provider;

  it("call a tool and send its result back", async () => {
    playAnswer(stage.upstream, provider, calling(TIDE));
    const asked = await mistral().chat.complete({ model: id, messages, tools });
    const toolCalls = asked.choices[0]?.message?.toolCalls ?? [];
    expect(asked.choices[0]?.finishReason).toBe("tool_calls");
    expect(toolCalls.map((call) => call.function.name)).toEqual([TIDE.name]);
    expect(inputOf(toolCalls[0]?.function.arguments)).toEqual(TIDE.input);
    playAnswer(stage.upstream, provider, PLAIN);
    const history: Messages = [
      ...messages,
      { role: "assistant", content: "", toolCalls },
      { role: "tool", toolCallId: toolCalls[0]?.id ?? "", name: TIDE.name, content: "At nine, 4.2 m." },
    ];
    const answer = await mistral().chat.complete({ model: id, messages: history, tools });
    expect(answer.choices[0]?.message?.content).toBe(PLAIN.text);
    expect(stage.upstream.last(id).body.toString()).toContain("At nine, 4.2 m.");
  });
});

describe("the Mistral SDK, with tools in a stream", () => {
  async function streamCalls(model: string): Promise<readonly object[]> {
    const calls: ToolCall[] = [];
    for await (const { data } of await mistral().chat.stream({ model, messages, tools }))
      for (const { delta } of data.choices) calls.push(...(delta.toolCalls ?? []));
    return calls.map(({ id, function: { name, arguments: input } }) => ({ id, name, input: inputOf(input) }));
  }

  it("reads the calls of Mistral, which come whole", async () => {
    const provider = providerOf("mistral");
    const tool_calls = [TIDE, WIND].map(({ id, name, input }, index) => ({
      id,
      function: { name, arguments: JSON.stringify(input) },
      index,
    }));
    const chunk = (delta: object, finish_reason: string | null) =>
      `data: ${JSON.stringify({ id: "1", model: "mistral-small", choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
    play(stage.upstream, provider, () => ({
      headers: { "content-type": "text/event-stream" },
      body: `${chunk({ role: "assistant", content: "" }, null)}${chunk({ content: "", tool_calls }, "tool_calls")}data: [DONE]\n\n`,
    }));
    expect(await streamCalls(provider.id)).toEqual([TIDE, WIND]);
  });

  it.each(takers("tools").filter(({ wire }) => !wire.abilities.streamsInput))(
    "reads a call of $id, which comes whole too",
    async (provider) => {
      playAnswer(stage.upstream, provider, calling(TIDE));
      expect(await streamCalls(provider.id)).toMatchObject([{ name: TIDE.name, input: TIDE.input }]);
    },
  );

  // See docs/models.md. Where this fails, the SDK has learned to read them.
  it.each(["openai", "anthropic"])(
    "refuses the pieces of a call of %s, of which only the first has a name",
    async (id) => {
      playAnswer(stage.upstream, providerOf(id), calling(TIDE));
      expect(await errorOf(streamCalls(id))).toMatchObject({ message: expect.stringContaining('"name"') as unknown });
    },
  );
});

// It wants an id of every answer, and of the services that make embeddings Mistral alone gives one.
it("the Mistral SDK and Mistral make embeddings", async () => {
  const vectors = [
    [0.0125, -0.25, 0.5],
    [-0.75, 0.125, 0.0625],
  ];
  play(stage.upstream, providerOf("mistral"), () => ({
    body: JSON.stringify(Object.assign({ id: "embeddings-1" }, openaiEmbeddingsWire.whole(vectors, SPENT, {}))),
  }));
  const { data, usage } = await mistral().embeddings.create({ model: EMBEDDER, inputs: ["ebb", "flow"] });
  expect(data.map(({ embedding }) => embedding)).toEqual(vectors);
  expect(usage.promptTokens).toBeGreaterThan(0);
});
