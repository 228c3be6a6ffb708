import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { REMEMBERED_MS } from "../../src/counters/bounds.ts";
import { D1SpendReader } from "../../src/store/d1/d1-spend-reader.ts";
import { checkpoint, counterObject, money, requests, settle, slot, take } from "./counter-objects.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";

let nowMs = NOON_MS;
let object: ReturnType<typeof counterObject>;
let shards = 0;
beforeEach(() => {
  nowMs = NOON_MS;
  vi.spyOn(Date, "now").mockImplementation(() => nowMs);
  object = counterObject(`shard ${(shards += 1)}`);
});
afterEach(() => {
  vi.restoreAllMocks();
});

const rows = (table: string): Promise<number> =>
  runInDurableObject(object, (_, { storage }) =>
    Number(storage.sql.exec(`select count(*) as count from ${table}`).one()["count"]),
  );
const entry = (id: string) => ({ id, event: JSON.stringify(usageEvent(id)) });

describe("an object that starts again", () => {
  test("knows what it admitted, what was checkpointed and what was settled", async () => {
    const claims = [slot(2), money(100, 250)];
    const first = await object.take(take("a", ...claims));
    await object.take(take("b", ...claims));
    await object.checkpoint(checkpoint("b", 1, 120));
    await object.settle(settle("a", 1, 30));
    await evictDurableObject(object);
    expect(await object.take(take("a", ...claims))).toEqual(first);
    expect(await object.settle(settle("a", 1, 30))).toBe("repeated");
    expect(await object.take(take("c", slot(2), money(120, 250)))).toMatchObject({ admitted: true });
    expect(await object.take(take("d", money(1, 250)))).toMatchObject({ admitted: false, refused: { used: 250 } });
    await object.take(take("f", money(90, 1_000)));
    await object.shrink({ op: "shrink", id: "f", amounts: [7] });
    nowMs += 30_000;
    await evictDurableObject(object);
    expect(await object.take(take("e", money(0, 1_000)))).toMatchObject({ levels: [{ used: 30 + 120 + 120 + 7 }] });
  });

  test("knows which copies of a holder are out of date", async () => {
    await object.revoke({ op: "revoke", holder: "key:x", epoch: 5 });
    await evictDurableObject(object);
    const asked = { ...take("a", requests(1)), standings: [{ holder: "key:x", epoch: 4 }] };
    expect(await object.take(asked)).toEqual({ admitted: false, why: "stale", holder: "key:x" });
  });

  test("does not go back in time, whatever its machine's clock says", async () => {
    await object.take(take("a", requests(1)));
    nowMs += 61_000;
    await object.take(take("b", requests(1)));
    nowMs -= 3_600_000;
    await evictDurableObject(object);
    expect(await object.take(take("c", requests(1)))).toMatchObject({ admitted: false, retryAfterMs: 61_000 });
  });

  test("has a log that ends at the last command that it could keep", async () => {
    await object.take(take("a", requests(3)));
    await runInDurableObject(object, (_, { storage }) => {
      storage.sql.exec("create trigger full before insert on log begin select raise(abort, 'disk full'); end");
    });
    const answer = await object.take(take("b", requests(3))).then(
      () => "given",
      () => "none",
    );
    expect(answer).toBe("none");
    const again = counterObject(`shard ${shards}`);
    await runInDurableObject(again, (_, { storage }) => {
      storage.sql.exec("drop trigger full");
    });
    expect(await again.take(take("c", requests(3)))).toMatchObject({ levels: [{ used: 2 }] });
  });
});

describe("the log", () => {
  test("gets no row of a refusal, nor of a command that comes again", async () => {
    await object.take(take("a", requests(1)));
    const shrink = { op: "shrink", id: "a", amounts: [1] } as const;
    const before = await rows("log");
    await object.take(take("a", requests(1)));
    expect(await object.shrink(shrink)).toBe("kept");
    for (let n = 0; n < 50; n += 1) await object.take(take(`b${n}`, requests(1)));
    expect(await object.settle(settle("nobody", 1))).toBe("unknown");
    expect(await rows("log")).toBe(before);
  });

  test("stays short, however many commands come", async () => {
    const longest = await runInDurableObject(object, (instance, { storage }) => {
      let most = 0;
      for (let n = 0; n < 20_000; n += 1) {
        nowMs += 50;
        instance.take(take(`r${n}`, requests(10_000), money(5, 1e12)));
        instance.settle(settle(`r${n}`, 1, 3));
        if (n % 100 === 0)
          most = Math.max(most, Number(storage.sql.exec("select count(*) as count from log").one()["count"]));
      }
      return most;
    });
    expect(longest).toBeLessThan(20_000);
    await evictDurableObject(object);
    expect(await object.take(take("last", money(0, 1e12)))).toMatchObject({ levels: [{ used: 60_000 }] });
  });
});

describe("leases", () => {
  test("end by the alarm, when no command comes", async () => {
    await object.take(take("a", slot(1), money(100, 100)));
    nowMs += 30_000;
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await runDurableObjectAlarm(object)).toBe(false);
    expect(await object.take(take("b", slot(1), money(1, 100)))).toMatchObject({
      admitted: false,
      refused: { counter: "budget", used: 100 },
    });
    expect(await object.settle(settle("a", 1, 40))).toBe("adjusted");
  });

  test("outlive an alarm that comes too early, and get another", async () => {
    await object.take(take("a", slot(1)));
    nowMs += 10_000;
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await object.take(take("b", slot(1)))).toMatchObject({ admitted: false });
    nowMs += 20_000;
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await object.take(take("c", slot(1)))).toMatchObject({ admitted: true });
  });

  test("set an alarm once, not with every take", async () => {
    const alarms = await runInDurableObject(object, async (instance, { storage }) => {
      const setAlarm = vi.spyOn(storage, "setAlarm");
      for (let n = 0; n < 100; n += 1) {
        nowMs += 10;
        instance.take(take(`r${n}`, requests(1_000)));
        instance.settle(settle(`r${n}`, 1));
      }
      return setAlarm.mock.calls.length;
    });
    expect(alarms).toBe(1);
  });
});

describe("usage events", () => {
  let database: D1Database;
  beforeEach(async () => {
    database = await emptyDatabase();
  });
  const delivered = async (): Promise<string[]> =>
    (await new D1SpendReader(database).list({}, 10_000)).map(({ id }) => id as string).toSorted();
  const spend = async (id: string): Promise<void> => {
    await object.take(take(id, money(10, 1e9)));
    await object.settle(settle(id, 10), entry(id));
  };

  test("reach the ledger with the next alarm, once", async () => {
    await spend("a");
    await spend("b");
    await object.settle(settle("b", 10), entry("b"));
    expect(await object.peekOutbox(10)).toEqual([entry("a"), entry("b")]);
    nowMs += 1_000;
    await runDurableObjectAlarm(object);
    expect(await delivered()).toEqual(["a", "b"]);
    expect(await object.peekOutbox(10)).toEqual([]);
  });

  test("of a request that nobody remembers reach it too: the money was spent", async () => {
    expect(await object.settle(settle("nobody", 10), entry("n"))).toBe("unknown");
    nowMs += 1_000;
    await runDurableObjectAlarm(object);
    expect(await delivered()).toEqual(["n"]);
  });

  test(
    "wait while the ledger is away for an hour, over restarts, and are all there afterwards",
    { timeout: 30_000 },
    async () => {
      const ids: string[] = [];
      let alarms = 0;
      await withDatabaseAway(async () => {
        for (const end = nowMs + 3_600_000; nowMs < end; nowMs += 20_000) {
          for (let n = 0; n < 2; n += 1) {
            const id = `e${String(ids.length).padStart(4, "0")}`;
            ids.push(id);
            await spend(id);
          }
          if (await runDurableObjectAlarm(object)) alarms += 1;
          if (ids.length % 100 === 0) await evictDurableObject(object);
        }
      });
      expect(alarms).toBeGreaterThan(50);
      expect(await object.peekOutbox(1)).toEqual([entry("e0000")]);
      nowMs += 60_000;
      await runDurableObjectAlarm(object);
      expect(await delivered()).toEqual(ids);
      expect(await object.peekOutbox(1)).toEqual([]);
    },
  );

  test("cost little more than the two rows of their take and their settlement", async () => {
    const requestsMade = 2_000;
    const written = await runInDurableObject(object, async (instance, { storage }) => {
      const exec = vi.spyOn(storage.sql, "exec");
      vi.spyOn(storage, "setAlarm").mockResolvedValue();
      for (let n = 1; n <= requestsMade; n += 1) {
        nowMs += 20;
        instance.take(take(`r${n}`, requests(1e6), money(5, 1e12)));
        instance.settle(settle(`r${n}`, 1, 3), entry(`r${n}`));
        if (n % 100 === 0) await instance.alarm();
      }
      const cursors = exec.mock.results.map(({ value }) => value as SqlStorageCursor<never>);
      return cursors.reduce((sum, { rowsWritten }) => sum + rowsWritten, 0);
    });
    expect(await delivered()).toHaveLength(requestsMade);
    expect(written / requestsMade).toBeGreaterThanOrEqual(2);
    expect(written / requestsMade).toBeLessThan(2.2);
  });

  test("are delivered again, and counted once, when the object ends before it noted the delivery", async () => {
    await spend("a");
    nowMs += 1_000;
    await runInDurableObject(object, (_, { storage }) => {
      storage.sql.exec("create trigger lost before insert on marks begin select raise(abort, 'gone'); end");
    });
    await runDurableObjectAlarm(object);
    await runInDurableObject(object, (_, { storage }) => {
      storage.sql.exec("drop trigger lost");
    });
    await evictDurableObject(object);
    await spend("b");
    nowMs += 60_000;
    await runDurableObjectAlarm(object);
    expect(await delivered()).toEqual(["a", "b"]);
  });

  test("are counted once when two alarms ring at once", async () => {
    await spend("a");
    await spend("b");
    nowMs += 1_000;
    await runInDurableObject(object, (instance) => Promise.all([instance.alarm(), instance.alarm()]));
    expect(await delivered()).toEqual(["a", "b"]);
  });

  test("get another alarm from the next command when theirs never rang", async () => {
    await spend("a");
    const lost = async (_: unknown, { storage }: DurableObjectState): Promise<void> => await storage.deleteAlarm();
    await runInDurableObject(object, lost);
    nowMs += 30_000;
    await object.take(take("b", requests(1)));
    expect(await runDurableObjectAlarm(object)).toBe(false);
    nowMs += 60_000;
    await object.take(take("c", requests(1)));
    expect(await runDurableObjectAlarm(object)).toBe(true);
    expect(await delivered()).toEqual(["a"]);
  });

  test("outlive the rows of the log that are no longer needed", async () => {
    await withDatabaseAway(async () => {
      await spend("early");
      await runInDurableObject(object, (instance) => {
        for (let n = 0; n < 4_000; n += 1) instance.take(take(`r${n}`, requests(1e6)));
      });
      nowMs += 1_000;
      await runDurableObjectAlarm(object);
    });
    expect(await rows("log")).toBeLessThan(4_000);
    await evictDurableObject(object);
    nowMs += 60_000;
    await runDurableObjectAlarm(object);
    expect(await delivered()).toEqual(["early"]);
  });

  describe("that were only drafts", () => {
    const LEASE_MS = 30_000;
    // The platform rings what was due in the past by its own clock.
    beforeEach(() => {
      nowMs = Date.UTC(2100, 0);
    });
    const drafted = (id: string) => ({ ...take(id, money(10, 1e9)), draft: entry(id).event });
    /** Lets the alarm ring, as if it did it at its time. */
    const ring = async (): Promise<void> => {
      nowMs = await runInDurableObject(object, async (_, { storage }) =>
        Math.max(nowMs, (await storage.getAlarm()) ?? Number.NaN),
      );
      expect(await runDurableObjectAlarm(object)).toBe(true);
    };

    test("reach the ledger of an idle object by its alarms alone, over restarts, once", async () => {
      const startMs = nowMs;
      await object.take(drafted("a"));
      await object.take(drafted("b"));
      await evictDurableObject(object);
      await ring();
      expect(nowMs).toBe(startMs + LEASE_MS);
      expect(await object.peekOutbox(10)).toEqual([]);
      await evictDurableObject(object);
      await ring();
      expect(nowMs).toBe(startMs + LEASE_MS + REMEMBERED_MS);
      expect(await object.peekOutbox(10)).toEqual([entry("a"), entry("b")]);
      await evictDurableObject(object);
      await ring();
      expect(nowMs).toBe(startMs + LEASE_MS + REMEMBERED_MS + 1_000);
      expect(await delivered()).toEqual(["a", "b"]);
      expect(await runDurableObjectAlarm(object)).toBe(false);
    });

    test("reach it by any command too, and a settlement that comes after them makes no second event", async () => {
      await object.take(drafted("a"));
      nowMs += LEASE_MS;
      await object.sweep();
      nowMs += REMEMBERED_MS;
      expect(await object.take(take("b", requests(1)))).toMatchObject({ admitted: true });
      expect(await object.peekOutbox(10)).toEqual([entry("a")]);
      await ring();
      expect(await object.settle(settle("a", 10), entry("a"))).toBe("unknown");
      await ring();
      expect(await delivered()).toEqual(["a"]);
    });

    test("are nothing beside the event of a settlement, in time or late", async () => {
      await object.take(drafted("in time"));
      await object.take(drafted("late"));
      await object.settle(settle("in time", 10), entry("in time"));
      nowMs += LEASE_MS + REMEMBERED_MS - 1;
      expect(await object.settle(settle("late", 10), entry("late"))).toBe("adjusted");
      nowMs += 2 * REMEMBERED_MS;
      await runDurableObjectAlarm(object);
      await object.sweep();
      expect(await object.peekOutbox(10)).toEqual([]);
      expect(await delivered()).toEqual(["in time", "late"]);
    });

    test("are there again when the row of one could not be written", async () => {
      await object.take(drafted("a"));
      await object.take(drafted("b"));
      nowMs += LEASE_MS;
      await object.sweep();
      nowMs += REMEMBERED_MS;
      await runInDurableObject(object, (_, { storage }) => {
        storage.sql.exec(
          "create trigger full before insert on log when new.entry_id = 'b' begin select raise(abort, 'disk full'); end",
        );
      });
      const answer = await object.sweep().then(
        () => "given",
        () => "none",
      );
      expect(answer).toBe("none");
      object = counterObject(`shard ${shards}`);
      await runInDurableObject(object, (_, { storage }) => {
        storage.sql.exec("drop trigger full");
      });
      await object.sweep();
      expect(await object.peekOutbox(10)).toEqual([entry("a"), entry("b")]);
    });

    test("cost a row each, beside that of their take and that of the end of their lease", async () => {
      for (const id of ["a", "b", "c"]) await object.take(drafted(id));
      nowMs += LEASE_MS;
      await object.sweep();
      nowMs += REMEMBERED_MS;
      await object.sweep();
      expect(await rows("log")).toBe(3 + 1 + 3);
    });
  });
});
