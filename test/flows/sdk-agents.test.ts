import {
  Agent,
  OpenAIChatCompletionsModel,
  OpenAIResponsesModel,
  run,
  setTracingDisabled,
  tool,
  webSearchTool,
} from "@openai/agents";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { calling, PLAIN, SPENT, TIDE } from "../conformance/answer.ts";
import { errorOf } from "../support/clients.ts";
import { playAnswer } from "../support/own-wires/play.ts";
import { type OwnProvider, ownConfig, providerOf, takers } from "../support/own-wires/providers.ts";
import { useStage } from "../support/stage.ts";

// Traces go to OpenAI.
setTracingDisabled(true);

const LENIENT = "lenient";

const stage = useStage((upstream) => {
  const { id, model, params } = providerOf("groq");
  const dropping = { model, ...params(upstream.base(id), upstream), drop_params: true };
  return ownConfig(upstream, [{ model_name: LENIENT, litellm_params: dropping }]);
});

const APIS = { "chat completions": OpenAIChatCompletionsModel, Responses: OpenAIResponsesModel } as const;

/** These have Responses themselves, so that nothing is translated. */
const NATIVE: readonly string[] = ["openai", "azure"];
const served = (api: keyof typeof APIS, providers: readonly OwnProvider[]): readonly OwnProvider[] =>
  api === "Responses" ? providers.filter(({ id }) => !NATIVE.includes(id)) : providers;

const HOUR = { port: "Brest", hour: 9 };
const prompt = "When is high tide? ⚓";

interface Job {
  readonly agent: Agent;
  /** What the tool was asked. */
  readonly asked: unknown[];
}

/** An agent with one tool. The model calls it first, and has its answer once the tool was asked. */
function employ(provider: OwnProvider, api: keyof typeof APIS): Job {
  const asked: unknown[] = [];
  const getTide = tool({
    name: TIDE.name,
    description: "The tide.",
    parameters: z.object({ port: z.string(), note: z.string() }),
    execute: (input) => {
      asked.push(input);
      playAnswer(stage.upstream, provider, PLAIN);
      return "At nine, 4.2 m.";
    },
  });
  playAnswer(stage.upstream, provider, calling(TIDE));
  const model = new APIS[api](stage.openai, provider.id);
  return { agent: new Agent({ name: "Pilot", instructions: "You know the tides.", model, tools: [getTide] }), asked };
}

const expectResult = (provider: OwnProvider, { asked }: Job): void => {
  expect(asked).toEqual([TIDE.input]);
  const heard = stage.upstream.last(provider.id).body.toString();
  for (const text of ["You know the tides.", prompt, "At nine, 4.2 m."]) expect(heard).toContain(text);
};

describe.each(Object.keys(APIS) as (keyof typeof APIS)[])("an agent of OpenAI's SDK, by %s", (api) => {
  describe.each(served(api, takers("tools")))("with $id", (provider) => {
    it("uses its tool and answers", async () => {
      const job = employ(provider, api);
      const result = await run(job.agent, prompt);
      expect(result.finalOutput).toBe(PLAIN.text);
      expectResult(provider, job);
      if (provider.wire.abilities.usage.whole)
        expect(result.runContext.usage).toMatchObject({
          requests: 2,
          inputTokens: 2 * SPENT.input,
          outputTokens: 2 * SPENT.output,
        });
    });

    it("uses its tool and answers in a stream", async () => {
      const job = employ(provider, api);
      const result = await run(job.agent, prompt, { stream: true });
      let said = "";
      for await (const piece of result.toTextStream()) said += piece;
      await result.completed;
      expect(said).toBe(PLAIN.text);
      expect(result.finalOutput).toBe(PLAIN.text);
      expectResult(provider, job);
    });
  });

  describe.each(served(api, takers("response_format")))("with $id", (provider) => {
    it("answers in the shape that was asked for", async () => {
      playAnswer(stage.upstream, provider, { text: JSON.stringify(HOUR), spent: SPENT });
      const outputType = z.object({ port: z.string(), hour: z.number() });
      const model = new APIS[api](stage.openai, provider.id);
      const agent = new Agent({ name: "Pilot", instructions: "You know the tides.", model, outputType });
      expect((await run(agent, prompt)).finalOutput).toEqual(HOUR);
    });
  });
});

describe("an agent whose search OpenAI would run", () => {
  const ask = (name: string) => {
    playAnswer(stage.upstream, providerOf("groq"), PLAIN);
    const model = new OpenAIResponsesModel(stage.openai, name);
    return run(new Agent({ name: "Pilot", model, tools: [webSearchTool()] }), prompt);
  };

  it("is told that another service does not", async () => {
    expect(await errorOf(ask("groq"))).toMatchObject({
      status: 400,
      param: "web_search",
      message: expect.stringContaining("drop_params") as unknown,
    });
  });

  it("goes without it where `drop_params` says so", async () => {
    expect((await ask(LENIENT)).finalOutput).toBe(PLAIN.text);
    expect(stage.upstream.last("groq").body.toString()).not.toContain("web_search");
  });
});
