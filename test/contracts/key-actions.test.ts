import { beforeEach, describe, expect, test } from "vitest";
import { createAuthenticator } from "../../src/auth/authenticate.ts";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { KvKeyStore } from "../../src/store/kv/kv-key-store.ts";
import { LruKeyCache } from "../../src/store/memory/lru-key-cache.ts";
import type { TenancyContext } from "../../src/tenancy/action.ts";
import { actions } from "../../src/tenancy/index.ts";
import { textAt } from "../support/at.ts";
import { emptyDatabase, emptyKeyCopies, keyCopies, withDatabaseAway } from "./database.ts";
import { contextOn, MASTER_KEY } from "./management.ts";

const NOW_MS = Date.UTC(2025, 9, 15, 14, 30);
const holderOf = (key: string): Caller => ({ role: "key", key: hashKey(key), models: [], aliases: {} });

let database: D1Database;
let context: TenancyContext;
let keyCache: LruKeyCache;
let now = NOW_MS;
const clock = () => now;
/** As the gateway does on the isolate that was asked. */
const forgetKeys: TenancyContext["changed"] = async (holders) => {
  for (const { holder } of holders) await keyCache.forget(asId<"key-hash">(holder.replace("key:", "")));
};
beforeEach(async () => {
  now = NOW_MS;
  database = await emptyDatabase();
  await emptyKeyCopies();
  keyCache = new LruKeyCache(new KvKeyStore(keyCopies, new D1KeyStore(database, clock)), clock);
  context = { ...contextOn(database, clock), keyCache, changed: forgetKeys };
});

async function act(path: string, input: Json, changes: Partial<TenancyContext> = {}): Promise<JsonObject> {
  const action = actions.find(({ paths }) => paths.includes(path));
  const answer = await action?.run({ ...context, ...changes }, input);
  // What a client would read.
  return JSON.parse(JSON.stringify(answer)) as JsonObject;
}
const generate = (input: Json = {}, changes?: Partial<TenancyContext>) => act("/key/generate", input, changes);
const keyOf = (made: JsonObject): string => textAt(made, "key");
const tokenOf = (made: JsonObject): string => textAt(made, "token");

/** Who the gateway takes the bearer of a key for. */
async function authenticate(key: string): Promise<Caller> {
  const ask = createAuthenticator({ masterKey: MASTER_KEY, keys: keyCache, openLocally: false, now: clock });
  return await ask(new Request("http://gateway/", { headers: { authorization: `Bearer ${key}` } }), () => {});
}

describe("POST /key/generate", () => {
  test("makes a key that works, from nothing", async () => {
    const made = await generate();
    expect(keyOf(made)).toMatch(/^sk-[A-Za-z0-9_-]{22}$/);
    expect(made).toMatchObject({
      token: hashKey(keyOf(made)),
      token_id: hashKey(keyOf(made)),
      key_name: `sk-...${keyOf(made).slice(-4)}`,
      key_alias: null,
      expires: null,
      models: [],
      metadata: {},
      max_budget: null,
      spend: 0,
      blocked: false,
      user_id: null,
      created_by: "default_user_id",
      created_at: "2025-10-15T14:30:00.000+00:00",
    });
    expect(await authenticate(keyOf(made))).toMatchObject({ role: "key", key: tokenOf(made), models: [] });
  });

  test("makes another key every time", async () => {
    const keys = await Promise.all(Array.from({ length: 20 }, async () => keyOf(await generate())));
    expect(new Set(keys).size).toBe(20);
  });

  test("stores no key in plain text, in no table and no copy", async () => {
    const key = keyOf(await generate({ metadata: { a: 1 } }));
    await authenticate(key);
    const { results } = await database.prepare("select * from virtual_keys").all();
    const { keys } = await keyCopies.list();
    const copies = await Promise.all(keys.map(({ name }) => keyCopies.get(name)));
    expect(JSON.stringify({ results, keys, copies })).not.toContain(key);
    expect(results).toHaveLength(1);
  });

  test("keeps all that it is given and shows it again", async () => {
    await act("/team/new", { team_id: "blue" });
    const given = {
      key_alias: "prod",
      duration: "30d",
      models: ["gpt-4o", "openai/*"],
      aliases: { fast: "gpt-4o-mini" },
      metadata: { team: "blue", nested: { list: [1, null] } },
      permissions: { get_spend_routes: true },
      user_id: "ann",
      team_id: "blue",
      spend: 0.5,
      max_budget: 12.345678901,
      soft_budget: 10,
      budget_duration: "1mo",
      tpm_limit: 100,
      rpm_limit: 0,
      max_parallel_requests: 2,
      tags: ["a"],
      guardrails: ["g"],
    };
    const made = await generate(given);
    expect(made).toMatchObject({ ...given, expires: "2025-11-14T14:30:00.000+00:00" });
    const { info } = await act("/key/info", { key: keyOf(made) });
    expect(info).toMatchObject({ ...given, expires: "2025-11-14T14:30:00.000+00:00" });
    expect(await authenticate(keyOf(made))).toEqual({
      role: "key",
      key: tokenOf(made),
      keyAlias: "prod",
      user: "ann",
      team: "blue",
      models: ["gpt-4o", "openai/*"],
      aliases: { fast: "gpt-4o-mini" },
      limits: [
        expect.objectContaining({
          budgets: [{ limit: 12_345_678_901, duration: "1mo", softLimit: 10_000_000_000, spendSetAtMs: NOW_MS }],
        }),
      ],
      standings: [
        { holder: expect.stringMatching(/^key:/) as string, epoch: expect.any(Number) as number },
        { holder: "team:blue", epoch: NOW_MS },
      ],
    });
  });

  test("lets no field of the request pass for one that the gateway sets", async () => {
    const made = await generate({
      token: "t",
      token_id: "t",
      key_name: "n",
      created_by: "mallory",
      expires: "9999-01-01",
      created_at: "x",
    });
    expect(made).toMatchObject({
      token: hashKey(keyOf(made)),
      token_id: hashKey(keyOf(made)),
      created_by: "default_user_id",
      expires: null,
    });
    expect(made["key_name"]).not.toBe("n");
  });

  test.each([
    ["20m", "2025-10-15T14:50:00.000+00:00"],
    ["12h", "2025-10-16T02:30:00.000+00:00"],
    ["30d", "2025-11-14T14:30:00.000+00:00"],
    ["1mo", "2025-11-15T14:30:00.000+00:00"],
    ["", null],
    [null, null],
  ])("makes a key of duration %j expire at %s", async (duration, expires) => {
    expect((await generate({ duration }))["expires"]).toBe(expires);
  });

  test("makes a key that works to the last millisecond of its duration, also from a warm cache", async () => {
    const key = keyOf(await generate({ duration: "20s" }));
    expect((await authenticate(key)).role).toBe("key");
    now = NOW_MS + 19_999;
    expect((await authenticate(key)).role).toBe("key");
    now = NOW_MS + 20_000;
    await expect(authenticate(key)).rejects.toMatchObject({ code: "key_expired" });
  });

  test.each([
    [{ duration: "20mins" }, "duration"],
    [{ duration: "0d" }, "duration"],
    [{ budget_duration: "soon" }, "budget_duration"],
    [{ key: "no-prefix" }, "key"],
    [{ key: "sk-" }, "key"],
    [{ key: "sk-with space" }, "key"],
    [{ key: "sk-schlüssel" }, "key"],
    [{ key: "sk-line\nbreak" }, "key"],
  ])("refuses %j with status 400", async (input, param) => {
    await expect(generate(input)).rejects.toMatchObject({ code: "invalid_request", status: 400, param });
  });

  test.each([
    [{ team_id: "none" }, "team_id"],
    [{ organization_id: "none" }, "organization_id"],
  ])("finds no place for a key in %j, which does not exist", async (input, param) => {
    await expect(generate(input)).rejects.toMatchObject({ status: 404, param });
    const key = keyOf(await generate());
    await expect(act("/key/update", { key, ...input })).rejects.toMatchObject({ status: 404, param });
  });

  test("takes a key of the caller's own choice, once", async () => {
    expect(keyOf(await generate({ key: "sk-chosen-by-me-1234" }))).toBe("sk-chosen-by-me-1234");
    const again = generate({ key: "sk-chosen-by-me-1234" });
    await expect(again).rejects.toMatchObject({ code: "object_exists", status: 400, param: "key" });
    await expect(again).rejects.not.toThrow(/sk-chosen/);
  });

  test("shows no part of a key too short to hide the rest", async () => {
    expect((await generate({ key: "sk-12345678" }))["key_name"]).toBe("sk-...");
  });

  test("takes an alias once", async () => {
    await generate({ key_alias: "prod" });
    await expect(generate({ key_alias: "prod" })).rejects.toMatchObject({
      code: "object_exists",
      status: 400,
      param: "key_alias",
    });
  });

  test("makes a key work at once that was tried just before", async () => {
    await expect(authenticate("sk-tried-too-early")).rejects.toMatchObject({ code: "key_unknown" });
    await generate({ key: "sk-tried-too-early" });
    expect((await authenticate("sk-tried-too-early")).role).toBe("key");
  });

  test("fills in the configured defaults for what is left out, null, or an empty list of models", async () => {
    const defaultKeyParams = {
      duration: "1d",
      models: ["gpt-4o"],
      max_budget: 5,
      user_id: "default",
      metadata: { from: "config" },
    };
    const filled = await generate({ duration: null, models: [], user_id: "ann" }, { defaultKeyParams });
    expect(filled).toMatchObject({
      duration: "1d",
      models: ["gpt-4o"],
      max_budget: 5,
      user_id: "ann",
      metadata: { from: "config" },
    });
    expect(await generate({ models: ["haiku"], metadata: {} }, { defaultKeyParams })).toMatchObject({
      models: ["haiku"],
      metadata: {},
    });
  });

  test("says which configured default is wrong", async () => {
    await expect(generate({}, { defaultKeyParams: { max_budget: "lots" } })).rejects.toMatchObject({
      code: "gateway_not_configured",
      message: expect.stringContaining("max_budget"),
    });
  });

  test.each([
    ["llm_api", ["llm_api_routes"]],
    ["management", ["management_routes"]],
    ["read_only", ["info_routes"]],
    ["default", []],
  ])("gives a key of type %s its routes", async (key_type, allowed_routes) => {
    expect(await generate({ key_type })).toMatchObject({ allowed_routes });
  });

  test("takes text and numbers at the edge of what there is", async () => {
    const metadata = {
      nul: "a\u0000b",
      lone: "\ud800",
      emoji: "🙂",
      big: Number.MAX_VALUE,
      deep: { a: [[[[]]]] },
      long: "€".repeat(200_000),
    };
    const made = await generate({
      key_alias: "a\u0000'; drop table virtual_keys; --",
      max_budget: 9_000_000,
      metadata,
    });
    const { info } = await act("/key/info", { key: keyOf(made) });
    expect(info).toMatchObject({
      key_alias: "a\u0000'; drop table virtual_keys; --",
      max_budget: 9_000_000,
      metadata: { ...metadata, lone: "\ufffd" },
    });
  });
});

describe("GET /key/info", () => {
  test("shows a key by itself or by its hash, without its hash in the row", async () => {
    const made = await generate({ key_alias: "prod" });
    const byKey = await act("/key/info", { key: keyOf(made) });
    const byHash = await act("/key/info", { key: tokenOf(made) });
    expect(byKey["info"]).toEqual(byHash["info"]);
    expect(byKey).toMatchObject({ key: keyOf(made), info: { key_alias: "prod" } });
    expect(byHash["key"]).toBe(tokenOf(made));
    expect(byKey["info"]).not.toHaveProperty("token");
    expect(JSON.stringify(byHash)).not.toContain(keyOf(made));
  });

  test("shows a key to its own holder, named or not", async () => {
    const key = keyOf(await generate({ key_alias: "mine" }));
    const caller = holderOf(key);
    for (const query of [{}, { key }, { key: caller.key }]) {
      expect(await act("/key/info", query, { caller })).toMatchObject({ info: { key_alias: "mine" } });
    }
  });

  test("refuses another's key to a key's holder, whether it exists or not", async () => {
    const other = keyOf(await generate());
    const caller = holderOf(keyOf(await generate()));
    const refusals = await Promise.allSettled(
      [other, hashKey(other), "sk-none", ""].map((key) => act("/key/info", { key }, { caller })),
    );
    for (const refusal of refusals)
      expect(refusal).toMatchObject({ reason: { code: "route_denied", status: 403, param: "key" } });
  });

  test.each([{ key: "sk-none" }, { key: "no hash" }, {}])("finds nothing for %j", async (query) => {
    await expect(act("/key/info", query)).rejects.toMatchObject({ code: "object_not_found", status: 404 });
  });
});

describe("POST /key/block and /key/unblock", () => {
  test("work at once on the isolate that was asked, by key or by hash", async () => {
    const made = await generate();
    const key = keyOf(made);
    await authenticate(key);
    now += 1_000;
    expect(await act("/key/block", { key })).toMatchObject({
      token: tokenOf(made),
      blocked: true,
      updated_at: "2025-10-15T14:30:01.000+00:00",
    });
    await expect(authenticate(key)).rejects.toMatchObject({ code: "key_blocked", status: 401 });
    expect(await act("/key/unblock", { key: tokenOf(made) })).toMatchObject({ blocked: false });
    expect((await authenticate(key)).role).toBe("key");
  });

  test.each(["/key/block", "/key/unblock"])("%s says when there is no such key", async (path) => {
    await expect(act(path, { key: "sk-none" })).rejects.toMatchObject({
      code: "object_not_found",
      status: 404,
      param: "key",
    });
    await expect(act(path, {})).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ["body", "key"], type: "missing" }],
    });
  });
});

describe("POST /key/delete", () => {
  test("works at once on the isolate that was asked, by key, hash or alias, and names what it was asked by", async () => {
    const [a, b, c] = [await generate(), await generate(), await generate({ key_alias: "gone" })];
    for (const made of [a, b, c]) await authenticate(keyOf(made));
    const answer = await act("/key/delete", {
      keys: [keyOf(a), tokenOf(b), "sk-none"],
      key_aliases: ["gone", "nobody"],
    });
    expect(answer).toEqual({ deleted_keys: [keyOf(a), tokenOf(b), "gone"] });
    for (const made of [a, b, c])
      await expect(authenticate(keyOf(made))).rejects.toMatchObject({ code: "key_unknown" });
    expect((await database.prepare("select * from virtual_keys").all()).results).toEqual([]);
  });

  test("lets the alias be used again", async () => {
    await generate({ key_alias: "prod" });
    await act("/key/delete", { key_aliases: ["prod"] });
    expect(await generate({ key_alias: "prod" })).toMatchObject({ key_alias: "prod" });
  });

  test.each([{}, { keys: [] }, { keys: null, key_aliases: [] }])("needs a name: %j", async (input) => {
    await expect(act("/key/delete", input)).rejects.toMatchObject({ code: "invalid_request", status: 400 });
  });

  test("says when it found none of them", async () => {
    await expect(act("/key/delete", { keys: ["sk-none"] })).rejects.toMatchObject({
      code: "object_not_found",
      status: 404,
    });
  });
});

describe("while the database is away", () => {
  test.each([
    ["/key/generate", {}],
    ["/key/info", { key: "sk-any" }],
    ["/key/delete", { keys: ["sk-any"] }],
    ["/key/delete", { key_aliases: ["any"] }],
    ["/key/block", { key: "sk-any" }],
    ["/key/unblock", { key: "sk-any" }],
  ])("%s %j answers 503, not that something is missing", async (path, input) => {
    await expect(withDatabaseAway(() => act(path, input))).rejects.toMatchObject({
      code: "store_unavailable",
      status: 503,
    });
  });
});
