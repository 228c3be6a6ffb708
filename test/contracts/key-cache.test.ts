import { beforeEach, describe, expect, test } from "vitest";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { KvKeyStore } from "../../src/store/kv/kv-key-store.ts";
import { LruKeyCache } from "../../src/store/memory/lru-key-cache.ts";
import { deferred, emptyDatabase, emptyKeyCopies, keyCopies, withDatabaseAway } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";

const SECOND_MS = 1_000;
const record = keyRecord("sk-cached");
const blocking = { blocked: true, updatedAtMs: 0, updatedBy: "" };

let database: D1Database;
let registry: D1KeyRegistry;
let now = NOON_MS;
beforeEach(async () => {
  database = await emptyDatabase();
  registry = new D1KeyRegistry(database);
  await emptyKeyCopies();
  now = NOON_MS;
});

const clock = () => now;
/** A cache as each isolate has one, all over the same KV and D1. */
const isolate = () => new LruKeyCache(new KvKeyStore(keyCopies, new D1KeyStore(database, clock)), clock);

/** One request: what it learns of the key, once all it deferred is done. */
async function ask(cache: LruKeyCache, hash = record.hash) {
  const { defer, settled } = deferred();
  const snapshot = cache.peek(hash, defer) ?? (await cache.find(hash, defer));
  await settled();
  return snapshot;
}

describe("the key cache of an isolate over KV and D1", () => {
  test("answers from memory, then needs neither KV nor D1", async () => {
    await registry.insert(record);
    const cache = isolate();
    expect(cache.peek(record.hash, () => {})).toBeUndefined();
    const first = await ask(cache);
    await emptyKeyCopies();
    const { defer } = deferred();
    expect(await withDatabaseAway(async () => cache.peek(record.hash, defer))).toEqual(first);
  });

  test("lets another isolate start from the copy in KV", async () => {
    await registry.insert(record);
    await ask(isolate());
    expect(await withDatabaseAway(() => ask(isolate()))).toBeDefined();
  });

  test("shows a change of what a key belongs to at once on the isolate that made it, also against a copy in KV", async () => {
    await registry.insert(record);
    const cache = isolate();
    await ask(cache);
    now += SECOND_MS;
    await registry.change(record.hash, blocking);
    cache.forgetAll();
    now += 1;
    expect(await ask(cache)).toMatchObject({ blocked: true });
  });

  test("shows a change at once on the isolate that made it, also against a copy in KV that could not be deleted", async () => {
    await registry.insert(record);
    const cache = isolate();
    await ask(cache);
    const stale = await keyCopies.get(`key:${record.hash}`);
    now += SECOND_MS;
    await registry.change(record.hash, blocking);
    await cache.forget(record.hash);
    await keyCopies.put(`key:${record.hash}`, stale ?? "");
    expect((await ask(cache))?.blocked).toBe(true);
  });

  test("shows a removed key as unknown at once on the isolate that removed it", async () => {
    await registry.insert(record);
    const cache = isolate();
    await ask(cache);
    await registry.remove([record.hash]);
    await cache.forget(record.hash);
    expect(await ask(cache)).toBeUndefined();
  });

  test.each([
    ["asked every second", 1],
    ["asked now and then", 7],
    ["asked just before and just after half a minute", 30],
    ["idle for a minute", 60],
  ])(
    "shows a change within a minute on an isolate elsewhere that is %s, whatever the copies say",
    async (_, seconds) => {
      await registry.insert(record);
      const [here, elsewhere] = [isolate(), isolate()];
      await ask(here);
      await ask(elsewhere);
      const stale = await keyCopies.get(`key:${record.hash}`);
      const changedAtMs = now;
      await registry.change(record.hash, blocking);
      await here.forget(record.hash);
      await keyCopies.put(`key:${record.hash}`, stale ?? "");
      while ((await ask(elsewhere))?.blocked !== true) {
        now += seconds * SECOND_MS;
        expect(now - changedAtMs).toBeLessThanOrEqual(60 * SECOND_MS);
      }
    },
  );

  test("lets a key work a second after it was tried before it existed, or at once where it was made", async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    expect(await ask(here)).toBeUndefined();
    expect(await ask(elsewhere)).toBeUndefined();
    await registry.insert(record);
    await here.forget(record.hash);
    expect(await ask(here)).toBeDefined();
    now += SECOND_MS;
    expect(await ask(elsewhere)).toBeDefined();
  });

  test("keeps serving known keys for five minutes while the database is away, and refuses after that", async () => {
    await registry.insert(record);
    const cache = isolate();
    await ask(cache);
    await emptyKeyCopies();
    await withDatabaseAway(async () => {
      for (; now <= NOON_MS + 300 * SECOND_MS; now += 3 * SECOND_MS) {
        const { defer } = deferred();
        expect(cache.peek(record.hash, defer) ?? (await cache.find(record.hash, defer))).toBeDefined();
      }
      now += 3 * SECOND_MS;
      await expect(ask(cache)).rejects.toMatchObject({ code: "store_unavailable" });
    });
    expect(await ask(cache)).toBeDefined();
  });

  test("says store_unavailable of a key it does not know while the database is away", async () => {
    await withDatabaseAway(async () => {
      await expect(ask(isolate())).rejects.toMatchObject({ code: "store_unavailable", status: 503 });
    });
  });
});
