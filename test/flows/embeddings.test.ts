import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { errorOf } from "../support/clients.ts";
import { configFor, deployment, MASTER_KEY, secretOf } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";
import type { RecordedRequest, Scene } from "../support/upstream.ts";
import { wire, wireBytes } from "../support/wire.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "small", { model: "openai/text-embedding-3-small" }),
      deployment(upstream, "azure", "azure-small", { model: "azure/embed-deployment" }),
      { model_name: "demo", litellm_params: { model: "demo/embed" } },
    ],
  }),
);

const VECTORS = [
  [0.0125, -0.25, 0.5],
  [-0.75, 0.125, 0.0625],
];
const single = (vectors: readonly number[][]): number[][] => vectors.map((vector) => [...new Float32Array(vector)]);

/** As OpenAI answers: floats unless asked for base64. */
const embed = ({ json }: RecordedRequest): Scene =>
  wire(at(json, "encoding_format") === "base64" ? "openai/embeddings-base64.json" : "openai/embeddings.json");

const input = ["ebb", "flow"];

describe("embeddings through the OpenAI SDK", () => {
  it.each(["openai", "mistral", "together_ai", "openrouter", "hosted_vllm"] as const)("of %s", async (id) => {
    stage.upstream.play(id, embed);
    const { data, usage } = await stage.openai.embeddings.create({ model: id, input, encoding_format: "float" });
    expect(data.map(({ embedding }) => embedding)).toEqual(VECTORS);
    expect(usage).toEqual({ prompt_tokens: 9, total_tokens: 9 });
    const request = stage.upstream.last(id);
    expect(request.path).toMatch(/\/v1\/embeddings$/);
    expect(request.headers["authorization"]).toBe(`Bearer ${secretOf(id)}`);
    expect(request.json).toMatchObject({ input });
  });

  it("of Azure, at the deployment's address", async () => {
    stage.upstream.play("azure", embed);
    await stage.openai.embeddings.create({ model: "azure-small", input });
    const request = stage.upstream.last("azure");
    expect(request.path).toBe("/openai/deployments/embed-deployment/embeddings?api-version=2024-10-21");
    expect(request.headers["api-key"]).toBe(secretOf("azure"));
  });

  it("in base64, which is what the SDK asks for by itself", async () => {
    stage.upstream.play("openai", embed);
    const { data } = await stage.openai.embeddings.create({ model: "small", input });
    expect(stage.upstream.last("openai").json).toEqual({
      model: "text-embedding-3-small",
      input,
      encoding_format: "base64",
    });
    expect(data.map(({ embedding }) => embedding)).toEqual(single(VECTORS));
  });

  it.each([
    ["a text", "ebb"],
    ["token ids", [101, 7]],
    ["lists of token ids", [[101, 7], [9]]],
  ])("of %s, with every other field", async (_name, texts) => {
    stage.upstream.play("openai", embed);
    const sent = { input: texts, dimensions: 3, user: "user-9", future_field: { nested: [null] } };
    const response = await fetch(`${stage.gateway.url}/v1/embeddings`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}` },
      body: JSON.stringify({ model: "small", ...sent }),
    });
    expect(response.status).toBe(200);
    expect(Buffer.from(await response.arrayBuffer()).equals(wireBytes("openai/embeddings.json"))).toBe(true);
    expect(stage.upstream.last("openai").json).toEqual({ model: "text-embedding-3-small", ...sent });
  });

  it("of the demo provider, equal for equal texts", async () => {
    const { data } = await stage.openai.embeddings.create({ model: "demo", input: ["ebb", "flow", "ebb"] });
    expect(data[0]?.embedding.length).toBeGreaterThan(0);
    expect(data[2]?.embedding).toEqual(data[0]?.embedding);
    expect(data[1]?.embedding).not.toEqual(data[0]?.embedding);
  });

  it.each(["anthropic", "groq", "acme"])("are refused for %s, which has none", async (id) => {
    const error = await errorOf(stage.openai.embeddings.create({ model: id, input }));
    expect(error).toMatchObject({ status: 400, param: "model", message: expect.stringContaining(id) });
    expect(stage.upstream.requests(id)).toEqual([]);
  });
});
