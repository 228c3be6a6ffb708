import { beforeEach, describe, expect, test } from "vitest";
import { asId } from "../../src/core/ids.ts";
import { nanoUsd } from "../../src/core/money.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import type { KeyStore } from "../../src/store/key-store.ts";
import { KvKeyStore } from "../../src/store/kv/kv-key-store.ts";
import { deferred, emptyDatabase, emptyKeyCopies, keyCopies, withDatabaseAway } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";

let database: D1Database;
let registry: D1KeyRegistry;
let now = NOON_MS;
beforeEach(async () => {
  database = await emptyDatabase();
  registry = new D1KeyRegistry(database);
  await emptyKeyCopies();
  now = NOON_MS;
});

const anyAge = { readAfterMs: 0, defer: () => {} };

const stores: readonly (readonly [string, () => KeyStore])[] = [
  ["D1", () => new D1KeyStore(database, () => now)],
  ["KV over D1", () => openKv()],
];

describe.each(stores)("the key store of %s", (_, open) => {
  test("tells authentication all it needs", async () => {
    const full = keyRecord("sk-full", {
      keyAlias: "prod",
      userId: asId<"user">("u1"),
      teamId: asId<"team">("t1"),
      models: ["gpt-4o"],
      aliases: { fast: "gpt-4o-mini" },
      maxBudget: nanoUsd(5),
      budgetDuration: "30d",
      tpmLimit: 1_000,
      rpmLimit: 0,
      maxParallelRequests: 2,
      blocked: true,
      expiresAtMs: NOON_MS + 1,
      metadata: { note: "stays in the database" },
      extra: { allowed_routes: ["llm_api_routes"], model_rpm_limit: { "gpt-4o": 5 }, model_tpm_limit: { "gpt-4o": 9 } },
    });
    await registry.insert(full);
    expect(await open().findByHash(full.hash, anyAge)).toEqual({
      caller: {
        role: "key",
        key: full.hash,
        keyAlias: "prod",
        user: "u1",
        team: "t1",
        models: ["gpt-4o"],
        aliases: { fast: "gpt-4o-mini" },
        standings: [{ holder: `key:${full.hash}`, epoch: NOON_MS }],
        limits: [
          {
            holder: `key:${full.hash}`,
            requestsPerMinute: 0,
            tokensPerMinute: 1_000,
            parallelRequests: 2,
            budgets: [{ limit: 5, duration: "30d" }],
            models: { "gpt-4o": { requestsPerMinute: 5, tokensPerMinute: 9 } },
          },
        ],
        allowedRoutes: ["llm_api_routes"],
      },
      blocked: true,
      expiresAtMs: NOON_MS + 1,
      readAtMs: NOON_MS,
    });
  });

  test("leaves out what a key does not have", async () => {
    const bare = keyRecord("sk-bare");
    await registry.insert(bare);
    expect(await open().findByHash(bare.hash, anyAge)).toStrictEqual({
      caller: {
        role: "key",
        key: bare.hash,
        models: [],
        aliases: {},
        standings: [{ holder: `key:${bare.hash}`, epoch: NOON_MS }],
      },
      blocked: false,
      readAtMs: NOON_MS,
    });
  });

  test("answers undefined for a key that does not exist", async () => {
    expect(await open().findByHash(keyRecord("sk-none").hash, anyAge)).toBeUndefined();
  });

  test("never takes an outage for an unknown key", async () => {
    const asked = withDatabaseAway(() => open().findByHash(keyRecord("sk-any").hash, anyAge));
    await expect(asked).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

const openKv = () => new KvKeyStore(keyCopies, new D1KeyStore(database, () => now));

describe("copies in KV", () => {
  const record = keyRecord("sk-copied", {
    keyAlias: "a",
    userId: asId<"user">("u"),
    maxBudget: nanoUsd(1),
    expiresAtMs: NOON_MS + 9,
  });
  /** Reads once, so that KV holds a copy. */
  async function copy() {
    await registry.insert(record);
    const { defer, settled } = deferred();
    const snapshot = await openKv().findByHash(record.hash, { readAfterMs: 0, defer });
    await settled();
    return snapshot;
  }

  test("answer, exactly as the database did, while the database is away", async () => {
    const original = await copy();
    const answer = await withDatabaseAway(() =>
      openKv().findByHash(record.hash, { ...anyAge, readAfterMs: NOON_MS - 1 }),
    );
    expect(answer).toEqual(original);
  });

  test("hold no plain key and nothing that authentication does not need", async () => {
    await copy();
    const { keys } = await keyCopies.list();
    expect(keys.map(({ name }) => name)).toEqual([`key:${record.hash}`]);
    expect(await keyCopies.get(`key:${record.hash}`)).not.toMatch(/sk-copied|metadata/);
  });

  test("are no answer when they were read at or before the instant asked for", async () => {
    await copy();
    await registry.change(record.hash, { blocked: true, updatedAtMs: 0, updatedBy: "" });
    now = NOON_MS + 1;
    expect((await openKv().findByHash(record.hash, { ...anyAge, readAfterMs: NOON_MS - 1 }))?.blocked).toBe(false);
    expect((await openKv().findByHash(record.hash, { ...anyAge, readAfterMs: NOON_MS }))?.blocked).toBe(true);
  });

  test("are dropped when the key is forgotten", async () => {
    await copy();
    await openKv().forget(record.hash);
    expect(await keyCopies.get(`key:${record.hash}`)).toBeNull();
  });

  test("are not made of keys that do not exist, so that a new key works at once", async () => {
    const { defer, settled } = deferred();
    expect(await openKv().findByHash(record.hash, { readAfterMs: 0, defer })).toBeUndefined();
    await settled();
    await registry.insert(record);
    expect(await openKv().findByHash(record.hash, anyAge)).toBeDefined();
  });

  const other = keyRecord("sk-other").hash;
  test.each([
    ["no JSON", "{"],
    ["another shape", '{"blocked":false}'],
    [
      "a role that copies never have",
      JSON.stringify({
        caller: { role: "admin", key: record.hash, models: [], aliases: {} },
        blocked: false,
        readAtMs: NOON_MS,
      }),
    ],
    [
      "another key",
      JSON.stringify({
        caller: { role: "key", key: other, models: [], aliases: {} },
        blocked: false,
        readAtMs: NOON_MS,
      }),
    ],
    [
      "no list of models",
      JSON.stringify({ caller: { role: "key", key: record.hash, aliases: {} }, blocked: false, readAtMs: NOON_MS }),
    ],
  ])("that hold %s are ignored", async (_, text) => {
    await keyCopies.put(`key:${record.hash}`, text);
    expect(await openKv().findByHash(record.hash, anyAge)).toBeUndefined();
  });

  test("that cannot be read or written do not keep the database from answering", async () => {
    // KV refuses names above 512 bytes.
    const long = { ...record, hash: asId<"key-hash">("x".repeat(600)) };
    await registry.insert(long);
    const { defer, settled } = deferred();
    expect((await openKv().findByHash(long.hash, { readAfterMs: 0, defer }))?.caller.key).toBe(long.hash);
    await settled();
    await openKv().forget(long.hash);
  });

  test("that never come do not keep the database from answering", async () => {
    await registry.insert(record);
    const silent = { get: () => new Promise(() => {}), put: async () => {} } as unknown as KVNamespace;
    const store = new KvKeyStore(silent, new D1KeyStore(database, () => now));
    expect(await store.findByHash(record.hash, anyAge)).toBeDefined();
  });
});
