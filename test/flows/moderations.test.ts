import { describe, expect, it } from "vitest";
import { at } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, deployment, MASTER_KEY } from "../support/providers.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage((upstream) =>
  configFor(upstream, {
    models: [
      deployment(upstream, "openai", "omni-moderation-latest", { model: "openai/omni-moderation-latest" }),
      deployment(upstream, "mistral", "guard", {
        model: "mistral/mistral-moderation-latest",
        input_cost_per_token: 0.001,
        output_cost_per_token: 0,
      }),
    ],
  }),
);

const verdict = {
  id: "modr-970d409ef3bef3b70c73d8232df86e7d",
  model: "omni-moderation-latest",
  results: [
    {
      flagged: true,
      categories: { violence: true, harassment: false },
      category_scores: { violence: 0.9, harassment: 0.01 },
      category_applied_input_types: { violence: ["text"], harassment: ["text"] },
    },
  ],
};

const play = (id: "openai" | "mistral", body: object): void =>
  stage.upstream.play(id, () => ({ body: JSON.stringify(body), headers: { "content-type": "application/json" } }));

const post = (path: string, body: object, key = MASTER_KEY): Promise<Response> =>
  fetch(stage.gateway.url + path, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify(body),
  });

const eventsOf = async (response: Response): Promise<readonly unknown[]> =>
  await spendOfCall(stage.gateway, response.headers.get("x-litellm-call-id") ?? "");

describe("a moderation", () => {
  it("by OpenAI's SDK needs no model, costs nothing, and leaves one event", async () => {
    play("openai", verdict);
    const { data, response } = await stage.openai.moderations.create({ input: "ahoy" }).withResponse();
    expect(data).toMatchObject(verdict);
    expect(stage.upstream.last("openai")).toMatchObject({ path: "/v1/moderations" });
    expect(stage.upstream.last("openai").json).toEqual({ model: "omni-moderation-latest", input: "ahoy" });
    const events = await eventsOf(response);
    expect(events).toHaveLength(1);
    expect(at(events, 0)).toMatchObject({
      call_type: "amoderation",
      total_tokens: 0,
      spend: 0,
      metadata: { unpriced: false },
    });
  });

  it.each(["/v1/moderations", "/moderations"])("at %s is passed on and back untouched", async (path) => {
    play("openai", verdict);
    const input = [
      { type: "text", text: "ahoy" },
      { type: "image_url", image_url: { url: "https://pictures.example/1.png" } },
    ];
    const response = await post(path, { model: "omni-moderation-latest", input, future_field: [null] });
    expect(await response.text()).toBe(JSON.stringify(verdict));
    expect(stage.upstream.last("openai").json).toMatchObject({ input, future_field: [null] });
  });

  it("by Mistral is summed up for OpenAI's clients, and charged by what it counts", async () => {
    const results = [{ categories: { pii: true }, category_scores: { pii: 0.99 } }];
    const usage = { prompt_tokens: 9, total_tokens: 94, completion_tokens: 0 };
    play("mistral", { id: "m-1", model: "mistral-moderation-2411", usage, results });
    const { data, response } = await stage.openai.moderations
      .create({ model: "guard", input: ["ahoy"] })
      .withResponse();
    expect(data.results).toMatchObject([{ flagged: true, categories: { pii: true } }]);
    expect(await eventsOf(response)).toMatchObject([{ prompt_tokens: 9, completion_tokens: 0, spend: 0.009 }]);
  });

  it.each<[string, object]>([
    ["input", {}],
    ["input", { input: "" }],
    ["input", { input: ["ahoy", 1] }],
    ["model", { input: "ahoy", model: "" }],
    ["model", { input: "ahoy", model: "no-such-model" }],
    ["model", { input: "ahoy", model: "anthropic" }],
  ])("is refused for its %s before anybody is called: %j", async (param, body) => {
    stage.upstream.clear();
    const response = await post("/v1/moderations", body);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ error: { param, type: "invalid_request_error" } });
    expect(stage.upstream.requests("openai")).toEqual([]);
  });

  it("is bound by the limits of its key and by the routes it may use", async () => {
    play("openai", verdict);
    const once = await makeKey(stage.gateway, { rpm_limit: 1 });
    expect((await post("/v1/moderations", { input: "ahoy" }, once)).status).toBe(200);
    expect((await post("/v1/moderations", { input: "ahoy" }, once)).status).toBe(429);
    const embedder = await makeKey(stage.gateway, { allowed_routes: ["/v1/embeddings"] });
    expect((await post("/v1/moderations", { input: "ahoy" }, embedder)).status).toBe(403);
  });
});
