import type OpenAI from "openai";
import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { errorOf, openaiClient } from "../support/clients.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, secretOf } from "../support/providers.ts";
import { spendOfKey } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { failure } from "../support/wire.ts";

const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "priced", { ...PRICES, temperature: 0.5 }),
      { model_name: "canned", litellm_params: { model: "anthropic/claude-x", mock_response: "Ahoy" } },
    ],
    general: { limits_deadline: 5 },
  }),
);

const COMPACTED = {
  id: "resp_of_openai",
  object: "response.compaction",
  created_at: 1_760_000_000,
  output: [
    {
      type: "message",
      id: "msg_1",
      role: "user",
      content: [{ type: "input_text", text: "Tide?" }],
      status: "completed",
    },
    { type: "compaction", id: "cmp_1", encrypted_content: "sealed-by-openai" },
  ],
  usage: { input_tokens: 900, output_tokens: 40, total_tokens: 940 },
};

const play = (body: object): void =>
  stage.upstream.play("openai", { body: JSON.stringify(body), headers: { "content-type": "application/json" } });

const clientOf = async (params: object): Promise<{ key: string; client: OpenAI }> => {
  const key = await makeKey(stage.gateway, params);
  return { key, client: openaiClient(stage.gateway, key) };
};

describe("a conversation is compacted", () => {
  it("by a provider that has Responses, charged like a chat", async () => {
    play(COMPACTED);
    const { key, client } = await clientOf({});
    const { id, ...compacted } = await client.responses.compact({
      model: "priced",
      instructions: "Be brief.",
      input: "Tide?",
    });
    const { id: own, ...rest } = COMPACTED;
    expect(compacted).toMatchObject(rest);
    // Nobody else can name it, nor guess who made it.
    expect(id).not.toContain(own);
    expect(stage.upstream.last("openai")).toMatchObject({
      path: "/v1/responses/compact",
      json: { model: "gpt-4o-mini", instructions: "Be brief.", input: "Tide?" },
    });
    expect(stage.upstream.last("openai").json).not.toHaveProperty("temperature");
    expect(stage.upstream.last("openai").headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    const [event] = await spendOfKey(stage.gateway, key, 1);
    expect(event).toMatchObject({
      call_type: "acompact_responses",
      prompt_tokens: 900,
      completion_tokens: 40,
      spend: 1.3,
    });
  });

  it("and gone on with: what is sealed comes back to who sealed it", async () => {
    play(COMPACTED);
    const { client } = await clientOf({});
    const { output } = await client.responses.compact({ model: "openai", input: "Tide?" });
    const input = [...output, { role: "user", content: "And now?" }] as OpenAI.Responses.ResponseInput;
    await client.responses.compact({ model: "openai", input });
    expect(at(stage.upstream.last("openai").json, "input", 1)).toEqual(COMPACTED.output[1]);
  });

  it("with the turns before it that are kept here", async () => {
    play(COMPACTED);
    const { client } = await clientOf({});
    const before = await client.responses.create({ model: "canned", input: "How deep is the harbour?" });
    await client.responses.compact({ model: "openai", previous_response_id: before.id });
    const { json, body } = stage.upstream.last("openai");
    expect(json).not.toHaveProperty("previous_response_id");
    expect(body.toString()).toContain("How deep is the harbour?");
    expect(body.toString()).toContain("Ahoy");
  });

  it("by what an id of the provider's own leads to, at its deployment alone", async () => {
    play({ ...COMPACTED, object: "response", status: "completed", model: "gpt-4o-mini" });
    const { client } = await clientOf({});
    const before = await client.responses.create({ model: "openai", input: "Tide?" });
    play(COMPACTED);
    await client.responses.compact({ model: "openai", previous_response_id: before.id });
    expect(stage.upstream.last("openai").json).toMatchObject({ previous_response_id: "resp_of_openai" });
    const { client: other } = await clientOf({});
    const error = await errorOf(other.responses.compact({ model: "openai", previous_response_id: before.id }));
    expect(error).toMatchObject({ status: 400, code: "previous_response_not_found" });
  });

  it.each(["anthropic", "groq", "canned"])("by nobody else: %s", async (model) => {
    stage.upstream.clear();
    const { client } = await clientOf({});
    const error = await errorOf(client.responses.compact({ model, input: "Tide?" }));
    expect(error).toMatchObject({
      status: 400,
      param: "model",
      message: expect.stringContaining("cannot compact") as string,
    });
    expect([...stage.upstream.requests("anthropic"), ...stage.upstream.requests("groq")]).toEqual([]);
  });

  it("within the limits of a key, and is told of failures", async () => {
    const { client: poor } = await clientOf({ max_budget: 0 });
    const refused = await errorOf(poor.responses.compact({ model: "priced", input: "Tide?" }));
    expect(refused).toMatchObject({ status: 400 });
    stage.upstream.play("openai", failure("openai/error-429.json", 429));
    const { client } = await clientOf({});
    const failed = await errorOf(client.responses.compact({ model: "openai", input: "Tide?" }));
    expect(failed).toMatchObject({ status: 429 });
    const wrong = await errorOf(client.responses.compact({ model: "openai", input: 7 as never }));
    expect(wrong).toMatchObject({ status: 400, param: "input" });
  });
});
