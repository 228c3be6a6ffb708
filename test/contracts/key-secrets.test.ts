import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fromUsd, type NanoUsd } from "../../src/core/money.ts";
import { createLimiter } from "../../src/limits/limiter.ts";
import { createSpreader } from "../../src/limits/spread-change.ts";
import { D1HomeReader } from "../../src/store/d1/d1-home-reader.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { D1SpentReader } from "../../src/store/d1/d1-spent-reader.ts";
import type { KeySnapshot } from "../../src/store/key-store.ts";
import { KvKeyStore } from "../../src/store/kv/kv-key-store.ts";
import { LruKeyCache } from "../../src/store/memory/lru-key-cache.ts";
import { MemoryCounterStore } from "../../src/store/memory/memory-counter-store.ts";
import { actions } from "../../src/tenancy/index.ts";
import { textAt } from "../support/at.ts";
import { deferred, emptyDatabase, emptyKeyCopies, keyCopies } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { contextOn } from "./management.ts";

const SECOND_MS = 1_000;
let database: D1Database;
let counters: MemoryCounterStore;
let now = NOON_MS;
const clock = () => now;
beforeEach(async () => {
  database = await emptyDatabase();
  await emptyKeyCopies();
  now = NOON_MS;
  counters = new MemoryCounterStore(clock);
});

/** A gateway on one isolate; all of them have the same database, copies and counters. */
function isolate() {
  const keyCache = new LruKeyCache(new KvKeyStore(keyCopies, new D1KeyStore(database, clock)), clock);
  const spread = createSpreader({
    counters,
    shardOf: (home) => home,
    keyCache,
    holderCache: { forget: () => undefined },
    homes: new D1HomeReader(database),
  });
  const limiter = createLimiter({
    counters,
    spent: new D1SpentReader(database),
    timeZone: "UTC",
    shadow: new Set(),
    tokens: "total",
    now: clock,
  });
  let calls = 0;
  return {
    keyCache,
    async act(path: string, input: JsonObject): Promise<unknown> {
      const action = actions.find(({ paths }) => paths.includes(path));
      return await action?.run({ ...contextOn(database, clock), keyCache, changed: spread }, input);
    },
    /** What a key opens here. */
    async show(key: string): Promise<KeySnapshot | undefined> {
      const { defer, settled } = deferred();
      const snapshot = keyCache.peek(hashKey(key), defer) ?? (await keyCache.find(hashKey(key), defer));
      await settled();
      return snapshot;
    },
    /** One request with this copy of a key. */
    async call({ caller }: KeySnapshot, cost = 0) {
      calls += 1;
      const { defer, settled } = deferred();
      const ticket = await limiter.admit({
        id: `${calls} of ${crypto.randomUUID()}`,
        limits: caller.limits ?? [],
        standings: caller.standings ?? [],
        demand: { model: "m", usage: { inputTokens: 1, outputTokens: 1 }, cost },
        defer,
      });
      await settled();
      return ticket === "stale" ? "stale" : "admitted";
    },
  };
}
type Isolate = ReturnType<typeof isolate>;

const make = async (on: Isolate, input: JsonObject) => textAt(await on.act("/key/generate", input), "key");
const renew = async (on: Isolate, key: string, input: JsonObject = {}) =>
  textAt(await on.act("/key/regenerate", { key, ...input }), "key");

async function copyOf(on: Isolate, key: string): Promise<KeySnapshot> {
  const snapshot = await on.show(key);
  if (snapshot === undefined) throw new Error("the key opens nothing");
  return snapshot;
}

describe("the secret before a regeneration", () => {
  test("opens nothing at once on the isolate that was asked, also against a copy in KV", async () => {
    const here = isolate();
    const first = await make(here, {});
    await copyOf(here, first);
    const stale = await keyCopies.get(`key:${hashKey(first)}`);
    now += SECOND_MS;
    const second = await renew(here, first);
    await keyCopies.put(`key:${hashKey(first)}`, stale ?? "");
    expect(await here.show(first)).toBeUndefined();
    expect(await here.show(second)).toMatchObject({ caller: { key: hashKey(first) } });
    // The same for a key that was made anew before.
    now += SECOND_MS;
    const third = await renew(here, second);
    expect(await here.show(second)).toBeUndefined();
    expect(await here.show(third)).toBeDefined();
    expect(await keyCopies.get(`key:${hashKey(second)}`)).toBeNull();
  });

  test.each<[string, JsonObject]>([
    ["the key's", {}],
    ["the user's", { user_id: "ann" }],
  ])("is refused elsewhere as soon as counters are asked that are %s", async (_, owner) => {
    const [here, elsewhere] = [isolate(), isolate()];
    await here.act("/user/new", { user_id: "ann", rpm_limit: 50, auto_create_key: false });
    const first = await make(here, { rpm_limit: 5, ...owner });
    let shown = first;
    // The second time, the key is shown by another hash than it is known by.
    for (let time = 0; time < 2; time += 1) {
      const copy = await copyOf(elsewhere, shown);
      expect(await elsewhere.call(copy)).toBe("admitted");
      now += SECOND_MS;
      const next = await renew(here, shown);
      expect(await elsewhere.show(shown)).toBeDefined();
      expect(await elsewhere.call(copy)).toBe("stale");
      // What the gateway does then.
      await elsewhere.keyCache.forget(copy.caller.key);
      now += 1;
      expect(await elsewhere.show(shown)).toBeUndefined();
      shown = next;
    }
  });

  test("is refused elsewhere within a minute where nothing is counted", async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    const first = await make(here, {});
    await copyOf(elsewhere, first);
    const changedAtMs = now;
    await renew(here, first);
    while ((await elsewhere.show(first)) !== undefined) {
      now += 7 * SECOND_MS;
      expect(now - changedAtMs).toBeLessThanOrEqual(60 * SECOND_MS);
    }
  });

  test("carries its end into every copy", async () => {
    const [here, elsewhere] = [isolate(), isolate()];
    const first = await make(here, {});
    const second = await renew(here, first, { grace_period: "30s" });
    const endMs = now + 30 * SECOND_MS;
    expect(await copyOf(elsewhere, first)).toMatchObject({ expiresAtMs: endMs });
    expect(await copyOf(isolate(), first)).toMatchObject({ expiresAtMs: endMs });
    expect(await copyOf(elsewhere, second)).not.toHaveProperty("expiresAtMs");
    expect(JSON.parse((await keyCopies.get(`key:${hashKey(first)}`)) ?? "")).toMatchObject({ expiresAtMs: endMs });
  });
});

describe("limits go on through a regeneration", () => {
  test("of requests: who has made three of five has two left", async () => {
    const here = isolate();
    const first = await make(here, { rpm_limit: 5 });
    for (let n = 0; n < 3; n += 1) expect(await here.call(await copyOf(here, first))).toBe("admitted");
    const second = await renew(here, first, { grace_period: "1h" });
    expect(await here.call(await copyOf(here, second))).toBe("admitted");
    // The one before counts for the same key.
    expect(await here.call(await copyOf(here, first))).toBe("admitted");
    for (const key of [first, second])
      await expect(here.call(await copyOf(here, key))).rejects.toMatchObject({ code: "rate_limited" });
  });

  test("of money: what was spent stays spent", async () => {
    const here = isolate();
    const first = await make(here, { max_budget: 5, spend: 4 });
    const second = await renew(here, await renew(here, first));
    expect(await here.call(await copyOf(here, second), fromUsd(0.5))).toBe("admitted");
    await expect(here.call(await copyOf(here, second), fromUsd(2))).rejects.toMatchObject({ code: "budget_exceeded" });
  });
});

test("a budget is raised for a time, and not a moment longer", async () => {
  const here = isolate();
  const key = await make(here, { max_budget: 5, spend: 4 });
  const three: NanoUsd = fromUsd(3);
  await expect(here.call(await copyOf(here, key), three)).rejects.toMatchObject({ code: "budget_exceeded" });
  const endMs = NOON_MS + 600_000;
  const raise = { temp_budget_increase: 10, temp_budget_expiry: new Date(endMs).toISOString() };
  await here.act("/key/update", { key, ...raise });
  const copy = await copyOf(here, key);
  now = endMs - 1;
  expect(await here.call(copy, three)).toBe("admitted");
  now = endMs;
  // With the copy that was read while it held.
  await expect(here.call(copy, three)).rejects.toMatchObject({ code: "budget_exceeded" });
  await expect(here.call(await copyOf(here, key), three)).rejects.toMatchObject({ code: "budget_exceeded" });
});
