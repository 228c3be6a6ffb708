import { HumanMessage, ToolMessage, type BaseMessage } from "@langchain/core/messages";
import { tool } from "@langchain/core/tools";
import { ChatOpenAI, OpenAIEmbeddings, type ChatOpenAIFields } from "@langchain/openai";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { calling, PLAIN, SPENT, TIDE } from "../conformance/answer.ts";
import { geminiEmbeddingsWire } from "../conformance/wires/google-embeddings.ts";
import { at } from "../support/at.ts";
import { errorOf } from "../support/clients.ts";
import { play, playAnswer, playLimit } from "../support/own-wires/play.ts";
import { OWN_PROVIDERS, ownConfig, providerOf, takers } from "../support/own-wires/providers.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";

const EMBEDDER = "embed-gemini";

const stage = useStage((upstream) =>
  ownConfig(upstream, [
    {
      model_name: EMBEDDER,
      litellm_params: {
        model: "gemini/gemini-embedding-001",
        ...providerOf("gemini").params(upstream.base("gemini"), upstream),
      },
    },
  ]),
);

const common = () => ({
  apiKey: MASTER_KEY,
  configuration: { baseURL: `${stage.gateway.url}/v1` },
  maxRetries: 0,
});
const modelOf = (model: string, fields: ChatOpenAIFields = {}): ChatOpenAI =>
  new ChatOpenAI({ model, ...common(), ...fields });

const prompt = "When is high tide? ⚓";
const getTide = tool(() => "At nine, 4.2 m.", {
  name: TIDE.name,
  description: "The tide.",
  schema: z.object({ port: z.string(), note: z.string() }),
});
const HOUR = { port: "Brest", hour: 9 };
/** These have Responses themselves, so that nothing is translated. */
const NATIVE: readonly string[] = ["openai", "azure"];

describe.each(OWN_PROVIDERS)("LangChain and $id", (provider) => {
  const { id, wire } = provider;

  it("invoke a model", async () => {
    playAnswer(stage.upstream, provider, PLAIN);
    const answer = await modelOf(id).invoke(prompt);
    expect(answer.text).toBe(PLAIN.text);
    const usage: unknown = answer.usage_metadata;
    expect(at(usage, "total_tokens")).toBeGreaterThan(0);
    if (wire.abilities.usage.whole)
      expect(usage).toMatchObject({ input_tokens: SPENT.input, output_tokens: SPENT.output });
    const asked = stage.upstream.requests(id).findLast(({ method }) => method === "POST");
    expect(asked?.body.toString()).toContain(prompt);
  });

  it("stream from a model, with its usage", async () => {
    playAnswer(stage.upstream, provider, PLAIN);
    let said = "";
    let output = 0;
    for await (const chunk of await modelOf(id).stream(prompt)) {
      said += chunk.text;
      output += Number(at(chunk.usage_metadata, "output_tokens") ?? 0);
    }
    expect(said).toBe(PLAIN.text);
    expect(output).toBeGreaterThan(0);
    if (wire.abilities.usage.stream) expect(output).toBe(SPENT.output);
  });

  it("read a limit as one", async () => {
    const says = playLimit(stage.upstream, provider);
    expect(await errorOf(modelOf(id).invoke(prompt))).toMatchObject({
      status: 429,
      message: expect.stringContaining(says) as unknown,
    });
  });
});

describe.each(takers("tools"))("LangChain and $id, with tools", (provider) => {
  const { id } = provider;

  it.each(NATIVE.includes(id) ? ["chat completions"] : ["chat completions", "Responses"])(
    "call a tool and send its result back, by %s",
    async (way) => {
      const model = modelOf(id, { useResponsesApi: way === "Responses" }).bindTools([getTide]);
      const history: BaseMessage[] = [new HumanMessage(prompt)];
      playAnswer(stage.upstream, provider, calling(TIDE));
      const asked = await model.invoke(history);
      expect(asked.tool_calls).toMatchObject([{ name: TIDE.name, args: TIDE.input }]);
      history.push(asked);
      for (const call of asked.tool_calls ?? []) {
        const result: unknown = await getTide.invoke(call);
        expect(result).toBeInstanceOf(ToolMessage);
        history.push(result as ToolMessage);
      }
      playAnswer(stage.upstream, provider, PLAIN);
      expect((await model.invoke(history)).text).toBe(PLAIN.text);
      expect(stage.upstream.last(id).body.toString()).toContain("At nine, 4.2 m.");
    },
  );

  it("stream a call of a tool", async () => {
    playAnswer(stage.upstream, provider, calling(TIDE));
    const chunks = [];
    for await (const chunk of await modelOf(id).bindTools([getTide]).stream(prompt)) chunks.push(chunk);
    const whole = chunks.reduce((before, chunk) => before.concat(chunk));
    expect(whole.tool_calls).toMatchObject([{ name: TIDE.name, args: TIDE.input }]);
  });
});

describe.each(takers("response_format"))("LangChain and $id, with a schema", (provider) => {
  it("give an object of the shape that was asked for", async () => {
    playAnswer(stage.upstream, provider, { text: JSON.stringify(HOUR), spent: SPENT });
    const schema = z.object({ port: z.string(), hour: z.number() });
    const model = modelOf(provider.id).withStructuredOutput(schema, { method: "jsonSchema" });
    expect(await model.invoke(prompt)).toEqual(HOUR);
  });
});

it("LangChain and Gemini make embeddings", async () => {
  const vectors = [
    [0.0125, -0.25, 0.5],
    [-0.75, 0.125, 0.0625],
  ];
  play(stage.upstream, providerOf("gemini"), () => ({
    body: JSON.stringify(geminiEmbeddingsWire.whole(vectors, SPENT, {})),
  }));
  const embeddings = new OpenAIEmbeddings({ model: EMBEDDER, encodingFormat: "float", ...common() });
  expect(await embeddings.embedDocuments(["ebb", "flow"])).toEqual(vectors);
});
