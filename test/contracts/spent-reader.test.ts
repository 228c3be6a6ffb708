import { beforeAll, beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { nameHolder, nameModelOf } from "../../src/core/holder-name.ts";
import { asId } from "../../src/core/ids.ts";
import { nanoUsd } from "../../src/core/money.ts";
import { NOBODY } from "../../src/core/usage-event.ts";
import type { UsageEvent } from "../../src/core/usage-event.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { D1SpentReader } from "../../src/store/d1/d1-spent-reader.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { usageEvent } from "./examples.ts";
import { insertOwners, owner } from "./owner-rows.ts";

const MIDNIGHT_MS = Date.UTC(2026, 0, 16);
const DAY_MS = 86_400_000;
const NOON_MS = MIDNIGHT_MS + DAY_MS / 2;

/** What belongs to `owner`, and once more to others. */
const mine: Partial<UsageEvent> = {
  ...owner,
  tags: ["dev", owner.tag],
  modelGroup: "gpt: 4o",
  model: "gpt-4o-2024",
  deployment: asId<"deployment">("d1"),
  provider: "openai",
};
const theirs: Partial<UsageEvent> = {
  key: hashKey("sk-other"),
  user: asId<"user">("bob"),
  team: asId<"team">("red"),
  organization: asId<"organization">("umbrella"),
  endUser: "another customer",
  tags: ["production"],
  modelGroup: "claude",
  deployment: asId<"deployment">("d2"),
  provider: "anthropic",
};

/** Each costs another power of two: a sum says which of them are in it. */
const INSTANTS = [
  MIDNIGHT_MS - DAY_MS,
  MIDNIGHT_MS - 1,
  MIDNIGHT_MS,
  NOON_MS - 1,
  NOON_MS,
  MIDNIGHT_MS + DAY_MS - 1,
  MIDNIGHT_MS + DAY_MS,
  MIDNIGHT_MS + 3 * DAY_MS,
];
const costFrom = (sinceMs: number): number =>
  INSTANTS.reduce((sum, atMs, index) => sum + (atMs >= sinceMs ? 2 ** index : 0), 0);
const EVER = costFrom(0);

const HOLDERS = [
  nameHolder("key", owner.key),
  nameHolder("user", owner.user),
  nameHolder("team", owner.team),
  nameHolder("team_member", owner.team, owner.user),
  nameHolder("organization", owner.organization),
  nameHolder("organization_member", owner.organization, owner.user),
  nameHolder("end_user", owner.endUser),
  nameHolder("tag", owner.tag),
  nameHolder("deployment", "d1"),
  nameHolder("provider", "openai"),
] as const;
const WITH_MODELS = HOLDERS.flatMap((holder) => [holder, nameModelOf(holder, "gpt: 4o")]);
const SINCE = [
  ["a midnight", MIDNIGHT_MS],
  ["just before midnight", MIDNIGHT_MS - 1],
  ["just after midnight", MIDNIGHT_MS + 1],
  ["noon", NOON_MS],
  ["the last midnight with events", MIDNIGHT_MS + 3 * DAY_MS],
  ["after all events", MIDNIGHT_MS + 3 * DAY_MS + 1],
] as const;

let database: D1Database;
let ledger: D1LedgerStore;
let reader: D1SpentReader;
async function begin(): Promise<void> {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
  reader = new D1SpentReader(database);
}

const spendAt = (name: string, changes: Partial<UsageEvent>, factor = 1): UsageEvent[] =>
  INSTANTS.map((startedAtMs, index) =>
    usageEvent(`${name}${index}`, { startedAtMs, cost: nanoUsd(factor * 2 ** index), ...changes }),
  );

describe("the spent reader of D1, of one ledger", () => {
  beforeAll(async () => {
    await begin();
    await ledger.append([...spendAt("mine", mine), ...spendAt("theirs", theirs, 1_000)]);
  });

  test.each(WITH_MODELS)("sums all that was spent by %s, which has no row", async (holder) => {
    expect(await reader.spentSince(holder, undefined)).toBe(EVER);
  });

  test("sums all that was spent by the gateway, and on one of its models", async () => {
    expect(await reader.spentSince("proxy", undefined)).toBe(1_001 * EVER);
    expect(await reader.spentSince(nameModelOf("proxy", "claude"), undefined)).toBe(1_000 * EVER);
  });

  describe.each(SINCE)("since %s", (_, sinceMs) => {
    test.each(WITH_MODELS)("sums what was spent by %s", async (holder) => {
      expect(await reader.spentSince(holder, sinceMs)).toBe(costFrom(sinceMs));
    });

    test("sums what was spent by the gateway, and on one of its models", async () => {
      expect(await reader.spentSince("proxy", sinceMs)).toBe(1_001 * costFrom(sinceMs));
      expect(await reader.spentSince(nameModelOf("proxy", "claude"), sinceMs)).toBe(1_000 * costFrom(sinceMs));
    });
  });

  test("knows of nothing spent by a stranger", async () => {
    for (const sinceMs of [undefined, MIDNIGHT_MS, NOON_MS]) {
      expect(await reader.spentSince(nameHolder("tag", "prod' or 1=1 --"), sinceMs)).toBe(0);
      expect(await reader.spentSince(nameHolder("team_member", owner.team, "bob"), sinceMs)).toBe(0);
      expect(await reader.spentSince(nameModelOf(nameHolder("key", owner.key), "claude"), sinceMs)).toBe(0);
    }
  });

  describe("by its plans", () => {
    /** The steps of the one query that the answer takes. */
    async function planOf(holder: string, sinceMs: number | undefined): Promise<string[]> {
      const asked: { text: string; values: unknown[] }[] = [];
      const watched = {
        prepare: (text: string) => ({
          bind(...values: unknown[]) {
            asked.push({ text, values });
            return database.prepare(text).bind(...values);
          },
        }),
      } as D1Database;
      await new D1SpentReader(watched).spentSince(holder, sinceMs);
      expect(asked).toHaveLength(1);
      const [{ text, values } = { text: "", values: [] }] = asked;
      const plan = database.prepare(`explain query plan ${text}`).bind(...values);
      return (await plan.all<{ detail: string }>()).results.map(({ detail }) => detail);
    }

    test.each([...WITH_MODELS, "proxy"])("looks at no single event of %s for whole days", async (holder) => {
      for (const sinceMs of [undefined, MIDNIGHT_MS]) {
        expect((await planOf(holder, sinceMs)).join("\n")).not.toContain("usage_events");
      }
    });

    test.each([...WITH_MODELS, "proxy"])(
      "finds the events of %s on the day that has begun by their time",
      async (holder) => {
        const steps = (await planOf(holder, NOON_MS)).filter((step) => step.includes("usage_events"));
        expect(steps).toHaveLength(1);
        expect(steps[0]).toMatch(/^SEARCH usage_events USING INDEX .*started_at_ms>\? AND started_at_ms<\?\)$/);
      },
    );

    test.each([...WITH_MODELS, "proxy"])(
      "finds the days of %s by an index once there is an instant",
      async (holder) => {
        const steps = (await planOf(holder, MIDNIGHT_MS)).filter((step) => /daily_(label_)?spend/.test(step));
        expect(steps).toHaveLength(1);
        expect(steps[0]).toMatch(/^SEARCH .*day>\?/);
      },
    );
  });
});

describe("the spent reader of D1", () => {
  beforeEach(begin);

  test.each([
    ["virtual_keys", nameHolder("key", owner.key)],
    ["users", nameHolder("user", owner.user)],
    ["teams", nameHolder("team", owner.team)],
    ["team_members", nameHolder("team_member", owner.team, owner.user)],
    ["organizations", nameHolder("organization", owner.organization)],
    ["end_users", nameHolder("end_user", owner.endUser)],
    ["tags", nameHolder("tag", owner.tag)],
  ])("believes the row in %s, which knows what it was given to begin with", async (table, holder) => {
    await insertOwners(database);
    await database.exec(`update ${table} set spend_nano = 7000000`);
    await ledger.append(spendAt("mine", mine));
    expect(await reader.spentSince(holder, undefined)).toBe(7_000_000 + EVER);
    expect(await reader.spentSince(nameModelOf(holder, "gpt: 4o"), undefined)).toBe(EVER);
    expect(await reader.spentSince(holder, MIDNIGHT_MS)).toBe(costFrom(MIDNIGHT_MS));
  });

  test.each([...HOLDERS, "proxy"])(
    "counts what nobody is charged for to deployments and providers alone: %s",
    async (holder) => {
      const { deployment, provider, modelGroup, model } = mine;
      await ledger.append([
        ...spendAt("mine", mine),
        ...spendAt("beside", { key: NOBODY, deployment, provider, modelGroup, model }, 1_000),
      ]);
      const factor = /^(deployment|provider):/.test(holder) ? 1_001 : 1;
      for (const name of [holder, nameModelOf(holder, "gpt: 4o")]) {
        expect(await reader.spentSince(name, undefined)).toBe(factor * EVER);
        expect(await reader.spentSince(name, MIDNIGHT_MS)).toBe(factor * costFrom(MIDNIGHT_MS));
        expect(await reader.spentSince(name, NOON_MS)).toBe(factor * costFrom(NOON_MS));
      }
    },
  );

  test("sums more than an integer of SQLite holds", async () => {
    const cost = nanoUsd(Number.MAX_SAFE_INTEGER);
    const startedAtMs = [NOON_MS, NOON_MS + DAY_MS];
    await ledger.append(
      Array.from({ length: 1_100 }, (_, n) => usageEvent(`${n}`, { cost, startedAtMs: startedAtMs[n % 2] ?? 0 })),
    );
    expect((await reader.spentSince("proxy", undefined)) / 2 ** 63).toBeCloseTo(1_100 / 1_024, 6);
    expect((await reader.spentSince("proxy", NOON_MS)) / 2 ** 63).toBeCloseTo(1_100 / 1_024, 6);
  });

  test("refuses a name that is none", async () => {
    await expect(reader.spentSince("kye:abc", undefined)).rejects.toThrow(TypeError);
  });

  test("says store_unavailable while the database is away", async () => {
    await withDatabaseAway(async () => {
      for (const sinceMs of [undefined, MIDNIGHT_MS, NOON_MS]) {
        await expect(reader.spentSince(HOLDERS[0], sinceMs)).rejects.toMatchObject({ code: "store_unavailable" });
      }
    });
  });
});
