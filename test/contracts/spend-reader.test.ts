import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { nanoUsd } from "../../src/core/money.ts";
import { OUTCOMES } from "../../src/core/usage-event.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { D1SpendReader } from "../../src/store/d1/d1-spend-reader.ts";
import type { SpendReader } from "../../src/store/spend-reader.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";

const MIDNIGHT_MS = Date.UTC(2026, 0, 16);
const [a, b] = [hashKey("sk-a"), hashKey("sk-b")];
const [ann, bob] = [asId<"user">("ann"), asId<"user">("bob")];

describe("the spend reader of D1", () => {
  let database: D1Database;
  let ledger: D1LedgerStore;
  let reader: SpendReader;
  beforeEach(async () => {
    database = await emptyDatabase();
    ledger = new D1LedgerStore(database);
    reader = new D1SpendReader(database);
  });

  const idsOf = async (filter: Parameters<SpendReader["list"]>[0], limit = 100) =>
    (await reader.list(filter, limit)).map(({ id }) => id);

  test("lists every outcome, newest first", async () => {
    await ledger.append(OUTCOMES.map((outcome, n) => usageEvent(outcome, { outcome, startedAtMs: NOON_MS + n })));
    expect(await idsOf({})).toEqual(OUTCOMES.toReversed());
  });

  test("keeps one order among events of the same instant, and stops at the limit", async () => {
    await ledger.append(["1", "3", "2"].map((id) => usageEvent(id)));
    expect(await idsOf({})).toEqual(["3", "2", "1"]);
    expect(await idsOf({}, 2)).toEqual(["3", "2"]);
  });

  test.each([
    ["key", { key: a }, ["3", "1"]],
    ["user", { user: bob }, ["3"]],
    ["request", { request: asId<"request">("2") }, ["2"]],
    ["first instant, included", { fromMs: NOON_MS + 2 }, ["3", "2"]],
    ["last instant, excluded", { beforeMs: NOON_MS + 2 }, ["1"]],
    ["all of them at once", { key: a, user: bob, fromMs: NOON_MS, beforeMs: NOON_MS + 9 }, ["3"]],
    ["a request of another key", { key: a, request: asId<"request">("2") }, []],
    ["text that would be SQL", { user: asId<"user">("' or 1=1 --") }, []],
  ])("filters by %s", async (_, filter, expected) => {
    await ledger.append([
      usageEvent("1", { key: a, user: ann, startedAtMs: NOON_MS + 1 }),
      usageEvent("2", { key: b, user: ann, startedAtMs: NOON_MS + 2 }),
      usageEvent("3", { key: a, user: bob, startedAtMs: NOON_MS + 3 }),
    ]);
    expect(await idsOf(filter)).toEqual(expected);
  });

  test("sums by UTC day, user and model, oldest day first", async () => {
    await ledger.append([
      usageEvent("1", { startedAtMs: MIDNIGHT_MS - 1, user: ann, model: "m", cost: nanoUsd(1) }),
      usageEvent("2", { startedAtMs: MIDNIGHT_MS, user: ann, model: "m", cost: nanoUsd(2), key: a }),
      usageEvent("3", { startedAtMs: MIDNIGHT_MS + 1, user: ann, model: "m", cost: nanoUsd(4), key: b }),
      usageEvent("4", { startedAtMs: MIDNIGHT_MS + 2, modelGroup: "group", outcome: "failed", cost: nanoUsd(8) }),
      usageEvent("5", { startedAtMs: MIDNIGHT_MS + 3, requestedModel: "asked", outcome: "refused", cost: nanoUsd(0) }),
    ]);
    const [first, ...second] = await reader.sumByDay({});
    expect(first).toEqual({ day: "2026-01-15", user: "ann", model: "m", cost: 1 });
    expect(second).toHaveLength(3);
    expect(second).toEqual(
      expect.arrayContaining([
        { day: "2026-01-16", user: "ann", model: "m", cost: 6 },
        { day: "2026-01-16", user: undefined, model: "group", cost: 8 },
        { day: "2026-01-16", user: undefined, model: "asked", cost: 0 },
      ]),
    );
    expect(await reader.sumByDay({ key: b })).toEqual([{ day: "2026-01-16", user: "ann", model: "m", cost: 4 }]);
  });

  const DAY_MS = 86_400_000;
  const WHOLE_DAYS = [
    [{}, [1, 6, 8]],
    [{ key: a }, [1, 2, 8]],
    [{ user: ann }, [1, 6]],
    [{ fromMs: MIDNIGHT_MS }, [6, 8]],
    [{ beforeMs: MIDNIGHT_MS }, [1]],
    [{ fromMs: MIDNIGHT_MS, beforeMs: MIDNIGHT_MS + DAY_MS }, [6]],
    [{ fromMs: MIDNIGHT_MS, beforeMs: MIDNIGHT_MS }, []],
    [{ key: b, user: ann, fromMs: MIDNIGHT_MS, beforeMs: Date.UTC(10_000, 0, 1) }, [4]],
  ] as const;
  const OTHERS = [
    [{ request: asId<"request">("3") }, [4]],
    [{ fromMs: MIDNIGHT_MS - 1 }, [1, 6, 8]],
    [{ fromMs: MIDNIGHT_MS + 1 }, [4, 8]],
    [{ beforeMs: MIDNIGHT_MS + 1 }, [1, 2]],
  ] as const;
  const threeDays = [
    usageEvent("1", { startedAtMs: MIDNIGHT_MS - 1, key: a, user: ann, cost: nanoUsd(1) }),
    usageEvent("2", { startedAtMs: MIDNIGHT_MS, key: a, user: ann, cost: nanoUsd(2) }),
    usageEvent("3", { startedAtMs: MIDNIGHT_MS + DAY_MS - 1, key: b, user: ann, cost: nanoUsd(4) }),
    usageEvent("4", { startedAtMs: MIDNIGHT_MS + DAY_MS, key: a, user: bob, cost: nanoUsd(8) }),
  ];
  const costs = async (filter: Parameters<SpendReader["sumByDay"]>[0]) =>
    (await reader.sumByDay(filter)).map(({ cost }) => cost);

  test.each([...WHOLE_DAYS, ...OTHERS])("sums by day what %j asks for", async (filter, expected) => {
    await ledger.append(threeDays);
    expect(await costs(filter)).toEqual(expected);
  });

  test.each(WHOLE_DAYS)("asks no single event for the whole days of %j", async (filter, expected) => {
    await ledger.append(threeDays);
    await database.exec("delete from usage_events");
    expect(await costs(filter)).toEqual(expected);
  });

  test("sums more than an integer of SQLite holds", async () => {
    const cost = nanoUsd(Number.MAX_SAFE_INTEGER);
    await ledger.append(Array.from({ length: 1_100 }, (_, n) => usageEvent(String(n), { cost })));
    const [sum] = await reader.sumByDay({});
    expect(sum?.cost).toBeGreaterThan(9e18);
  });

  test("says store_unavailable while the database is away", async () => {
    await withDatabaseAway(async () => {
      await expect(reader.list({}, 1)).rejects.toMatchObject({ code: "store_unavailable" });
      await expect(reader.sumByDay({})).rejects.toMatchObject({ code: "store_unavailable" });
    });
  });
});
