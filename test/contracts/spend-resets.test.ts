import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { HolderLimits } from "../../src/core/holder-limits.ts";
import { nameHolder } from "../../src/core/holder-name.ts";
import { asId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import type { UsageEvent } from "../../src/core/usage-event.ts";
import { planClaims } from "../../src/limits/plan-claims.ts";
import { D1HolderStore } from "../../src/store/d1/d1-holder-store.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { D1SpentReader } from "../../src/store/d1/d1-spent-reader.ts";
import { budgets, virtualKeys } from "../../src/store/d1/schema.ts";
import { readSnapshot } from "../../src/store/kv/read-snapshot.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS, usageEvent } from "./examples.ts";
import {
  budgetRecord,
  endUserRecord,
  memberRecord,
  organizationMemberRecord,
  organizationRecord,
  tagRecord,
  teamRecord,
  userRecord,
} from "./group-examples.ts";
import { type Management, manageOn } from "./management.ts";

const KEY = "sk-someone";
const DAY_MS = 86_400_000;
const MIDNIGHT_MS = Date.UTC(2026, 0, 15);
/** When spend is set: the row was made an hour before. */
const SET_MS = NOON_MS + 3_600_000;

const [ann, blue, acme] = [asId<"user">("ann"), asId<"team">("blue"), asId<"organization">("acme")];
const budgetId = asId<"budget">("daily");
const OWNERS: Partial<UsageEvent> = {
  key: hashKey(KEY),
  user: ann,
  team: blue,
  organization: acme,
  endUser: "customer",
  tags: ["prod"],
};

let database: D1Database;
let ledger: D1LedgerStore;
let management: Management;

/** One call of everybody that cost 2 began an hour before the spend is set. */
beforeEach(async () => {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
  management = manageOn(database, SET_MS);
  const groups = createD1Groups(database);
  const daily = { maxBudget: fromUsd(5), budgetDuration: "1d" };
  await groups.budgets.insert(budgetRecord("daily", daily));
  await groups.users.insert(userRecord("ann", { budgetId }));
  await groups.teams.insert(teamRecord("blue", { organizationId: acme, ...daily }));
  await groups.members.insert(memberRecord("blue", "ann", { budgetId }));
  await groups.organizations.insert(organizationRecord("acme", { budgetId }));
  await groups.organizationMembers.insert(organizationMemberRecord("acme", "ann", { budgetId }));
  await groups.endUsers.insert(endUserRecord("customer", { budgetId }));
  await groups.tags.insert(tagRecord("prod", { budgetId }));
  const extra = { model_max_budget: { "gpt-4o": { max_budget: 3 } } };
  await new D1KeyRegistry(database).insert(keyRecord(KEY, { userId: ann, teamId: blue, extra, ...daily }));
  await ledger.append([event("before", NOON_MS, 2)]);
});

const event = (id: string, startedAtMs: number, dollars: number) =>
  usageEvent(id, { ...OWNERS, startedAtMs, cost: fromUsd(dollars), modelGroup: "gpt-4o" });
const spentOf = async (holder: string, sinceMs: number | undefined) =>
  await new D1SpentReader(database).spentSince(holder, sinceMs);
const dollars = (amount: number): number => fromUsd(amount);

interface Holder {
  readonly name: string;
  readonly set: (spend: number) => Promise<unknown>;
}

const groups = () => createD1Groups(database);
const change = (spend: number) => ({ spend: fromUsd(spend), updatedAtMs: SET_MS });
const HOLDERS: readonly Holder[] = [
  {
    name: nameHolder("key", hashKey(KEY)),
    set: (reset_to) => management.act("POST /key/:key/reset_spend", { key: KEY, reset_to }),
  },
  {
    name: nameHolder("key", hashKey(KEY)),
    set: (spend) => management.act("POST /key/update", { key: KEY, spend }),
  },
  {
    name: nameHolder("user", "ann"),
    set: (spend) => management.act("POST /user/update", { user_id: "ann", spend }),
  },
  {
    name: nameHolder("team", "blue"),
    set: (spend) => management.act("POST /team/update", { team_id: "blue", spend }),
  },
  {
    name: nameHolder("organization", "acme"),
    set: (spend) => management.act("PATCH /organization/update", { organization_id: "acme", spend }),
  },
  {
    name: nameHolder("end_user", "customer"),
    set: (spend) => management.act("POST /customer/update", { user_id: "customer", spend }),
  },
  { name: nameHolder("tag", "prod"), set: (spend) => management.act("POST /tag/update", { name: "prod", spend }) },
  { name: nameHolder("team_member", "blue", "ann"), set: (spend) => groups().members.change(blue, ann, change(spend)) },
  {
    name: nameHolder("organization_member", "acme", "ann"),
    set: (spend) => groups().organizationMembers.change(acme, ann, change(spend)),
  },
];

/** The limits of everybody whom a call of the key counts against, as another isolate reads them. */
async function limitsNow(): Promise<readonly HolderLimits[]> {
  const snapshot = await new D1KeyStore(database, () => SET_MS).findByHash(hashKey(KEY));
  // What the copy in KV leaves out, other isolates never hear of.
  const copy = readSnapshot(JSON.stringify(snapshot), hashKey(KEY));
  const named = [nameHolder("end_user", "customer"), nameHolder("tag", "prod")] as const;
  const { snapshots } = await new D1HolderStore(database).read(named);
  return [...(copy?.caller.limits ?? []), ...snapshots.flatMap((each) => each?.limits ?? [])];
}

/** The counters of all budgets, by who has them. */
async function countersNow(): Promise<ReadonlyMap<string, string>> {
  const options = { nowMs: SET_MS, timeZone: "UTC", shadow: new Set<never>() };
  const claims = planClaims(await limitsNow(), { model: "gpt-4o", tokens: 1, cost: 1 }, options);
  return new Map(claims.map(({ holder, claim }) => [holder, claim.counter]));
}

describe.each(HOLDERS)("spend that is set: $name", ({ name, set }) => {
  test("is what the period at hand begins with, and what all time does", async () => {
    await set(0.5);
    expect(await spentOf(name, MIDNIGHT_MS)).toBe(dollars(0.5));
    expect(await spentOf(name, undefined)).toBe(dollars(0.5));
    await ledger.append([event("after", SET_MS, 1)]);
    expect(await spentOf(name, MIDNIGHT_MS)).toBe(dollars(1.5));
    expect(await spentOf(name, undefined)).toBe(dollars(1.5));
  });

  test("does not reach into the next period", async () => {
    await set(0.5);
    await ledger.append([event("after", SET_MS, 1), event("tomorrow", MIDNIGHT_MS + DAY_MS, 0.25)]);
    expect(await spentOf(name, MIDNIGHT_MS + DAY_MS)).toBe(dollars(0.25));
    expect(await spentOf(name, undefined)).toBe(dollars(1.75));
  });

  test("has what began before in it, however late that comes", async () => {
    await set(0);
    await ledger.append([event("late", SET_MS - 1, 4), event("after", SET_MS, 1)]);
    expect(await spentOf(name, MIDNIGHT_MS)).toBe(dollars(1));
    expect(await spentOf(name, undefined)).toBe(dollars(1));
    expect(await spentOf("proxy", MIDNIGHT_MS)).toBe(dollars(7));
  });

  test("gives the holder a counter that nobody has counted on, each time, and nobody else", async () => {
    // A user's budget is for keys without a team.
    await drizzle(database)
      .update(virtualKeys)
      .set({ teamId: name.startsWith("user:") ? null : blue });
    const before = await countersNow();
    await set(0);
    const once = await countersNow();
    await set(0);
    const twice = await countersNow();
    expect(new Set([before, once, twice].map((counters) => counters.get(name)))).toHaveProperty("size", 3);
    const others = (counters: ReadonlyMap<string, string>) => [...counters].filter(([holder]) => holder !== name);
    expect(others(before).length).toBeGreaterThan(3);
    expect([others(once), others(twice)]).toEqual([others(before), others(before)]);
  });
});

describe("budgets that share a row", () => {
  test("are each their holder's own: one is reset and the other goes on", async () => {
    await groups().endUsers.insert(endUserRecord("other", { budgetId }));
    await ledger.append([usageEvent("2", { endUser: "other", cost: fromUsd(3) })]);
    await management.act("POST /customer/update", { user_id: "customer", spend: 0 });
    expect(await drizzle(database).$count(budgets)).toBe(1);
    expect(await spentOf(nameHolder("end_user", "customer"), MIDNIGHT_MS)).toBe(0);
    expect(await spentOf(nameHolder("end_user", "other"), MIDNIGHT_MS)).toBe(dollars(3));
  });
});

describe("POST /key/:key/reset_spend", () => {
  const reset = (reset_to: number) => management.act("POST /key/:key/reset_spend", { key: KEY, reset_to });
  const info = async () => (await management.act("GET /key/info", { key: KEY }))["info"];

  test("goes by what the key has spent in the period at hand, which is what it shows", async () => {
    await ledger.append([event("yesterday", MIDNIGHT_MS - 1, 1)]);
    await expect(reset(2.5)).rejects.toMatchObject({ status: 400, param: "reset_to" });
    const budget_reset_at = "2026-01-16T00:00:00.000+00:00";
    expect(await reset(1.5)).toMatchObject({ spend: 1.5, previous_spend: 2, budget_reset_at });
    expect(await info()).toMatchObject({ spend: 1.5, budget_reset_at });
  });
});

describe("POST /global/spend/reset", () => {
  const spendOf = async (route: string, input: JsonObject) => JSON.stringify(await management.act(route, input));

  test("sets what all keys and teams have spent to nothing; users, logs and sums stay", async () => {
    const before = await countersNow();
    const answer = await management.act("POST /global/spend/reset");
    expect(answer).toMatchObject({ status: "success" });
    expect(management.told()).toEqual(["team:blue", `key:${hashKey(KEY)}`]);
    expect(await spendOf("GET /key/info", { key: KEY })).toContain('"spend":0,');
    expect(await spendOf("GET /team/info", { team_id: "blue" })).toContain('"spend":0,');
    expect(await spendOf("GET /user/info", { user_id: "ann" })).toContain('"spend":2,');
    const [key, team] = [nameHolder("key", hashKey(KEY)), nameHolder("team", "blue")];
    const after = await countersNow();
    const renewed = [...before].flatMap(([holder, counter]) => (after.get(holder) === counter ? [] : [holder]));
    expect(renewed.toSorted()).toEqual([key, team].toSorted());
    expect(await spentOf("proxy", undefined)).toBe(dollars(2));
    expect(await management.list("GET /spend/logs", { request_id: "before" })).toHaveLength(1);
  });

  test("leaves one entry in the audit log for each kind, with their sum, and none when there was nothing", async () => {
    await management.act("POST /global/spend/reset");
    await management.act("POST /global/spend/reset");
    const { audit_logs: entries } = await management.act("GET /audit");
    expect(entries).toHaveLength(2);
    for (const table_name of ["LiteLLM_VerificationToken", "LiteLLM_TeamTable"])
      expect(entries).toContainEqual(
        expect.objectContaining({
          table_name,
          object_id: "*",
          action: "updated",
          before_value: { spend: fromUsd(2) },
          updated_values: { spend: 0 },
        }),
      );
  });

  test("tells all who may hold a copy of the first hundred, and no more", async () => {
    const keys = new D1KeyRegistry(database);
    for (let n = 0; n < 120; n += 1) await keys.insert(keyRecord(`sk-${n}`, { spend: fromUsd(1) }));
    await management.act("POST /global/spend/reset");
    expect(management.told()).toHaveLength(100);
    const { keys: rows } = await management.act("GET /key/list", { sort_by: "spend", return_full_object: "true" });
    expect(rows).toContainEqual(expect.objectContaining({ spend: 0 }));
  });
});
