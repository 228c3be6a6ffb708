import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../support/at.ts";
import { keepSecret } from "../../support/secrets.ts";
import { COST_OF_A_CALL, isoDate, keyOf, messageOf, MODEL, OTHER_MODEL, useCustomer } from "./customer.ts";

const customer = useCustomer();

describe("/key/generate", () => {
  it("answers with the key, its hash, and every field that was asked for", async () => {
    const before = Date.now();
    const answer = await customer.post("/key/generate", {
      key_alias: "prod-app1",
      duration: "30d",
      models: [MODEL, OTHER_MODEL],
      aliases: { "mistral-7b": MODEL },
      metadata: { user: "ishaan@example.com" },
      max_budget: 10,
      budget_duration: "30d",
      tpm_limit: 100_000,
      rpm_limit: 100,
      max_parallel_requests: 10,
    });
    const { status, json } = answer;
    expect(status).toBe(200);
    expect(json).toMatchObject({
      key: expect.stringMatching(/^sk-[\w-]{22}$/),
      key_alias: "prod-app1",
      key_name: `sk-...${keyOf(answer).slice(-4)}`,
      token_id: expect.stringMatching(/^[0-9a-f]{64}$/),
      token: expect.stringMatching(/^[0-9a-f]{64}$/),
      expires: expect.stringMatching(isoDate),
      models: [MODEL, OTHER_MODEL],
      aliases: { "mistral-7b": MODEL },
      metadata: { user: "ishaan@example.com" },
      max_budget: 10,
      budget_duration: "30d",
      tpm_limit: 100_000,
      rpm_limit: 100,
      max_parallel_requests: 10,
      spend: 0,
      created_at: expect.stringMatching(isoDate),
      updated_at: expect.stringMatching(isoDate),
    });
    const days = (Date.parse(textAt(json, "expires")) - before) / 86_400_000;
    expect(days).toBeGreaterThan(29.99);
    expect(days).toBeLessThan(30.01);
  });

  it("needs no field at all", async () => {
    const answer = await customer.post("/key/generate", {});
    expect(answer).toMatchObject({
      status: 200,
      json: { expires: null, models: [], max_budget: null, team_id: null, key_alias: null },
    });
    expect((await customer.chat(keyOf(answer))).status).toBe(200);
  });

  it("takes null for what is not wanted, as a client that sends all fields does", async () => {
    const { status, json } = await customer.post("/key/generate", {
      models: [MODEL],
      aliases: {},
      duration: null,
      max_budget: null,
      budget_duration: null,
      max_parallel_requests: null,
      tpm_limit: null,
      rpm_limit: null,
      team_id: null,
      metadata: null,
      key_alias: null,
      user_id: null,
    });
    expect([status, json]).toEqual([200, expect.objectContaining({ expires: null })]);
  });

  it("takes a key of the customer's own, and refuses it a second time", async () => {
    const key = keepSecret("sk-my-own-key-0001");
    expect(await customer.post("/key/generate", { key })).toMatchObject({ status: 200, json: { key } });
    expect((await customer.chat(key)).status).toBe(200);
    expect((await customer.post("/key/generate", { key })).status).toBe(400);
    expect((await customer.post("/key/generate", { key: "my-own-key-without-prefix" })).status).toBe(400);
  });

  it("refuses an alias that another key has", async () => {
    await customer.key({ key_alias: "only-once" });
    const again = await customer.post("/key/generate", { key_alias: "only-once" });
    expect(again).toMatchObject({ status: 400, json: { error: { code: "400" } } });
  });

  it.each([
    ["max_budget", { max_budget: "lots" }],
    ["models", { models: "gpt-4o" }],
    ["metadata", { metadata: "none" }],
    ["rpm_limit", { rpm_limit: "many" }],
  ])("answers 422 in the shape of FastAPI where %s has the wrong type", async (field, params) => {
    const { status, json } = await customer.post("/key/generate", params);
    expect(status).toBe(422);
    expect(listAt(json, "detail")).toContainEqual(
      expect.objectContaining({ loc: expect.arrayContaining(["body", field]), msg: expect.any(String) }),
    );
  });

  it("keeps fields of policies that are stored and not applied, in metadata or as they are", async () => {
    const { status } = await customer.post("/key/generate", {
      permissions: { get_spend_routes: true },
      config: {},
      allowed_cache_controls: ["no-cache"],
      tags: ["prod"],
      blocked: false,
      send_invite_email: false,
      key_type: "default",
    });
    expect(status).toBe(200);
  });
});

describe("/key/info", () => {
  it("tells the owner of a key about it, with the key itself as the bearer", async () => {
    const key = await customer.key({ metadata: { purpose: "self" }, models: [MODEL] });
    const { status, json } = await customer.get("/key/info", key);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      key: expect.stringMatching(/^[0-9a-f]{64}$/),
      info: {
        key_name: `sk-...${key.slice(-4)}`,
        spend: 0,
        models: [MODEL],
        metadata: { purpose: "self" },
        aliases: {},
        config: {},
        permissions: {},
        expires: null,
        team_id: null,
        max_parallel_requests: null,
        tpm_limit: null,
        rpm_limit: null,
        max_budget: null,
        budget_duration: null,
        budget_reset_at: null,
        allowed_routes: [],
        model_max_budget: {},
        model_spend: {},
        blocked: expect.toBeOneOf([null, false]),
        created_at: expect.stringMatching(isoDate),
        updated_at: expect.stringMatching(isoDate),
      },
    });
    expect(at(json, "info", "token")).toBeUndefined();
  });

  it("finds a key by itself and by its hash", async () => {
    const answer = await customer.post("/key/generate", { key_alias: "by-hash" });
    const [key, hash] = [keyOf(answer), textAt(answer.json, "token_id")];
    for (const name of [key, hash]) {
      const found = await customer.get(`/key/info?key=${name}`);
      expect(found).toMatchObject({ status: 200, json: { key: name, info: { key_alias: "by-hash" } } });
    }
  });

  it("answers 404 for a key that does not exist, and 403 for somebody else's", async () => {
    expect(await customer.get("/key/info?key=sk-does-not-exist")).toMatchObject({
      status: 404,
      json: { error: { code: "404" } },
    });
    const [mine, yours] = [await customer.key({ user_id: "u-mine" }), await customer.key({ user_id: "u-yours" })];
    expect((await customer.get(`/key/info?key=${yours}`, mine)).status).toBe(403);
  });

  it("tells of many keys by POST /v2/key/info", async () => {
    const keys = [await customer.key({ key_alias: "many-1" }), await customer.key({ key_alias: "many-2" })];
    const { status, json } = await customer.post("/v2/key/info", { keys });
    expect(status).toBe(200);
    expect(listAt(json, "info").map((row) => at(row, "key_alias"))).toEqual(
      expect.arrayContaining(["many-1", "many-2"]),
    );
  });
});

describe("/key/update", () => {
  it("changes what it names and nothing else", async () => {
    const key = await customer.key({ models: [MODEL], metadata: { keep: true }, max_budget: 5 });
    const { status, json } = await customer.post("/key/update", {
      key,
      models: [OTHER_MODEL],
      tpm_limit: 50,
      duration: "2h",
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ key, models: [OTHER_MODEL], tpm_limit: 50 });
    const { json: after } = await customer.get(`/key/info?key=${key}`);
    expect(after).toMatchObject({
      info: { models: [OTHER_MODEL], tpm_limit: 50, max_budget: 5, metadata: { keep: true } },
    });
    const hours = (Date.parse(textAt(after, "info", "expires")) - Date.now()) / 3_600_000;
    expect(hours).toBeGreaterThan(1.9);
    expect(hours).toBeLessThan(2.01);
  });

  it("makes a key last for ever by the duration -1", async () => {
    const key = await customer.key({ duration: "1d" });
    expect((await customer.post("/key/update", { key, duration: "-1" })).status).toBe(200);
    expect((await customer.get(`/key/info?key=${key}`)).json).toMatchObject({ info: { expires: null } });
  });

  it("answers 404 for a key that does not exist, and 422 where it names none", async () => {
    expect((await customer.post("/key/update", { key: "sk-does-not-exist", models: [] })).status).toBe(404);
    expect((await customer.post("/key/update", { models: [] })).status).toBe(422);
  });

  it("changes many at once, and says which could not be changed", async () => {
    const key = await customer.key();
    const { status, json } = await customer.post("/key/bulk_update", {
      keys: [
        { key, max_budget: 7, tags: ["bulk"] },
        { key: "sk-does-not-exist", max_budget: 1 },
      ],
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      total_requested: 2,
      successful_updates: [{ key, key_info: { max_budget: 7 } }],
      failed_updates: [{ key: "sk-does-not-exist", failed_reason: expect.any(String) }],
    });
  });
});

describe("/key/delete", () => {
  it("names the keys that it deleted", async () => {
    const keys = [await customer.key(), await customer.key()];
    expect(await customer.post("/key/delete", { keys })).toMatchObject({ status: 200, json: { deleted_keys: keys } });
    for (const key of keys) expect((await customer.chat(key)).status).toBe(401);
  });

  it("deletes by alias", async () => {
    const key = await customer.key({ key_alias: "to-be-deleted" });
    const answer = await customer.post("/key/delete", { key_aliases: ["to-be-deleted"] });
    expect(answer).toMatchObject({ status: 200, json: { deleted_keys: [expect.any(String)] } });
    expect((await customer.chat(key)).status).toBe(401);
  });

  it("answers 404 for a key that does not exist", async () => {
    expect((await customer.post("/key/delete", { keys: ["sk-does-not-exist"] })).status).toBe(404);
  });
});

describe("/key/list", () => {
  it("pages through the hashes of a user's keys", async () => {
    for (let count = 0; count < 3; count += 1) await customer.key({ user_id: "u-lister" });
    const first = await customer.get("/key/list?user_id=u-lister&page=1&size=2");
    expect(first).toMatchObject({ status: 200, json: { total_count: 3, current_page: 1, total_pages: 2 } });
    const second = await customer.get("/key/list?user_id=u-lister&page=2&size=2");
    const hashes = [...listAt(first.json, "keys"), ...listAt(second.json, "keys")];
    expect(new Set(hashes).size).toBe(3);
    for (const hash of hashes) expect(hash).toMatch(/^[0-9a-f]{64}$/);
  });

  it("gives whole rows when asked, and finds by alias", async () => {
    await customer.key({ key_alias: "listed", metadata: { a: 1 } });
    const { status, json } = await customer.get("/key/list?return_full_object=true&key_alias=listed");
    expect(status).toBe(200);
    expect(listAt(json, "keys")).toEqual([
      expect.objectContaining({
        token: expect.stringMatching(/^[0-9a-f]{64}$/),
        key_name: expect.stringMatching(/^sk-\.\.\./),
        key_alias: "listed",
        metadata: { a: 1 },
      }),
    ]);
  });

  it("sorts, and refuses a page that is none", async () => {
    const sorted = await customer.get("/key/list?sort_by=created_at&sort_order=asc&size=100&return_full_object=true");
    const times = listAt(sorted.json, "keys").map((row) => textAt(row, "created_at"));
    expect(times).toEqual(times.toSorted());
    expect((await customer.get("/key/list?size=101")).status).toBe(422);
    expect((await customer.get("/key/list?page=0")).status).toBe(422);
  });

  it("lists the aliases by /key/aliases", async () => {
    await customer.key({ key_alias: "an-alias" });
    const { status, json } = await customer.get("/key/aliases");
    expect(status).toBe(200);
    expect(listAt(json, "aliases")).toContain("an-alias");
  });
});

describe("/key/block, /key/unblock, /key/regenerate", () => {
  it("blocks at once, with 401, and unblocks", async () => {
    const key = await customer.key();
    expect(await customer.post("/key/block", { key })).toMatchObject({ status: 200, json: { blocked: true } });
    const refused = await customer.chat(key);
    expect(refused).toMatchObject({ status: 401, json: { error: { code: "401" } } });
    expect(messageOf(refused)).toContain("Key is blocked");
    expect(await customer.post("/key/unblock", { key })).toMatchObject({ status: 200, json: { blocked: false } });
    expect((await customer.chat(key)).status).toBe(200);
    expect((await customer.post("/key/block", { key: "sk-does-not-exist" })).status).toBe(404);
  });

  it.each([
    ["in the path", (key: string) => customer.post(`/key/${key}/regenerate`, { max_budget: 300 })],
    ["in the body", (key: string) => customer.post("/key/regenerate", { key, max_budget: 300 })],
  ])("gives a new secret to the same key, named %s", async (_where, regenerate) => {
    const key = await customer.key({ metadata: { same: true } });
    const answer = await regenerate(key);
    expect(answer.status).toBe(200);
    const renewed = keyOf(answer);
    expect(renewed).toMatch(/^sk-/);
    expect(renewed).not.toBe(key);
    expect((await customer.chat(key)).status).toBe(401);
    expect((await customer.chat(renewed)).status).toBe(200);
    expect((await customer.get("/key/info", renewed)).json).toMatchObject({
      info: { metadata: { same: true }, max_budget: 300 },
    });
  });

  it("takes the new secret from the customer", async () => {
    const [key, wanted] = [await customer.key(), keepSecret("sk-my-new-secret-0001")];
    expect((await customer.post(`/key/${key}/regenerate`, { new_key: wanted })).json).toMatchObject({ key: wanted });
    expect((await customer.chat(wanted)).status).toBe(200);
  });
});

describe("the other key routes", () => {
  it("make a key for a service, which belongs to a team and to no user", async () => {
    await customer.post("/team/new", { team_id: "team-of-services" });
    const answer = await customer.post("/key/service-account/generate", {
      team_id: "team-of-services",
      metadata: { service_account_id: "robot" },
    });
    expect(keyOf(answer)).toMatch(/^sk-/);
    expect(answer).toMatchObject({ status: 200, json: { team_id: "team-of-services", user_id: null } });
    expect([400, 422]).toContain((await customer.post("/key/service-account/generate", {})).status);
  });

  it("say that a key is healthy", async () => {
    const { status, json } = await customer.post("/key/health", {}, await customer.key());
    expect([status, json]).toEqual([200, expect.objectContaining({ key: "healthy" })]);
  });

  it("set the spend of a key back", async () => {
    const key = await customer.key();
    await customer.chat(key);
    await expect
      .poll(async () => at((await customer.get("/key/info", key)).json, "info", "spend"), { timeout: 20_000 })
      .toBeCloseTo(COST_OF_A_CALL, 6);
    const { status, json } = await customer.post(`/key/${key}/reset_spend`, { reset_to: 0 });
    expect(status).toBe(200);
    expect(json).toMatchObject({ key_hash: expect.stringMatching(/^[0-9a-f]{64}$/), spend: 0, max_budget: null });
    expect(at(json, "previous_spend")).toBeCloseTo(COST_OF_A_CALL, 6);
    expect(at((await customer.get("/key/info", key)).json, "info", "spend")).toBe(0);
  });
});

describe("what a key may do", () => {
  it("is to call its models, and its aliases", async () => {
    const key = await customer.key({ models: [MODEL], aliases: { "my-model": MODEL } });
    expect((await customer.chat(key)).status).toBe(200);
    expect((await customer.chat(key, { model: "my-model" })).status).toBe(200);
    const refused = await customer.chat(key, { model: OTHER_MODEL });
    expect(refused).toMatchObject({
      status: 401,
      json: { error: { type: "key_model_access_denied", param: "model", code: "401" } },
    });
    const { json } = await customer.get("/v1/models", key);
    expect(json).toMatchObject({ object: "list", data: [{ id: MODEL, object: "model", owned_by: "openai" }] });
  });

  it("is to call the routes it was given", async () => {
    const key = await customer.key({ key_type: "read_only" });
    expect((await customer.chat(key)).status).toBe(403);
    expect((await customer.get("/key/info", key)).status).toBe(200);
    const narrow = await customer.key({ allowed_routes: ["/embeddings"] });
    const refused = await customer.chat(narrow);
    expect(refused.status).toBe(403);
    expect(messageOf(refused)).toContain("not allowed to call this route");
  });

  it("is no management, which is for admins", async () => {
    const key = await customer.key();
    for (const path of ["/user/new", "/team/new", "/key/block", "/budget/new"]) {
      const refused = await customer.post(path, { key, team_alias: "no", user_id: "no" }, key);
      expect([path, [401, 403].includes(refused.status)]).toEqual([path, true]);
    }
  });

  it("ends with its duration, with 400 and expired_key", async () => {
    const key = await customer.key({ duration: "1s" });
    await expect
      .poll(async () => (await customer.chat(key)).json, { timeout: 10_000 })
      .toMatchObject({ error: { type: "expired_key", code: "400" } });
  });
});

describe("limits and budgets of a key", () => {
  it("refuse the second request of a minute with 429, and say when to come back", async () => {
    const key = await customer.key({ rpm_limit: 1 });
    expect((await customer.chat(key)).status).toBe(200);
    const refused = await customer.chat(key);
    expect(refused).toMatchObject({ status: 429, json: { error: { code: "429" } } });
    expect(messageOf(refused)).toContain("Rate limit exceeded for api_key");
    expect(messageOf(refused)).toContain("Limit type: requests. Current limit: 1, Remaining: 0");
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(refused.headers.get("rate_limit_type")).toBe("requests");
    expect(refused.headers.get("reset_at")).toMatch(/UTC$/);
  });

  it("tell what is left in the headers of an answer", async () => {
    const key = await customer.key({ rpm_limit: 5, tpm_limit: 10_000, max_budget: 100 });
    const { headers } = await customer.chat(key, { max_tokens: 20 });
    expect(headers.get("x-ratelimit-api_key-limit-requests")).toBe("5");
    expect(headers.get("x-ratelimit-api_key-remaining-requests")).toBe("4");
    expect(headers.get("x-ratelimit-api_key-limit-tokens")).toBe("10000");
    expect(headers.get("x-litellm-key-rpm-limit")).toBe("5");
    expect(headers.get("x-litellm-key-tpm-limit")).toBe("10000");
    expect(headers.get("x-litellm-key-max-budget")).toMatch(/^100(\.0)?$/);
    expect(Number(headers.get("x-litellm-response-cost"))).toBeCloseTo(COST_OF_A_CALL, 6);
  });

  it("refuse with 400 budget_exceeded when the money is spent", async () => {
    const key = await customer.key({ max_budget: 0.0000001 });
    await expect
      .poll(async () => customer.chat(key), { timeout: 20_000 })
      .toMatchObject({
        status: 400,
        json: {
          error: {
            type: "budget_exceeded",
            code: "400",
            message: expect.stringContaining("Budget has been exceeded!"),
          },
        },
      });
  });

  it("say when the budget begins again: on the first of next month for 30d", async () => {
    const key = await customer.key({ max_budget: 1, budget_duration: "30d" });
    const { json } = await customer.get("/key/info", key);
    const reset = new Date(textAt(json, "info", "budget_reset_at"));
    const now = new Date();
    expect(reset.getTime()).toBe(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1));
  });
});

describe("a key that does not exist", () => {
  it.each(["/v1/chat/completions", "/key/info", "/user/info", "/team/list"])(
    "is refused by %s with 401",
    async (path) => {
      const method = path.startsWith("/v1") ? "POST" : "GET";
      const { status, json } = await customer.call(method, path, method === "POST" ? {} : undefined, "sk-nobody");
      expect(status).toBe(401);
      expect(json).toMatchObject({ error: { type: "token_not_found_in_db", param: "key", code: "401" } });
      expect(textAt(json, "error", "message")).toContain("Authentication Error");
    },
  );
});
