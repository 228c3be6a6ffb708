import type OpenAI from "openai";
import { AuthenticationError, AzureOpenAI, BadRequestError, NotFoundError } from "openai";
import { describe, expect, it } from "vitest";
import { chat, errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";
import { answers, wire } from "../support/wire.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "groq", "groq/*", { model: "groq/*" }),
      deployment(upstream, "openai", "house-*", { model: "openai/gpt-*" }),
      deployment(upstream, "mistral", "house-small-*", { model: "mistral/mistral-small-*" }),
      { ...deployment(upstream, "openai", "grouped"), model_info: { access_groups: ["crew"] } },
    ],
    sections: {
      router_settings: {
        num_retries: 0,
        model_group_alias: { "gpt-4": "openai", cellar: { model: "mistral", hidden: true } },
      },
    },
  }),
);

const messages: OpenAI.ChatCompletionMessageParam[] = [{ role: "user", content: "Hi" }];
const listed = async (client: OpenAI): Promise<string[]> => {
  const ids: string[] = [];
  for await (const { id } of client.models.list()) ids.push(id);
  return ids;
};

describe("the model a request asks for", () => {
  it.each([
    ["an alias", "gpt-4", "openai", "gpt-4o-mini"],
    ["a hidden alias", "cellar", "mistral", "mistral-small-latest"],
    ["a name below a provider's wildcard", "groq/qwen/qwen3-32b", "groq", "qwen/qwen3-32b"],
    ["a name that a wildcard renames", "house-5-mini", "openai", "gpt-5-mini"],
    ["the more exact of two wildcards", "house-small-2506", "mistral", "mistral-small-2506"],
    ["the id of a deployment", "deployment-deepseek", "deepseek", "deepseek-reasoner"],
  ] as const)("may be %s", async (_name, model, provider, upstreamModel) => {
    stage.upstream.play(provider, answers(`${provider}/chat`));
    await chat(stage.openai, { model, messages }, true);
    expect(stage.upstream.last(provider).json).toMatchObject({ model: upstreamModel });
  });

  it("may be an alias of the key alone", async () => {
    const key = await makeKey(stage.gateway, { aliases: { mine: "mistral" }, models: ["mine"] });
    stage.upstream.play("mistral", answers("mistral/chat"));
    const answer = await chat(openaiClient(stage.gateway, key), { model: "mine", messages }, false);
    expect(answer.text).toBe("Marée basse à midi.");
    expect(await errorOf(chat(stage.openai, { model: "mine", messages }, false))).toMatchObject({ status: 400 });
  });

  it("is told when nobody has it", async () => {
    const error = await errorOf(chat(stage.openai, { model: "gpt-9", messages }, false));
    expect(error).toBeInstanceOf(BadRequestError);
    expect(error).toMatchObject({ param: "model", message: expect.stringContaining("model=gpt-9") });
  });
});

describe("the path of a request", () => {
  const names = ["openai", "groq/qwen/qwen3-32b"];
  const paths = names.flatMap((model) => [
    ["/v1/chat/completions", model],
    ["/chat/completions", model],
    [`/engines/${model}/chat/completions`, model],
    [`/openai/deployments/${model}/chat/completions`, model],
    [`/openai/deployments/${encodeURIComponent(model)}/chat/completions?api-version=2024-10-21`, model],
  ]);

  it.each(paths)("may be %s for the model %s", async (path, model) => {
    stage.upstream.play("openai", wire("openai/chat.json"));
    stage.upstream.play("groq", wire("groq/chat.json"));
    const response = await fetch(stage.gateway.url + path, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
      // A model in the path wins over one in the body.
      body: JSON.stringify({ model: path.includes(model) ? "nobody" : model, messages }),
    });
    expect(await response.text()).toContain("choices");
    expect(response.status).toBe(200);
    const provider = model === "openai" ? "openai" : "groq";
    expect(stage.upstream.last(provider).json).toMatchObject({
      model: model === "openai" ? "gpt-4o-mini" : "qwen/qwen3-32b",
    });
  });

  it.each(["/v1/embeddings", "/embeddings", "/engines/openai/embeddings", "/openai/deployments/openai/embeddings"])(
    "of embeddings may be %s",
    async (path) => {
      stage.upstream.play("openai", wire("openai/embeddings.json"));
      const response = await fetch(stage.gateway.url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${MASTER_KEY}` },
        body: JSON.stringify({ model: "openai", input: "ebb" }),
      });
      expect(await response.json()).toMatchObject({ data: [{ index: 0 }, { index: 1 }] });
    },
  );

  it("may be the one that Azure's SDK takes", async () => {
    stage.upstream.play("openai", answers("openai/chat"));
    const client = new AzureOpenAI({
      endpoint: stage.gateway.url,
      apiKey: MASTER_KEY,
      apiVersion: "2024-10-21",
      deployment: "gpt-4",
      maxRetries: 0,
    });
    expect((await chat(client, { model: "gpt-4", messages }, true)).text).toContain("harbour");
    expect((await chat(client, { model: "gpt-4", messages }, false)).text).toContain("harbour");
  });

  it("of the Anthropic SDK may begin with /anthropic", async () => {
    stage.upstream.play("anthropic", answers("anthropic/chat"));
    const response = await fetch(`${stage.gateway.url}/anthropic/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": MASTER_KEY },
      body: JSON.stringify({ model: "anthropic", max_tokens: 9, messages }),
    });
    expect(await response.json()).toMatchObject({ type: "message" });
  });
});

describe("the list of models", () => {
  it("has every public name, and the names that wildcards are known to stand for", async () => {
    const ids = await listed(stage.openai);
    expect(ids).toEqual(expect.arrayContaining(["openai", "anthropic", "acme", "gpt-4", "grouped"]));
    expect(ids.filter((id) => id.startsWith("groq/")).length).toBeGreaterThan(3);
    expect(ids).not.toContain("cellar");
    expect(ids.filter((id) => id.includes("*"))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it.each([
    ["names", ["openai", "gpt-4"], ["openai", "gpt-4"]],
    ["an access group", ["crew"], ["grouped"]],
    ["a name that does not exist", ["nobody"], []],
  ])("has only what a key may use: %s", async (_name, models, seen) => {
    const key = await makeKey(stage.gateway, { models });
    expect(await listed(openaiClient(stage.gateway, key))).toEqual(seen);
  });

  it("has the wildcards of a key", async () => {
    const key = await makeKey(stage.gateway, { models: ["groq/*"] });
    const ids = await listed(openaiClient(stage.gateway, key));
    expect(ids.length).toBeGreaterThan(3);
    expect(ids.every((id) => id.startsWith("groq/"))).toBe(true);
  });

  it("tells about one model, and not about another one's", async () => {
    const [id = ""] = (await listed(stage.openai)).filter((name) => name.startsWith("groq/"));
    expect(await stage.openai.models.retrieve(id)).toMatchObject({ id, object: "model" });
    const client = openaiClient(stage.gateway, await makeKey(stage.gateway, { models: ["openai"] }));
    expect(await errorOf(client.models.retrieve(id))).toBeInstanceOf(NotFoundError);
  });

  it("is for those who have a key", async () => {
    expect(await errorOf(listed(openaiClient(stage.gateway, "sk-nobody-knows-this-one")))).toBeInstanceOf(
      AuthenticationError,
    );
  });
});
