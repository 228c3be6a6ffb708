import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { chat, errorOf, openaiClient } from "../support/clients.ts";
import { type RunningGateway, startGateway } from "../support/gateway.ts";
import { keepSecret } from "../support/secrets.ts";
import { startUpstream, type Upstream } from "../support/upstream.ts";
import { answers } from "../support/wire.ts";

const MASTER_KEY = "sk-master-00000000000000000001";
const SECRET = keepSecret("upstream-secret-of-a-live-model-5b1d");
const OTHER = keepSecret("upstream-secret-of-a-credential-9c2e");

let upstream: Upstream;
let gateway: RunningGateway;

beforeAll(async () => {
  upstream = await startUpstream();
  gateway = await startGateway({
    config: {
      model_list: [
        {
          model_name: "filed",
          litellm_params: {
            model: "openai/gpt-4o-mini",
            api_key: "os.environ/FILED",
            api_base: `${upstream.url}/filed/v1`,
          },
        },
      ],
    },
    env: {
      LITELLM_MASTER_KEY: MASTER_KEY,
      LITELLM_SALT_KEY: "salt-of-this-test",
      FILED: keepSecret("upstream-secret-of-the-file-1a"),
    },
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});

async function ask(route: string, fields: object = {}, key = MASTER_KEY) {
  const [method = "", path = ""] = route.split(" ");
  const query = method === "GET" ? `?${new URLSearchParams(fields as Record<string, string>).toString()}` : "";
  const response = await fetch(gateway.url + path + query, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(method !== "GET" && { body: JSON.stringify(fields) }),
  });
  return { status: response.status, json: await response.json<unknown>() };
}

const say = async (model: string, key = MASTER_KEY) =>
  await chat(openaiClient(gateway, key), { model, messages: [{ role: "user", content: "Hi" }] }, false);

const baseOf = (scene: string): string => `${upstream.url}/${scene}/v1`;

describe("a model that is added while the gateway runs", () => {
  it("serves the next request, with its own address and secret, and is listed", async () => {
    upstream.play("live", answers("openai/chat"));
    const made = await ask("POST /model/new", {
      model_name: "live",
      litellm_params: { model: "openai/gpt-4o-mini", api_base: baseOf("live"), api_key: SECRET },
      model_info: { id: "live-1" },
    });
    expect(made).toMatchObject({ status: 200, json: { model_id: "live-1", model_name: "live" } });
    expect(await say("live")).toMatchObject({ finish: "stop" });
    expect(upstream.last("live").headers).toMatchObject({ authorization: `Bearer ${SECRET}` });
    expect(JSON.stringify((await ask("GET /v1/models")).json)).toContain('"live"');
  });

  it("is changed, and then deleted, for the very next request", async () => {
    upstream.play("moved", answers("openai/chat"));
    const changed = await ask("PATCH /model/live-1/update", { litellm_params: { api_base: baseOf("moved") } });
    expect(changed.status).toBe(200);
    const before = upstream.requests("moved").length;
    await say("live");
    expect(upstream.requests("moved")).toHaveLength(before + 1);
    expect(upstream.last("moved").headers).toMatchObject({ authorization: `Bearer ${SECRET}` });
    expect((await ask("POST /model/delete", { id: "live-1" })).status).toBe(200);
    expect(await errorOf(say("live"))).toMatchObject({ status: 400 });
  });

  it("takes its secret from a credential, which nobody is ever shown", async () => {
    upstream.play("shared", answers("openai/chat"));
    const values = { api_key: OTHER, api_base: baseOf("shared") };
    await ask("POST /credentials", { credential_name: "team-openai", credential_values: values, credential_info: {} });
    await ask("POST /model/new", {
      model_name: "by-credential",
      litellm_params: { model: "openai/gpt-4o-mini", litellm_credential_name: "team-openai" },
    });
    expect(await say("by-credential")).toMatchObject({ finish: "stop" });
    expect(upstream.last("shared").headers).toMatchObject({ authorization: `Bearer ${OTHER}` });
    for (const route of ["GET /credentials", "GET /model/info", "GET /v2/model/info", "GET /audit"])
      expect({ route, json: JSON.stringify((await ask(route)).json) }).not.toMatchObject({
        json: expect.stringMatching(/upstream-secret/),
      });
    expect(gateway.logs()).not.toMatch(/upstream-secret/);
  });

  it("belongs to an access group, by which a key may use it", async () => {
    expect((await ask("POST /access_group/new", { access_group: "beta", model_names: ["by-credential"] })).status).toBe(
      200,
    );
    const key = keepSecret(textAt((await ask("POST /key/generate", { models: ["beta"] })).json, "key"));
    expect(await say("by-credential", key)).toMatchObject({ finish: "stop" });
    expect(await errorOf(say("filed", key))).toMatchObject({ status: 401 });
  });

  it("stands in for another as soon as it is said to", async () => {
    upstream.play("filed", { status: 500, body: JSON.stringify({ error: { message: "no" } }) });
    expect((await ask("POST /fallback", { model: "filed", fallback_models: ["by-credential"] })).status).toBe(200);
    expect(await say("filed")).toMatchObject({ finish: "stop" });
    expect((await ask("DELETE /fallback/filed")).status).toBe(200);
    expect(await errorOf(say("filed"))).toMatchObject({ status: 500 });
  });

  it("is charged by the price that was set, from the next request on", async () => {
    const prices = { input_cost_per_token: 0.5, output_cost_per_token: 0.5 };
    expect((await ask("PATCH /model/cost_map", { "openai/gpt-4o-mini": prices })).status).toBe(200);
    const response = await fetch(`${gateway.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${MASTER_KEY}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "by-credential", messages: [{ role: "user", content: "Hi" }] }),
    });
    const usage = at(await response.json(), "usage") as { total_tokens: number };
    expect(Number(response.headers.get("x-litellm-response-cost"))).toBeCloseTo(usage.total_tokens * 0.5, 6);
  });

  it("is refused with the reason when it could not be served", async () => {
    const refused = await ask("POST /model/new", {
      model_name: "bad",
      litellm_params: { model: "nobody/x", api_key: SECRET },
    });
    expect(refused.status).toBe(400);
    expect(JSON.stringify(refused.json)).toMatch(/nobody/);
    expect(JSON.stringify(refused.json)).not.toContain(SECRET);
  });
});
