import { createHash } from "node:crypto";
import { AuthenticationError as AnthropicAuthenticationError } from "@anthropic-ai/sdk";
import { AuthenticationError } from "openai";
import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { anthropicClient, chat, errorOf, openaiClient, sendMessage } from "../support/clients.ts";
import { makeKey, manage } from "../support/keys.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { keepSecret } from "../support/secrets.ts";
import { useStage } from "../support/stage.ts";
import { answers } from "../support/wire.ts";

const stage = useStage();

const messages: { role: "user"; content: string }[] = [{ role: "user", content: "Hi" }];

async function use(key: string, model = "openai"): Promise<unknown> {
  stage.upstream.play("openai", answers("openai/chat"));
  return chat(openaiClient(stage.gateway, key), { model, messages }, false);
}
const useAsAnthropic = (key: string, model = "openai"): Promise<unknown> =>
  sendMessage(anthropicClient(stage.gateway, key), { model, max_tokens: 9, messages }, false);

describe("the life of a virtual key", () => {
  it("begins with /key/generate, is interrupted by a block, and ends with /key/delete, each at once", async () => {
    const key = await makeKey(stage.gateway, { key_alias: "life", metadata: { team: "pilots" }, max_budget: 2.5 });
    expect(key).toMatch(/^sk-/);
    expect(await use(key)).toMatchObject({ finish: "stop" });
    const info = await manage(stage.gateway, `/key/info?key=${key}`);
    expect(info).toMatchObject({
      status: 200,
      json: { key, info: { key_alias: "life", metadata: { team: "pilots" }, max_budget: 2.5, blocked: false } },
    });
    expect(textAt(info.json, "info", "key_name")).toBe(`sk-...${key.slice(-4)}`);

    expect(await manage(stage.gateway, "/key/block", { key })).toMatchObject({ status: 200, json: { blocked: true } });
    expect(await errorOf(use(key))).toMatchObject({ status: 401, message: expect.stringContaining("Key is blocked") });
    expect(await errorOf(useAsAnthropic(key))).toBeInstanceOf(AnthropicAuthenticationError);

    expect(await manage(stage.gateway, "/key/unblock", { key })).toMatchObject({ json: { blocked: false } });
    expect(await use(key)).toMatchObject({ finish: "stop" });

    expect(await manage(stage.gateway, "/key/delete", { keys: [key] })).toEqual({
      status: 200,
      json: { deleted_keys: [key] },
    });
    expect(await errorOf(use(key))).toMatchObject({ status: 401, type: "token_not_found_in_db" });
    expect(await manage(stage.gateway, `/key/info?key=${key}`)).toMatchObject({ status: 404 });
    expect(await manage(stage.gateway, "/key/delete", { keys: [key] })).toMatchObject({ status: 404 });
  });

  it("is stored as a hash that manages it as well as the key does", async () => {
    const { json } = await manage(stage.gateway, "/key/generate", {});
    const hash = textAt(json, "token_id");
    expect(hash).toMatch(/^[0-9a-f]{64}$/);
    expect(await manage(stage.gateway, "/key/block", { key: hash })).toMatchObject({ status: 200 });
    expect(await errorOf(use(textAt(json, "key")))).toMatchObject({ status: 401 });
    // The hash itself opens nothing.
    expect(await errorOf(use(hash))).toMatchObject({ status: 401 });
  });

  it("may be found by the key's own holder, and nobody else's", async () => {
    const [mine, other] = [await makeKey(stage.gateway, { key_alias: "mine" }), await makeKey(stage.gateway)];
    expect(await manage(stage.gateway, "/key/info", undefined, mine)).toMatchObject({
      json: { info: { key_alias: "mine" } },
    });
    expect(await manage(stage.gateway, `/key/info?key=${other}`, undefined, mine)).toMatchObject({ status: 403 });
    for (const path of ["/key/generate", "/key/block", "/key/delete"]) {
      expect(await manage(stage.gateway, path, { key: other, keys: [other] }, mine)).toMatchObject({ status: 403 });
    }
    expect(await use(other)).toMatchObject({ finish: "stop" });
  });

  it("refuses what cannot be a key, and says what is wrong with it", async () => {
    await makeKey(stage.gateway, { key_alias: "taken" });
    for (const params of [
      { key_alias: "taken" },
      { duration: "soon" },
      { key: "pk-12345678" },
      { models: "openai" },
      { max_budget: -1 },
    ]) {
      const { status, json } = await manage(stage.gateway, "/key/generate", params);
      expect([400, 422]).toContain(status);
      expect(JSON.stringify(json)).toContain(Object.keys(params)[0]);
    }
  });
});

describe("a key that is made anew", () => {
  const regenerate = async (key: string, fields: object = {}): Promise<string> => {
    const { status, json } = await manage(stage.gateway, `/key/${key}/regenerate`, fields);
    expect(status).toBe(200);
    expect(json).toMatchObject({ token: hashOf(textAt(json, "key")), token_id: hashOf(textAt(json, "key")) });
    return keepSecret(textAt(json, "key"));
  };
  const hashOf = (key: string): string => createHash("sha256").update(key).digest("hex");

  it("refuses the secret before at once, and has left what it had left", async () => {
    const first = await makeKey(stage.gateway, { key_alias: "renewed", rpm_limit: 5 });
    for (let n = 0; n < 3; n += 1) expect(await use(first)).toMatchObject({ finish: "stop" });
    const second = await regenerate(first);
    expect(await errorOf(use(first))).toMatchObject({ status: 401, type: "token_not_found_in_db" });
    expect(await errorOf(useAsAnthropic(first))).toBeInstanceOf(AnthropicAuthenticationError);
    for (let n = 0; n < 2; n += 1) expect(await use(second)).toMatchObject({ finish: "stop" });
    expect(await errorOf(use(second))).toMatchObject({ status: 429 });
    expect(await manage(stage.gateway, `/key/info?key=${second}`)).toMatchObject({
      json: { info: { key_alias: "renewed", key_name: `sk-...${second.slice(-4)}` } },
    });
    // What the key spent before and since is known under one name.
    const spent = async () => at((await manage(stage.gateway, "/key/info", undefined, second)).json, "info", "spend");
    await expect.poll(spent, { timeout: 20_000 }).toBeGreaterThan(0);
    expect(await manage(stage.gateway, "/key/delete", { keys: [second] })).toMatchObject({ status: 200 });
    expect(await errorOf(use(second))).toMatchObject({ status: 401 });
  });

  it("takes both secrets for the grace period, and the new one alone after it", async () => {
    const first = await makeKey(stage.gateway);
    const second = await regenerate(first, { grace_period: "8s" });
    expect(await use(first)).toMatchObject({ finish: "stop" });
    expect(await use(second)).toMatchObject({ finish: "stop" });
    // Expired as long as a copy says so, unknown as soon as the database is asked.
    const refusals = ["expired_key", "token_not_found_in_db"];
    const typeOf = async (): Promise<unknown> => at(await use(first).catch((error: unknown) => error), "type");
    await expect.poll(typeOf, { timeout: 30_000, interval: 250 }).toBeOneOf(refusals);
    expect(await use(second)).toMatchObject({ finish: "stop" });
  });

  it("may be so by its own user, without a body, time after time", async () => {
    const { json } = await manage(stage.gateway, "/user/new", { key_alias: "of a user" });
    let key = keepSecret(textAt(json, "key"));
    for (let n = 0; n < 3; n += 1) {
      const headers = { authorization: `Bearer ${key}` };
      const response = await fetch(`${stage.gateway.url}/key/${hashOf(key)}/regenerate`, { method: "POST", headers });
      expect(response.status).toBe(200);
      const next = keepSecret(textAt(await response.json(), "key"));
      expect(await manage(stage.gateway, "/key/info", undefined, key)).toMatchObject({ status: 401 });
      key = next;
    }
    expect(await manage(stage.gateway, "/key/info", undefined, key)).toMatchObject({
      json: { key: hashOf(key), info: { key_alias: "of a user" } },
    });
  });

  it("is none that the master key could be", async () => {
    expect(await manage(stage.gateway, "/key/regenerate", { new_master_key: "sk-another-master" })).toMatchObject({
      status: 400,
      json: { error: { param: "new_master_key" } },
    });
  });
});

describe("a key", () => {
  it.each([
    ["Authorization", (key: string) => `Bearer ${key}`],
    ["x-litellm-api-key", (key: string) => key],
    ["x-api-key", (key: string) => key],
    ["api-key", (key: string) => key],
    ["x-goog-api-key", (key: string) => key],
  ])("may come in the header %s", async (name, write) => {
    stage.upstream.play("openai", answers("openai/chat"));
    const ask = async (key: string): Promise<number> => {
      const body = JSON.stringify({ model: "openai", messages });
      const response = await fetch(`${stage.gateway.url}/v1/chat/completions`, {
        method: "POST",
        headers: { [name]: write(key) },
        body,
      });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await ask(await makeKey(stage.gateway))).toBe(200);
    expect(JSON.stringify(stage.upstream.last("openai").headers)).not.toContain("sk-");
    expect(await ask("sk-this-key-does-not-exist")).toBe(401);
  });

  it("is never read from the URL", async () => {
    const body = JSON.stringify({ model: "openai", messages });
    const response = await fetch(`${stage.gateway.url}/v1/chat/completions?key=${MASTER_KEY}&api_key=${MASTER_KEY}`, {
      method: "POST",
      body,
    });
    expect(response.status).toBe(401);
  });

  it("opens only the models it names", async () => {
    const key = await makeKey(stage.gateway, { models: ["openai", "groq"] });
    expect(await use(key)).toMatchObject({ finish: "stop" });
    const error = await errorOf(use(key, "mistral"));
    expect(error).toBeInstanceOf(AuthenticationError);
    expect(error).toMatchObject({
      type: "key_model_access_denied",
      param: "model",
      message: expect.stringContaining("mistral"),
    });
    expect(await errorOf(useAsAnthropic(key, "mistral"))).toBeInstanceOf(AnthropicAuthenticationError);
    expect(stage.upstream.requests("mistral")).toEqual([]);
  });

  it("ends when its time is over", async () => {
    const key = await makeKey(stage.gateway, { duration: "2s" });
    expect(await use(key)).toMatchObject({ finish: "stop" });
    await expect
      .poll(async () => use(key).catch((error: unknown) => error), { timeout: 5_000, interval: 250 })
      .toMatchObject({
        status: 400,
        type: "expired_key",
        message: expect.stringContaining("Expired Key"),
      });
  });
});

describe("who shows no key that exists is refused in the dialect of the path", () => {
  const cases = [
    ["no key", {}],
    ["an unknown key", { authorization: "Bearer sk-nobody-knows-this-one" }],
    ["what is no key", { authorization: "Bearer hello" }],
    ["an empty header", { authorization: "Bearer " }],
    ["another scheme", { authorization: "Basic c2stbm9ib2R5" }],
  ] as const;

  it.each(cases)("%s", async (_name, headers) => {
    const ask = async (path: string): Promise<[number, unknown]> => {
      const response = await fetch(stage.gateway.url + path, { method: "POST", headers, body: "{}" });
      return [response.status, await response.json()];
    };
    for (const path of ["/v1/chat/completions", "/v1/embeddings", "/key/generate"]) {
      const [status, body] = await ask(path);
      expect(status).toBe(401);
      expect(at(body, "error", "code")).toBe("401");
      expect(textAt(body, "error", "message")).toContain("Authentication Error");
    }
    const [status, body] = await ask("/v1/messages");
    expect(status).toBe(401);
    expect(body).toMatchObject({ type: "error", error: { type: "authentication_error" } });
  });
});
