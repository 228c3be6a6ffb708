import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { listAt, textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS, usageEvent } from "./examples.ts";
import { type Management, manageOn, MASTER_KEY } from "./management.ts";
import { callerOf, fillTenants, KEY_IN_TEAM, KEYS } from "./tenants.ts";

const FIRST = "sk-the-first-secret";
const NAME = hashKey(FIRST);
const HOUR_MS = 3_600_000;

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
});

const insert = (changes: Parameters<typeof keyRecord>[1] = {}) =>
  new D1KeyRegistry(database).insert(keyRecord(FIRST, changes));
const regenerate = (input: JsonObject = {}) => management.act("POST /key/:key/regenerate", { key: FIRST, ...input });
const renew = async (input?: JsonObject) => textAt(await regenerate(input), "key");
/** What the database says of a key that is shown. */
const show = (key: string, atMs = NOON_MS) => new D1KeyStore(database, () => atMs).findByHash(hashKey(key));
const taken = (param: string) => ({ code: "object_exists", status: 400, param });

describe("POST /key/regenerate", () => {
  test("gives a key another secret, and nothing else changes", async () => {
    const limits = { maxBudget: fromUsd(5), rpmLimit: 7, spend: fromUsd(1.25) };
    await insert({ keyAlias: "prod", metadata: { a: 1 }, ...limits });
    const before = await show(FIRST);
    const made = await regenerate();
    const key = textAt(made, "key");
    expect(key).toMatch(/^sk-[A-Za-z0-9_-]{22}$/);
    expect(made).toMatchObject({
      token: hashKey(key),
      token_id: hashKey(key),
      key_name: `sk-...${key.slice(-4)}`,
      key_alias: "prod",
      metadata: { a: 1 },
      max_budget: 5,
      rpm_limit: 7,
      spend: 1.25,
    });
    expect(await show(FIRST)).toBeUndefined();
    const after = await show(key);
    expect(after?.caller).toEqual({
      ...before?.caller,
      secret: hashKey(key),
      standings: [{ holder: `key:${NAME}`, epoch: NOON_MS + 1 }],
    });
    expect(management.standings).toEqual([{ holder: `key:${NAME}`, epoch: NOON_MS + 1, within: [] }]);
  });

  test("takes the key in the body too, and one of the caller's choice", async () => {
    await insert();
    const made = await management.act("POST /key/regenerate", { key: NAME, new_key: "sk-chosen-by-hand" });
    expect(made).toMatchObject({ key: "sk-chosen-by-hand", token: hashKey("sk-chosen-by-hand") });
    expect(await show("sk-chosen-by-hand")).toBeDefined();
  });

  test("changes the fields that are given as /key/update does", async () => {
    await insert({ keyAlias: "old", rpmLimit: 7, extra: { guardrails: ["g"] } });
    expect(
      await regenerate({ key_alias: "new", rpm_limit: null, duration: "1h", tags: ["t"], key_type: "llm_api" }),
    ).toMatchObject({
      key_alias: "new",
      rpm_limit: null,
      expires: "2026-01-15T13:00:00.000+00:00",
      tags: ["t"],
      guardrails: ["g"],
      allowed_routes: ["llm_api_routes"],
    });
  });

  test("keeps the secret before for the grace period, and not a moment longer", async () => {
    await insert();
    const key = await renew({ grace_period: "24h" });
    const endMs = NOON_MS + 24 * HOUR_MS;
    expect(await show(FIRST, endMs - 1)).toMatchObject({ caller: { key: NAME }, expiresAtMs: endMs });
    expect(await show(FIRST, endMs)).toBeUndefined();
    expect(await show(key, endMs)).toMatchObject({ caller: { key: NAME, secret: hashKey(key) } });
    expect(await show(key)).not.toHaveProperty("expiresAtMs");
  });

  test("lets no secret outlive its key", async () => {
    await insert({ expiresAtMs: NOON_MS + HOUR_MS });
    await regenerate({ grace_period: "2d" });
    expect(await show(FIRST)).toMatchObject({ expiresAtMs: NOON_MS + HOUR_MS });
  });

  test("keeps one secret before at most: another regeneration ends it, with or without a grace period", async () => {
    await insert();
    const second = await renew({ grace_period: "1h" });
    const third = await renew({ grace_period: "1h" });
    expect(await show(FIRST)).toBeUndefined();
    expect(await show(second)).toMatchObject({ expiresAtMs: NOON_MS + HOUR_MS });
    const fourth = await renew();
    for (const key of [FIRST, second, third]) expect(await show(key)).toBeUndefined();
    expect(await show(fourth)).toBeDefined();
  });

  test("at the same time leaves exactly the last key, and with a grace period the one before it", async () => {
    await insert();
    const keys = await Promise.all(Array.from({ length: 5 }, () => renew({ grace_period: "1h" })));
    const shown = await Promise.all([FIRST, ...keys].map((key) => show(key)));
    expect(shown.filter((found) => found !== undefined)).toHaveLength(2);
    expect(shown.filter((found) => found !== undefined && found.expiresAtMs === undefined)).toHaveLength(1);
  });

  test("leaves a key that is found by the new key, its hash, and the name that logs have", async () => {
    await insert({ keyAlias: "prod" });
    const key = await renew();
    for (const name of [key, hashKey(key), NAME, FIRST]) {
      expect(await management.act("GET /key/info", { key: name })).toMatchObject({ info: { key_alias: "prod" } });
      expect(await management.act("POST /key/update", { key: name, rpm_limit: 3 })).toMatchObject({ rpm_limit: 3 });
      expect(await management.act("POST /key/block", { key: name })).toMatchObject({ token: hashKey(key) });
      expect(await management.act("GET /key/list", { key_hash: name })).toMatchObject({
        keys: [hashKey(key)],
        total_count: 1,
      });
      expect(await management.act("POST /v2/key/info", { keys: [name] })).toMatchObject({
        key: [name],
        info: [{ token: hashKey(key) }],
      });
      expect(await management.act("POST /key/:key/reset_spend", { key: name, reset_to: 0 })).toMatchObject({
        key_hash: hashKey(key),
      });
    }
    management.told();
    expect(await management.act("POST /key/delete", { keys: [key] })).toEqual({ deleted_keys: [key] });
    expect(management.told()).toEqual([`key:${NAME}`]);
    expect(await show(key)).toBeUndefined();
  });

  test("leaves what it spent and did to be found by any of its names", async () => {
    await insert({ userId: asId<"user">("ada") });
    await management.act("POST /user/new", { user_id: "ada", user_role: "proxy_admin", auto_create_key: false });
    await new D1LedgerStore(database).append([usageEvent("1", { key: NAME, cost: fromUsd(2) })]);
    const key = await renew();
    const asItself = await callerOf(database, key);
    await management.act("POST /team/new", { team_id: "blue" }, asItself);
    const days = { start_date: "2026-01-15", end_date: "2026-01-15" };
    for (const api_key of [key, hashKey(key), NAME, FIRST]) {
      expect(await management.list("GET /spend/logs", { api_key })).toHaveLength(1);
      expect(await management.act("GET /spend/logs/v2", { ...days, api_key })).toMatchObject({ total: 1 });
      expect(await management.list("GET /global/spend/logs", { api_key })).toMatchObject([{ spend: 2 }]);
      const report = await management.list("GET /global/spend/report", { ...days, api_key });
      expect(JSON.stringify(report)).toContain('"total_cost":2');
      for (const named of [{ api_key }, { api_keys: api_key }])
        expect(await management.act("GET /key/daily/activity", { ...days, ...named })).toMatchObject({
          metadata: { total_spend: 2 },
        });
      expect(await management.act("GET /audit", { changed_by_api_key: api_key })).toMatchObject({ total: 1 });
    }
  });

  test("takes no key that is or was one, here and in /key/generate", async () => {
    await insert();
    const second = await renew({ grace_period: "1h" });
    const third = await renew({ grace_period: "1h" });
    await management.act("POST /key/generate", { key: "sk-another-key" });
    const before = await management.contents();
    for (const key of [FIRST, second, third]) {
      await expect(management.act("POST /key/generate", { key })).rejects.toMatchObject(taken("key"));
    }
    for (const new_key of [FIRST, second, third, "sk-another-key"]) {
      await expect(regenerate({ new_key })).rejects.toMatchObject(taken("new_key"));
    }
    expect(await management.contents()).toEqual(before);
  });

  test.each<[string, JsonObject, JsonObject]>([
    ["no key", { key: null }, { code: "invalid_request", status: 400, param: "key" }],
    ["a key that does not exist", { key: "sk-none" }, { code: "object_not_found", status: 404 }],
    ["what is no key", { new_key: "pk-1234" }, { code: "invalid_request", status: 400, param: "new_key" }],
    ["what is no duration", { grace_period: "soon" }, { code: "invalid_request", status: 400, param: "grace_period" }],
    ["the master key", { key: MASTER_KEY }, { code: "invalid_request", status: 400, param: "key" }],
    [
      "another master key",
      { new_master_key: "sk-another-master" },
      { code: "invalid_request", status: 400, param: "new_master_key" },
    ],
    ["a field that is wrong", { rpm_limit: -1 }, { status: 422 }],
  ])("refuses %s, and changes nothing", async (_, input, refusal) => {
    await insert();
    const before = await management.contents();
    await expect(regenerate(input)).rejects.toMatchObject(refusal);
    expect(await management.contents()).toEqual(before);
  });

  test("leaves an entry in the audit log without any secret or its hash", async () => {
    await insert();
    const keys = [FIRST, await renew({ grace_period: "1h" }), await renew({ grace_period: "1h" })];
    const entries = listAt(await management.act("GET /audit", { action: "updated" }), "audit_logs");
    expect(entries).toHaveLength(2);
    expect(entries[0]).toMatchObject({ object_id: NAME });
    const written = JSON.stringify(entries);
    for (const key of keys) expect(written).not.toContain(key);
    for (const key of keys.slice(1)) expect(written).not.toContain(hashKey(key));
  });
});

describe("who regenerates a key gets it, and so no more than they have", () => {
  beforeEach(async () => await fillTenants(database));
  const as = async (key: string, input: JsonObject): Promise<JsonObject> =>
    await management.act("POST /key/regenerate", input, await callerOf(database, key));
  const refusal = (param: string) => ({ code: "route_denied", status: 403, param });

  test("themselves and keys of their own that may do no more", async () => {
    const ann = KEYS.internalUser;
    const renewed = textAt(await as(ann, { key: ann }), "key");
    expect((await callerOf(database, renewed)).key).toBe(hashKey(ann));
    await expect(callerOf(database, ann)).rejects.toMatchObject({ code: "key_unknown" });
  });

  test("but none of their own that may do more than the key that asks", async () => {
    const [asking, wide] = ["sk-that-asks", "sk-that-may-do-more"];
    const ann = asId<"user">("ann");
    const registry = new D1KeyRegistry(database);
    await registry.insert(keyRecord(asking, { userId: ann, models: ["a"], rpmLimit: 5 }));
    await registry.insert(keyRecord(wide, { userId: ann, models: ["a", "b"], rpmLimit: 5 }));
    await expect(as(asking, { key: wide })).rejects.toMatchObject(refusal("models"));
    expect(await as(asking, { key: wide, models: ["a"] })).toMatchObject({ models: ["a"] });
  });

  test("and none of somebody else that has that one's rights", async () => {
    const tom = KEYS.teamAdmin;
    await expect(as(tom, { key: KEY_IN_TEAM })).rejects.toMatchObject(refusal("allowed_routes"));
    const made = await as(tom, { key: KEY_IN_TEAM, allowed_routes: ["llm_api_routes"] });
    expect(made).toMatchObject({ user_id: "mia", allowed_routes: ["llm_api_routes"] });
    await expect(as(KEYS.otherTenant, { key: KEY_IN_TEAM })).rejects.toMatchObject(refusal("key"));
  });
});
