import { beforeEach, describe, expect, test } from "vitest";
import { nameHolder } from "../../src/core/holder-name.ts";
import { asId } from "../../src/core/ids.ts";
import { fromUsd } from "../../src/core/money.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { D1HolderStore, type EndUserDefault } from "../../src/store/d1/d1-holder-store.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import type { Groups } from "../../src/store/group-registry.ts";
import type { NamedHolder } from "../../src/store/holder-store.ts";
import { LruHolderCache } from "../../src/store/memory/lru-holder-cache.ts";
import { countReads } from "./count-reads.ts";
import { deferred, emptyDatabase, withDatabaseAway } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { budgetRecord, endUserRecord, tagRecord } from "./group-examples.ts";

let database: D1Database;
let groups: Groups;
beforeEach(async () => {
  database = await emptyDatabase();
  groups = createD1Groups(database);
});

const usd = fromUsd;
const budget = (id: string) => asId<"budget">(id);
const endUser = (id: string) => nameHolder("end_user", id);
const tag = (name: string) => nameHolder("tag", name);

const read = async (holders: readonly NamedHolder[], endUserDefault?: EndUserDefault) =>
  await new D1HolderStore(database, endUserDefault && { endUserDefault }).read(holders);

describe("named holders in D1", () => {
  test("are all told in one answer, in the order asked for, each with its budget", async () => {
    await groups.budgets.insert(budgetRecord("b", { rpmLimit: 1, maxBudget: usd(1), budgetDuration: "1d" }));
    await groups.budgets.insert(budgetRecord("c", { modelMaxBudget: { "gpt-4o": { tpm_limit: 2 } } }));
    await groups.endUsers.insert(endUserRecord("ann", { budgetId: budget("b"), updatedAtMs: NOON_MS + 1 }));
    await groups.endUsers.insert(endUserRecord("bob", { blocked: true, allowedModelRegion: "eu" }));
    await groups.tags.insert(tagRecord("ann", { budgetId: budget("c") }));
    expect(await read([tag("bob"), tag("ann"), endUser("bob"), endUser("carl"), endUser("ann")])).toEqual({
      noneExists: false,
      snapshots: [
        undefined,
        {
          standing: { holder: "tag:ann", epoch: NOON_MS },
          blocked: false,
          limits: { holder: "tag:ann", models: { "gpt-4o": { tokensPerMinute: 2 } } },
        },
        { standing: { holder: "end_user:bob", epoch: NOON_MS }, blocked: true, region: "eu" },
        undefined,
        {
          standing: { holder: "end_user:ann", epoch: NOON_MS + 1 },
          blocked: false,
          limits: { holder: "end_user:ann", requestsPerMinute: 1, budgets: [{ limit: usd(1), duration: "1d" }] },
        },
      ],
    });
  });

  test("may have any name, and be more than D1 takes parameters", async () => {
    const names = ["a:b", "100%", 'it\'s "1" --', "ключ 🔑", "", ...Array.from({ length: 150 }, (_, n) => `n${n}`)];
    await Promise.all(names.map((name) => groups.endUsers.insert(endUserRecord(name))));
    const { snapshots } = await read([...names, "a", "b"].map(endUser));
    expect(snapshots.map((snapshot) => snapshot?.standing.holder)).toEqual([
      ...names.map(endUser),
      undefined,
      undefined,
    ]);
  });

  test("are told not to exist at all only while there is none of either kind", async () => {
    expect(await read([endUser("ann")])).toEqual({ snapshots: [undefined], noneExists: true });
    await groups.tags.insert(tagRecord("t"));
    expect(await read([endUser("ann")])).toMatchObject({ noneExists: false });
  });

  test.each([
    { blocked: true },
    { budgetId: budget("b") },
    { allowedModelRegion: "eu" },
    { extra: { budget_limits: [] } },
  ])("need not be asked for as long as there are but those that requests named, and none with %j", async (ruled) => {
    await groups.endUsers.insert(endUserRecord("seen"));
    expect(await read([endUser("ann")])).toMatchObject({ noneExists: true });
    await groups.endUsers.insert(endUserRecord("bob", ruled));
    expect(await read([endUser("ann")])).toMatchObject({ noneExists: false });
  });

  test("do not exist either while requests have only named end users, and that is told without a look at each", async () => {
    const events = Array.from({ length: 400 }, (_, n) => usageEvent(`${n}`, { endUser: `user-${n}` }));
    await new D1LedgerStore(database).append(events);
    const counted = countReads(database);
    expect(await new D1HolderStore(counted.database).read([endUser("user-1")])).toMatchObject({ noneExists: true });
    expect(await counted.rowsRead()).toBeLessThan(20);
  });

  test("are not told while the database is away", async () => {
    await expect(withDatabaseAway(() => read([endUser("ann")]))).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

describe("a default for end users", () => {
  const limitsOf = async (holder: NamedHolder, endUserDefault: EndUserDefault) =>
    (await read([holder], endUserDefault)).snapshots[0]?.limits;

  beforeEach(async () => {
    await groups.budgets.insert(budgetRecord("default", { rpmLimit: 1 }));
    await groups.budgets.insert(budgetRecord("rich", { maxBudget: usd(9), budgetDuration: "1d" }));
    await groups.budgets.insert(budgetRecord("own", { tpmLimit: 2 }));
  });

  test.each<[string, EndUserDefault, object | undefined]>([
    ["an amount", { maxBudget: usd(5) }, { budgets: [{ limit: usd(5) }] }],
    ["a budget row", { budgetId: budget("default") }, { requestsPerMinute: 1 }],
    [
      "an amount in case the row says none",
      { budgetId: budget("default"), maxBudget: usd(5) },
      { requestsPerMinute: 1, budgets: [{ limit: usd(5) }] },
    ],
    [
      "no amount where the row has one",
      { budgetId: budget("rich"), maxBudget: usd(5) },
      { budgets: [{ limit: usd(9), duration: "1d" }] },
    ],
    ["nothing when the row is gone", { budgetId: budget("gone") }, undefined],
  ])("is %s, for those without a row and those without a budget", async (_, endUserDefault, limits) => {
    await groups.endUsers.insert(endUserRecord("ann"));
    for (const holder of [endUser("ann"), endUser("stranger")]) {
      expect(await limitsOf(holder, endUserDefault)).toEqual(limits && { holder, ...limits });
    }
  });

  test("is not for those with a budget of their own, nor for tags", async () => {
    const endUserDefault = { budgetId: budget("default"), maxBudget: usd(5) };
    await groups.endUsers.insert(endUserRecord("ann", { budgetId: budget("own") }));
    await groups.tags.insert(tagRecord("t"));
    expect(await limitsOf(endUser("ann"), endUserDefault)).toEqual({ holder: "end_user:ann", tokensPerMinute: 2 });
    expect(await limitsOf(tag("t"), endUserDefault)).toBeUndefined();
    expect(await limitsOf(tag("unknown"), endUserDefault)).toBeUndefined();
  });

  test("makes everyone a holder, older than any row", async () => {
    expect(await read([endUser("stranger")], { maxBudget: usd(5) })).toMatchObject({
      noneExists: false,
      snapshots: [{ standing: { holder: "end_user:stranger", epoch: 0 }, blocked: false }],
    });
  });
});

describe("the holder cache of an isolate over D1", () => {
  const SECOND_MS = 1_000;
  const ann = endUserRecord("ann", { allowedModelRegion: "eu" });
  let now = NOON_MS;
  const isolate = () => new LruHolderCache(new D1HolderStore(database), () => now);

  /** One request: what it learns of an end user, once all it deferred is done. */
  async function isBlocked(cache: LruHolderCache, id = "ann") {
    const { defer, settled } = deferred();
    const found = await cache.find([endUser(id)], defer);
    await settled();
    return found.map(({ blocked }) => blocked);
  }

  test.each([
    ["asked every second", 1],
    ["asked now and then", 7],
    ["idle for a minute", 60],
  ])("shows a new end user and every change within a minute elsewhere, and at once here, %s", async (_, seconds) => {
    const [here, elsewhere] = [isolate(), isolate()];
    const steps = [
      [async () => await groups.endUsers.insert(ann), [false]],
      [async () => await groups.endUsers.change("ann", { blocked: true }), [true]],
      [async () => await groups.endUsers.remove(["ann"]), []],
    ] as const;
    for (const [change, expected] of steps) {
      await isBlocked(here);
      const before = await isBlocked(elsewhere);
      expect(before).not.toEqual(expected);
      now += SECOND_MS;
      await change();
      here.forget(endUser("ann"));
      expect(await isBlocked(here)).toEqual(expected);
      const changedAtMs = now;
      while (JSON.stringify(await isBlocked(elsewhere)) !== JSON.stringify(expected)) {
        now += seconds * SECOND_MS;
        expect(now - changedAtMs).toBeLessThanOrEqual(60 * SECOND_MS);
      }
    }
  });

  test("serves what it knew for five minutes while the database is away, and refuses after that", async () => {
    await groups.endUsers.insert(ann);
    const cache = isolate();
    const readAtMs = now;
    expect(await isBlocked(cache)).toEqual([false]);
    await withDatabaseAway(async () => {
      await expect(isBlocked(cache, "stranger")).rejects.toMatchObject({ code: "store_unavailable", status: 503 });
      for (; now <= readAtMs + 300 * SECOND_MS; now += 3 * SECOND_MS) expect(await isBlocked(cache)).toEqual([false]);
      await expect(isBlocked(cache)).rejects.toMatchObject({ code: "store_unavailable" });
    });
    expect(await isBlocked(cache)).toEqual([false]);
  });
});
