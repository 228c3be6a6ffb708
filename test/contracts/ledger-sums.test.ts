import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { nanoUsd } from "../../src/core/money.ts";
import { NOBODY, OUTCOMES, type UsageEvent } from "../../src/core/usage-event.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { LEDGER_STATEMENTS } from "../../src/store/d1/ledger-statements.ts";
import { Random } from "../support/random.ts";
import { addUpEvents } from "./add-up-events.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { insertOwners, owner, spendOfOwners } from "./owner-rows.ts";

const MIDNIGHT_MS = Date.UTC(2026, 0, 16);

let database: D1Database;
let ledger: D1LedgerStore;
beforeEach(async () => {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
  await insertOwners(database);
});

const TABLES = ["daily_spend", "daily_team_spend", "daily_label_spend"] as const;

/** All rows of a table of sums, with sums in digits: a double would round them. */
async function rowsOf(table: (typeof TABLES)[number]): Promise<Record<string, string>[]> {
  const { results: columns } = await database.prepare(`select name from pragma_table_info('${table}')`).all();
  const digits = columns.map(({ name }) => `cast(${String(name)} as text) as ${String(name)}`);
  return (await database.prepare(`select ${digits.join(", ")} from ${table}`).all<Record<string, string>>()).results;
}

async function kept() {
  const tables: [string, string[]][] = [];
  for (const table of TABLES) tables.push([table, inOrder(await rowsOf(table))]);
  return { owners: await spendOfOwners(database), ...Object.fromEntries(tables) };
}

function expected(events: readonly UsageEvent[]) {
  const { owners, ...tables } = addUpEvents(events);
  return { owners, ...Object.fromEntries(TABLES.map((table) => [table, inOrder(tables[table])])) };
}

/** Rows as text, by themselves in any order and with their columns in any order. */
const inOrder = (rows: readonly Readonly<Record<string, string>>[]): string[] =>
  rows.map((row) => JSON.stringify(Object.entries(row).toSorted(([a], [b]) => (a < b ? -1 : 1)))).toSorted();

function randomEvent(id: string, random: Random): UsageEvent {
  const refused = random.happens(0.1);
  const outcome = refused ? "refused" : random.oneOf(OUTCOMES);
  return usageEvent(id, {
    startedAtMs: MIDNIGHT_MS + random.upTo(4) - 2,
    key: random.oneOf([owner.key, hashKey("sk-without-row"), NOBODY]),
    user: random.oneOf([undefined, owner.user, asId<"user">("no'body")]),
    team: random.oneOf([undefined, owner.team]),
    organization: random.oneOf([undefined, owner.organization]),
    endUser: random.oneOf([undefined, owner.endUser, "ünd\u0000 🙂", `unique ${id}`]),
    operation: random.oneOf(["chat", "embedding"]),
    requestedModel: random.oneOf(["asked", "also asked"]),
    modelGroup: random.oneOf([undefined, "group"]),
    model: random.oneOf([undefined, "model", "group"]),
    provider: random.oneOf([undefined, "openai"]),
    deployment: random.oneOf([undefined, asId<"deployment">("d1"), asId<"deployment">("d2")]),
    outcome,
    usage: refused
      ? { inputTokens: 0, outputTokens: 0 }
      : {
          inputTokens: random.upTo(1_000),
          outputTokens: random.upTo(1_000),
          ...(random.happens(0.5) && { cacheReadTokens: random.upTo(100), cacheWriteTokens: random.upTo(100) }),
        },
    // Sums of the larger ones lie beyond what a double holds exactly.
    cost: nanoUsd(refused ? 0 : random.oneOf([0, random.upTo(1e6), 2 ** 52 + random.upTo(1_000)])),
    tags: Array.from({ length: random.oneOf([0, 1, 3]) }, () => random.oneOf([owner.tag, "dev", 'q"uote'])),
  });
}

/** The events in random batches, each event in at least one of them and some in several. */
function randomBatches(events: readonly UsageEvent[], random: Random): UsageEvent[][] {
  const sent = [...events, ...events.filter(() => random.happens(0.4))];
  const shuffled = sent.map((event) => ({ event, at: random.next() })).toSorted((a, b) => a.at - b.at);
  const batches: UsageEvent[][] = [[]];
  for (const { event } of shuffled) {
    if (random.happens(0.1)) batches.push([]);
    batches.at(-1)?.push(event);
  }
  return batches;
}

describe("the sums beside the ledger", () => {
  test.each(Array.from({ length: 20 }, (_, n) => n))(
    "are those of the events, in whatever batches they come: seed %i",
    async (seed) => {
      const random = new Random(seed);
      const events = Array.from({ length: random.upTo(120) }, (_, n) => randomEvent(`e${n}`, random));
      const batches = randomBatches(events, random);
      const half = Math.floor(batches.length / 2);
      for (const batch of batches.slice(0, half)) await ledger.append(batch);
      await Promise.all(batches.slice(half).map((batch) => ledger.append(batch)));
      expect(await kept()).toEqual(expected(events));
    },
  );

  test("count a refused request as a failure that cost nothing", async () => {
    await ledger.append([
      usageEvent("r", { outcome: "refused", usage: { inputTokens: 0, outputTokens: 0 }, cost: nanoUsd(0) }),
      usageEvent("s"),
    ]);
    expect(await rowsOf("daily_spend")).toMatchObject([
      { requests: "2", failures: "1", input_tokens: "10", output_tokens: "5", cost_nano: "1000", model: "gpt-4o" },
    ]);
  });

  test("have a row for each of 64 tags, and none for more", async () => {
    const tags = Array.from({ length: 70 }, (_, n) => `tag ${n}`);
    await ledger.append([usageEvent("many", { tags })]);
    const rows = await rowsOf("daily_label_spend");
    expect(new Set(rows.map(({ label }) => label))).toEqual(new Set(tags.slice(0, 64)));
    expect(rows.every(({ requests, cost_nano }) => requests === "1" && cost_nano === "1000")).toBe(true);
  });

  test.each([
    ["that comes twice", [owner.tag, owner.tag]],
    ["that is another's beginning", ["x".repeat(128), `${"x".repeat(128)}y`]],
  ])("count an event once for a tag %s", async (_, tags) => {
    await ledger.append([usageEvent("twice", { tags })]);
    expect(await rowsOf("daily_label_spend")).toMatchObject([{ label: tags[0], requests: "1", cost_nano: "1000" }]);
  });

  test("are exact as far as integers of SQLite go, and go on from there as numbers that are near enough", async () => {
    const most = 2n ** 63n / BigInt(Number.MAX_SAFE_INTEGER);
    const event = (n: number): UsageEvent =>
      usageEvent(`rich${n}`, { ...owner, tags: [owner.tag], cost: nanoUsd(Number.MAX_SAFE_INTEGER) });
    const events = Array.from({ length: Number(most) }, (_, n) => event(n));
    await ledger.append(events);
    expect(await kept()).toEqual(expected(events));

    await ledger.append([event(events.length), event(events.length + 1)]);
    const costs = Object.values(await spendOfOwners(database));
    for (const table of TABLES) {
      costs.push(...(await rowsOf(table)).map(({ cost_nano = "" }) => cost_nano));
    }
    expect(costs).toHaveLength(8 + 1 + 1 + 2);
    for (const cost of costs) expect(Number(cost) / 2 ** 63).toBeCloseTo(1, 2);
  });

  test("change together with the ledger or not at all", async () => {
    await database
      .prepare("create trigger refuse before insert on daily_label_spend begin select raise(abort, 'no'); end")
      .run();
    await expect(ledger.append([usageEvent("e", { ...owner, tags: [owner.tag] })])).rejects.toMatchObject({
      code: "store_unavailable",
    });
    expect(await kept()).toEqual(expected([]));
    expect((await database.prepare("select id from usage_events").all()).results).toEqual([]);
  });

  test("are found from the new events alone", async () => {
    for (const text of LEDGER_STATEMENTS.addUp) {
      const { results } = await database.prepare(`explain query plan ${text}`).all<{ detail: string }>();
      const steps = results.map(({ detail }) => detail);
      expect(steps).toContain("SEARCH event USING INTEGER PRIMARY KEY (rowid>?)");
      expect(steps.filter((step) => step.startsWith("SCAN"))).toEqual(
        expect.not.arrayContaining([expect.stringMatching(/^SCAN (?!sums|met|ledger_mark|tag VIRTUAL)/)]),
      );
    }
  });

  test("cost less than one more row for each of 500 ordinary events", async () => {
    let written = 0;
    const counting = {
      prepare: (text: string) => database.prepare(text),
      async batch(statements: D1PreparedStatement[]) {
        const results = await database.batch(statements);
        written += results.reduce((sum, { meta }) => sum + meta.rows_written, 0);
        return results;
      },
    } as unknown as D1Database;
    const events = Array.from({ length: 1_000 }, (_, n) =>
      usageEvent(`e${n}`, {
        ...owner,
        key: hashKey(`sk-${n % 20}`),
        modelGroup: `group ${n % 3}`,
        model: `model ${n % 3}`,
        provider: "openai",
        endUser: undefined,
        tags: [owner.tag],
        startedAtMs: NOON_MS + n,
      }),
    );
    await ledger.append(events.slice(0, 500));
    await new D1LedgerStore(counting).append(events.slice(500));
    // The row and an entry in each of five indexes.
    const ofEvents = 6 * 500;
    expect(written - ofEvents).toBeGreaterThan(0);
    expect(written - ofEvents).toBeLessThan(500);
  });
});
