import Anthropic from "@anthropic-ai/sdk";
import { ApiError, GoogleGenAI } from "@google/genai";
import { describe, expect, it } from "vitest";
import { makeKey } from "../support/keys.ts";
import { MASTER_KEY, PROVIDERS } from "../support/providers.ts";
import { useStage } from "../support/stage.ts";

const stage = useStage();

const ALL: readonly string[] = PROVIDERS.map(({ id }) => id);
const VERSION = { "anthropic-version": "2023-06-01" };

const google = (apiKey = MASTER_KEY, apiVersion = "v1beta"): GoogleGenAI =>
  new GoogleGenAI({
    apiKey,
    apiVersion,
    httpOptions: { baseUrl: stage.gateway.url, retryOptions: { attempts: 1 } },
  });
const get = (path: string, key: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(stage.gateway.url + path, { headers: { authorization: `Bearer ${key}`, ...headers } });

async function collect<T>(pages: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const each of pages) found.push(each);
  return found;
}

describe("Google's SDK lists models", () => {
  it.each(["v1beta", "v1"])("page by page, at %s", async (version) => {
    const client = google(MASTER_KEY, version);
    const found = await collect(await client.models.list({ config: { pageSize: 3 } }));
    expect(found.map(({ name }) => name)).toEqual(ALL.map((id) => `models/${id}`));
    expect(found[0]).toMatchObject({ displayName: "openai", inputTokenLimit: 128_000, outputTokenLimit: 16_384 });
    expect(found[0]?.supportedActions).toEqual(["generateContent", "streamGenerateContent", "countTokens"]);
  });

  it("that the key may use, and no others", async () => {
    const key = await makeKey(stage.gateway, { models: ["groq", "anthropic"] });
    const found = await collect(await google(key).models.list());
    expect(found.map(({ displayName }) => displayName)).toEqual(["anthropic", "groq"]);
  });

  it("one by one, by the names that it lists them by", async () => {
    expect(await google().models.get({ model: "models/anthropic" })).toMatchObject({ name: "models/anthropic" });
    expect(await google().models.get({ model: "groq" })).toMatchObject({ displayName: "groq" });
  });

  it("and is told in Google's words of a model that there is not, or not for the key", async () => {
    const key = await makeKey(stage.gateway, { models: ["groq"] });
    for (const asked of [
      google().models.get({ model: "no-such-model" }),
      google(key).models.get({ model: "openai" }),
    ]) {
      await expect(asked).rejects.toThrow(ApiError);
      await expect(asked).rejects.toMatchObject({ status: 404 });
    }
    const response = await get("/v1beta/models", "sk-unknown");
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ error: { code: 401, status: "UNAUTHENTICATED" } });
    const paged = await get("/v1beta/models?pageToken=no-such-model", MASTER_KEY);
    expect(await paged.json()).toMatchObject({ error: { code: 400, status: "INVALID_ARGUMENT" } });
  });
});

describe("Anthropic's SDK lists models", () => {
  const nested = (): Anthropic =>
    new Anthropic({ apiKey: MASTER_KEY, baseURL: `${stage.gateway.url}/anthropic`, maxRetries: 0 });

  it.each([
    ["/v1/models", () => stage.anthropic],
    ["/anthropic/v1/models", nested],
  ])("page by page, at %s", async (_, clientOf) => {
    const found = await collect(clientOf().models.list({ limit: 4 }));
    expect(found.map(({ id }) => id)).toEqual(ALL);
    expect(found[0]).toMatchObject({ type: "model", display_name: "openai", max_input_tokens: 128_000 });
    expect(Date.parse(found[0]?.created_at ?? "")).toBe(0);
  });

  it("backwards", async () => {
    const page = await stage.anthropic.models.list({ limit: 2, before_id: ALL[4] ?? "" });
    expect(page.data.map(({ id }) => id)).toEqual(ALL.slice(2, 4));
    expect(page).toMatchObject({ has_more: true, first_id: ALL[2], last_id: ALL[3] });
  });

  it("one by one, and is told in its own words of one that there is not", async () => {
    expect(await stage.anthropic.models.retrieve("groq")).toMatchObject({ type: "model", id: "groq" });
    const asked = stage.anthropic.models.retrieve("no-such-model");
    await expect(asked).rejects.toMatchObject({ status: 404, error: { error: { type: "not_found_error" } } });
    for (const path of ["/v1/models", "/anthropic/v1/models"]) {
      const response = await get(path, "sk-unknown", VERSION);
      expect(response.status).toBe(401);
      expect(await response.json()).toMatchObject({ type: "error", error: { type: "authentication_error" } });
    }
  });
});

describe("OpenAI's SDK lists models", () => {
  it("as ever, at the path that it shares", async () => {
    const found = await collect(stage.openai.models.list());
    expect(found.map(({ id }) => id)).toEqual(ALL);
    expect(found[0]).toMatchObject({ object: "model", owned_by: "openai" });
    await expect(stage.openai.models.retrieve("no-such-model")).rejects.toMatchObject({ status: 404, param: "model" });
  });
});

describe("a key with routes of its own", () => {
  it.each([
    ["google_routes", 200, 403],
    ["anthropic_routes", 403, 200],
    ["info_routes", 200, 200],
    ["management_routes", 403, 403],
  ])("of %s", async (route, forGoogle, forAnthropic) => {
    const key = await makeKey(stage.gateway, { allowed_routes: [route] });
    expect((await get("/v1beta/models", key)).status).toBe(forGoogle);
    expect((await get("/v1/models", key, VERSION)).status).toBe(forAnthropic);
  });
});
