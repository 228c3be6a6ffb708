import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../support/at.ts";
import { makeKey, manage } from "../support/keys.ts";
import { configFor, deployment, secretOf } from "../support/providers.ts";
import { secretsIn } from "../support/secrets.ts";
import { awaitSpend } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";
import { failure, wire } from "../support/wire.ts";

/** Dollars per token, chosen so that the sum is exact. */
const PRICES = { input_cost_per_token: 0.001, output_cost_per_token: 0.01 };
/** Seconds; nothing but a deployment that says nothing at all waits so long. */
const PATIENCE = 3;

const stage = useStage((upstream) => ({
  ...configFor(upstream),
  model_list: [
    deployment(upstream, "openai", "well", { ...PRICES, max_completion_tokens: 900, num_retries: 3 }),
    deployment(upstream, "anthropic", "translated"),
    deployment(upstream, "azure", "vectors", { model: "azure/text-embedding-3-small" }),
    deployment(upstream, "groq", "locked"),
    deployment(upstream, "together_ai", "broken"),
    deployment(upstream, "mistral", "hung", { timeout: PATIENCE }),
    deployment(upstream, "deepseek", "deepseek/*", { model: "deepseek/*" }),
    deployment(upstream, "hosted_vllm", "own/*", { model: "hosted_vllm/*" }),
    deployment(upstream, "openai", "closed", { rpm: 0 }),
  ],
  router_settings: {
    num_retries: 2,
    default_fallbacks: ["well"],
    optional_pre_call_checks: ["enforce_model_rate_limits"],
  },
}));

const NAMES = ["openai", "anthropic", "azure", "groq", "together_ai", "mistral", "deepseek", "hosted_vllm"] as const;
const probesSeen = (): number => NAMES.reduce((sum, name) => sum + stage.upstream.requests(name).length, 0);

beforeAll(() => {
  stage.upstream.play("openai", wire("openai/chat.json"));
  stage.upstream.play("anthropic", wire("anthropic/chat.json"));
  stage.upstream.play("azure", wire("openai/embeddings.json"));
  // Some providers quote the key.
  stage.upstream.play("groq", {
    ...failure("openai/error-401.json", 401),
    body: JSON.stringify({ error: { message: `Incorrect API key provided: ${secretOf("groq")}.` } }),
  });
  stage.upstream.play("together_ai", failure("openai/error-500.json", 500));
  stage.upstream.play("mistral", { headersDelay: 60_000 });
  stage.upstream.play("deepseek", wire("deepseek/chat.json"));
});
beforeEach(() => stage.upstream.clear());

const health = async (path: string, key?: string): Promise<unknown> =>
  (await manage(stage.gateway, path, undefined, key)).json;
const namesOf = (told: unknown, list: string): unknown[] => listAt(told, list).map((entry) => at(entry, "model_name"));

describe("GET /health", () => {
  let told: unknown;
  beforeAll(async () => {
    stage.upstream.clear();
    told = await health("/health");
  });

  it("says which deployments answer, which do not and why", () => {
    expect(namesOf(told, "healthy_endpoints")).toEqual(["well", "translated", "vectors", "deepseek/*"]);
    expect(namesOf(told, "unhealthy_endpoints")).toEqual(["locked", "broken", "hung"]);
    expect(told).toMatchObject({ healthy_count: 4, unhealthy_count: 3, unprobed_count: 2 });
    expect(listAt(told, "healthy_endpoints")[0]).toEqual({
      model: "openai/gpt-4o-mini",
      model_name: "well",
      model_id: "deployment-well",
      api_base: `${stage.upstream.base("openai")}/v1`,
      mode: "chat",
      latency_ms: expect.any(Number),
    });
    expect(listAt(told, "unhealthy_endpoints")).toMatchObject([
      { status_code: 401, error: expect.stringContaining("Incorrect API key") },
      { status_code: 500 },
      { status_code: 408, error: expect.stringContaining(`within ${PATIENCE} seconds`) },
    ]);
    expect(listAt(told, "unprobed_endpoints")).toMatchObject([
      { model_name: "own/*", reason: expect.stringContaining("health_check_model") },
      // The gateway's own limit on it says nothing about its health.
      { model_name: "closed", reason: expect.stringMatching(/limit/i) },
    ]);
  });

  it("tells no secret", () => {
    expect(secretsIn(JSON.stringify(told))).toEqual([]);
  });
});

describe("a probe", () => {
  it("is one small request, whatever the configuration presets or retries", async () => {
    await health("/health?model=well");
    expect(stage.upstream.requests("openai")).toHaveLength(1);
    const { json, headers } = stage.upstream.last("openai");
    expect(json).toEqual({
      model: "gpt-4o-mini",
      max_tokens: 16,
      messages: [{ role: "user", content: expect.any(String) }],
    });
    expect(headers["authorization"]).toBe(`Bearer ${secretOf("openai")}`);
    await health("/health?model=broken");
    expect(stage.upstream.requests("together_ai")).toHaveLength(1);
    expect(probesSeen()).toBe(2);
  });

  it("is of the right kind and in the provider's dialect", async () => {
    await health("/health?model=vectors");
    expect(stage.upstream.last("azure").path).toContain("/embeddings");
    await health("/health?model=translated");
    expect(stage.upstream.last("anthropic")).toMatchObject({ path: "/v1/messages", json: { max_tokens: 256 } });
  });

  it("leaves a usage event of whoever asked, with a price and a tag", async () => {
    const key = await makeKey(stage.gateway);
    await health("/health/well", key);
    const rows = await awaitSpend(stage.gateway, 1, () => true, `?api_key=${key}`);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ model_group: "well", request_tags: ["health-check"], spend: 0.151 });
    expect(textAt(rows[0], "call_type") + JSON.stringify(at(rows[0], "metadata"))).toContain("/health");
  });

  it("counts against the limits of whoever asked, which say nothing of the deployment", async () => {
    const key = await makeKey(stage.gateway, { rpm_limit: 1 });
    expect(await health("/health/well", key)).toMatchObject({ healthy_count: 1 });
    expect(await health("/health/well", key)).toMatchObject({
      healthy_count: 0,
      unhealthy_count: 0,
      unprobed_endpoints: [{ model_name: "well", reason: expect.stringMatching(/limit/i) }],
    });
    expect(probesSeen()).toBe(1);
  });
});

describe("one model", () => {
  it.each([
    ["/health?model=well", "well"],
    ["/health/well", "well"],
    ["/health?model_id=deployment-well", "well"],
    ["/health?model=deployment-well", "well"],
    ["/health/deepseek/deepseek-chat", "deepseek/*"],
  ])("%s probes it alone", async (path, name) => {
    expect(namesOf(await health(path), "healthy_endpoints")).toEqual([name]);
    expect(probesSeen()).toBe(1);
  });

  it("that nobody has is an error", async () => {
    const { status, json } = await manage(stage.gateway, "/health/nobody");
    expect([status, at(json, "error", "code")]).toEqual([400, "400"]);
    expect(textAt(json, "error", "message")).toContain("nobody");
  });
});

describe("a key", () => {
  it("sees the models it may use, and probes no others", async () => {
    const key = await makeKey(stage.gateway, { models: ["well", "translated"] });
    expect(await health("/health", key)).toMatchObject({ healthy_count: 2, unhealthy_count: 0, unprobed_count: 0 });
    expect(probesSeen()).toBe(2);
    expect((await manage(stage.gateway, "/health/locked", undefined, key)).status).toBe(401);
    expect((await manage(stage.gateway, "/health?model_id=deployment-locked", undefined, key)).status).toBe(404);
    expect(probesSeen()).toBe(2);
  });

  it("that is for information alone may ask", async () => {
    const key = await makeKey(stage.gateway, { allowed_routes: ["info_routes"], aliases: { well: "locked" } });
    expect(namesOf(await health("/health?model_id=deployment-well", key), "healthy_endpoints")).toEqual(["well"]);
    expect(namesOf(await health("/health?model=well", key), "unhealthy_endpoints")).toEqual(["locked"]);
  });

  it("has to be one", async () => {
    expect((await manage(stage.gateway, "/health", undefined, "sk-nobody")).status).toBe(401);
    const routed = await makeKey(stage.gateway, { allowed_routes: ["llm_api_routes"] });
    expect((await manage(stage.gateway, "/health", undefined, routed)).status).toBe(403);
    expect(probesSeen()).toBe(0);
  });
});

it("the other paths below /health are what they were", async () => {
  expect(await (await fetch(`${stage.gateway.url}/health/liveliness`)).json()).toBe("I'm alive!");
  expect((await fetch(`${stage.gateway.url}/health/readiness`)).status).toBe(200);
});
