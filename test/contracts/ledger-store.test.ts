import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { nanoUsd } from "../../src/core/money.ts";
import { OUTCOMES, type UsageEvent } from "../../src/core/usage-event.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { D1SpendReader } from "../../src/store/d1/d1-spend-reader.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { keyRecord, NOON_MS, usageEvent } from "./examples.ts";
import { endUserRecord } from "./group-examples.ts";

const key = hashKey("sk-someone");
const otherKey = hashKey("sk-other");

let database: D1Database;
let ledger: D1LedgerStore;
let registry: D1KeyRegistry;
beforeEach(async () => {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
  registry = new D1KeyRegistry(database);
  await registry.insert(keyRecord("sk-someone"));
  await registry.insert(keyRecord("sk-other", { spend: nanoUsd(7) }));
});

const spendOf = async (hash: typeof key) => (await registry.find(hash))?.spend;
const written = () => new D1SpendReader(database).list({}, 10_000);

/** Events `from` to `to`; the n-th costs 1000 + n. */
const events = (from: number, to: number, changes: Partial<UsageEvent> = {}): UsageEvent[] =>
  Array.from({ length: to - from }, (_, index) =>
    usageEvent(`e${from + index}`, { cost: nanoUsd(1_000 + from + index), ...changes }),
  );
const costOf = (list: readonly UsageEvent[]): number => list.reduce((sum, { cost }) => sum + cost, 0);

describe("the ledger in D1", () => {
  test("keeps an event as it was appended", async () => {
    const full = usageEvent("full", {
      user: asId<"user">("u1"),
      team: asId<"team">("t1"),
      endUser: "ünd\u0000 🙂",
      operation: "embedding",
      stream: true,
      modelGroup: "group",
      deployment: asId<"deployment">("d1"),
      provider: "openai",
      model: "gpt-4o-2024",
      attempts: 3,
      outcome: "failed",
      status: 502,
      error: "provider_error",
      errorMessage: "it said 'no'",
      usage: {
        inputTokens: 100,
        outputTokens: 50,
        cacheReadTokens: 40,
        cacheWriteTokens: 30,
        cacheWrite1hTokens: 20,
        reasoningTokens: 10,
        audioInputTokens: 5,
        audioOutputTokens: 4,
        images: 3,
        searchUnits: 2,
        estimated: true,
      },
      unpriced: true,
      firstByteMs: 12,
      tags: ["a", 'b"c'],
    });
    await ledger.append([full, usageEvent("bare", { startedAtMs: NOON_MS - 1 })]);
    expect(await written()).toEqual([full, usageEvent("bare", { startedAtMs: NOON_MS - 1 })]);
  });

  test("keeps how often a chat's provider searched the web", async () => {
    const usage = { inputTokens: 1, outputTokens: 1, searches: 3 };
    await ledger.append([usageEvent("searched", { operation: "chat", usage })]);
    expect((await written()).map((event) => event.usage)).toEqual([usage]);
  });

  test.each(OUTCOMES)("keeps what was %s", async (outcome) => {
    await ledger.append([usageEvent("e", { outcome })]);
    expect((await written()).map((event) => event.outcome)).toEqual([outcome]);
  });

  test("charges each key with its own events, and notes when it was last used", async () => {
    const mine = events(0, 3);
    await ledger.append([...mine, ...events(3, 5, { key: otherKey, startedAtMs: NOON_MS + 60 })]);
    expect(await spendOf(key)).toBe(costOf(mine));
    expect(await registry.find(otherKey)).toMatchObject({
      spend: 7 + costOf(events(3, 5)),
      lastActiveAtMs: NOON_MS + 60,
      updatedAtMs: NOON_MS,
    });
  });

  test("does nothing when the same batch comes again", async () => {
    const batch = events(0, 30);
    await ledger.append(batch);
    await ledger.append(batch);
    expect(await spendOf(key)).toBe(costOf(batch));
    expect(await written()).toHaveLength(30);
  });

  test("adds only what is new of an overlapping batch", async () => {
    await ledger.append(events(0, 20));
    await ledger.append(events(10, 30));
    expect(await spendOf(key)).toBe(costOf(events(0, 30)));
    expect(await written()).toHaveLength(30);
  });

  test("counts an event once that a batch holds twice, and believes the first", async () => {
    await ledger.append([usageEvent("twice", { cost: nanoUsd(5) }), usageEvent("twice", { cost: nanoUsd(9) })]);
    expect(await spendOf(key)).toBe(5);
    expect((await written()).map(({ cost }) => cost)).toEqual([5]);
  });

  test("comes to the same sum when overlapping batches arrive at once", async () => {
    await Promise.all(Array.from({ length: 12 }, (_, n) => ledger.append(events(n * 10, n * 10 + 40))));
    expect(await spendOf(key)).toBe(costOf(events(0, 150)));
    expect(await written()).toHaveLength(150);
  });

  test("keeps events of keys it does not know, such as the master key", async () => {
    await ledger.append([usageEvent("m", { key: hashKey("sk-master") })]);
    expect(await written()).toHaveLength(1);
    expect(await spendOf(key)).toBe(0);
  });

  test("makes a row for each end user that nobody made, with all that was spent for them", async () => {
    const { endUsers } = createD1Groups(database);
    await endUsers.insert(endUserRecord("made", { spend: nanoUsd(3), alias: "A" }));
    const names = ["made", "ünd\u0000 🙂", "x"];
    const batch = (from: number, at: number) =>
      names.flatMap((endUser, n) => events(from + 2 * n, from + 2 * n + 2, { endUser, startedAtMs: NOON_MS + at }));
    const [first, second] = [batch(0, 60), batch(10, 0)];
    await ledger.append(first);
    await Promise.all([ledger.append(second), ledger.append(second), ledger.append([usageEvent("anonymous")])]);
    const spentOn = (name: string) => costOf([...first, ...second].filter(({ endUser }) => endUser === name));
    const unmade = { alias: null, blocked: false, budgetId: null, createdAtMs: NOON_MS + 60, createdBy: null };
    expect(await endUsers.list({ offset: 0, limit: 9 })).toMatchObject([
      { userId: "made", alias: "A", spend: 3 + spentOn("made") },
      { userId: "x", ...unmade, spend: spentOn("x") },
      { userId: "ünd\u0000 🙂", ...unmade, spend: spentOn("ünd\u0000 🙂") },
    ]);
  });

  test("gives the row of an end user that comes back what the days have of them", async () => {
    const { endUsers } = createD1Groups(database);
    const yesterday = events(0, 2, { endUser: "x", startedAtMs: NOON_MS - 86_400_000 });
    await ledger.append(yesterday);
    await endUsers.remove(["x"]);
    await ledger.append(events(2, 4, { endUser: "x" }));
    expect((await endUsers.find("x"))?.spend).toBe(costOf(events(0, 4)));
  });

  test("takes an empty batch", async () => {
    await ledger.append([]);
    expect(await written()).toEqual([]);
  });

  test("needs fifteen statements for 500 ordinary events", async () => {
    const sizes: number[] = [];
    const counting = {
      prepare: (text: string) => database.prepare(text),
      batch: (statements: D1PreparedStatement[]) => {
        sizes.push(statements.length);
        return database.batch(statements);
      },
    } as D1Database;
    const batch = events(0, 500, {
      provider: "openai",
      model: "gpt-4o-2024-08-06",
      modelGroup: "gpt-4o",
      user: asId<"user">("u"),
    });
    await new D1LedgerStore(counting).append(batch);
    expect(sizes).toEqual([15]);
    expect(await spendOf(key)).toBe(costOf(batch));
  });

  test("takes 500 events of the longest kind there is", { timeout: 60_000 }, async () => {
    const long = "\u0001€".repeat(500_000);
    const batch = events(0, 500, {
      endUser: long,
      path: long,
      requestedModel: long,
      modelGroup: long,
      provider: long,
      model: long,
      errorMessage: long,
      user: asId<"user">("€".repeat(512)),
      tags: Array.from({ length: 200 }, () => "\u0001€".repeat(500)),
    });
    await ledger.append(batch);
    expect(await spendOf(key)).toBe(costOf(batch));
    const { results } = await database.prepare("select count(*) as n from usage_events").all();
    expect(results).toEqual([{ n: 500 }]);
  });

  test("keeps the rest of a batch when one event holds absurd numbers", async () => {
    const absurd = {
      inputTokens: 1e300,
      outputTokens: -5,
      cacheReadTokens: Number.NaN,
      reasoningTokens: Number.POSITIVE_INFINITY,
    };
    await ledger.append([
      usageEvent("absurd", { usage: absurd, cost: Number.NaN as UsageEvent["cost"] }),
      usageEvent("fine"),
    ]);
    expect(await spendOf(key)).toBe(1_000);
    const [event] = (await written()).filter(({ id }) => id === "absurd");
    expect(event?.usage).toEqual({
      inputTokens: Number.MAX_SAFE_INTEGER,
      outputTokens: 0,
      cacheReadTokens: 0,
      reasoningTokens: Number.MAX_SAFE_INTEGER,
    });
  });

  test("charges a key with more than an integer of SQLite holds", async () => {
    await registry.insert(keyRecord("sk-rich", { spend: nanoUsd(Number.MAX_SAFE_INTEGER) }));
    const rich = hashKey("sk-rich");
    await ledger.append(
      Array.from({ length: 1_030 }, (_, n) =>
        usageEvent(`r${n}`, { key: rich, cost: nanoUsd(Number.MAX_SAFE_INTEGER) }),
      ),
    );
    expect(await spendOf(rich)).toBeGreaterThan(9e18);
  });

  test("cuts text at no half of a character pair", async () => {
    await ledger.append([usageEvent("cut", { requestedModel: `${"x".repeat(511)}🙂`, endUser: "\ud800" })]);
    const [event] = await written();
    expect(event?.requestedModel).toBe(`${"x".repeat(511)}\ufffd`);
    expect(event?.endUser).toBe("\ufffd");
  });

  test("writes all of a batch or nothing", async () => {
    await database
      .prepare(
        "create trigger refuse before insert on usage_events when new.id = 'e7' begin select raise(abort, 'no'); end",
      )
      .run();
    await expect(ledger.append(events(0, 10))).rejects.toMatchObject({ code: "store_unavailable" });
    expect(await spendOf(key)).toBe(0);
    expect(await written()).toEqual([]);
  });

  test("says store_unavailable while the database is away, and the batch can come again", async () => {
    const batch = events(0, 5);
    await expect(withDatabaseAway(() => ledger.append(batch))).rejects.toMatchObject({ code: "store_unavailable" });
    await ledger.append(batch);
    expect(await spendOf(key)).toBe(costOf(batch));
  });
});
