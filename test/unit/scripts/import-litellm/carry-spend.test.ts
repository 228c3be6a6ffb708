import { drizzle } from "drizzle-orm/d1";
import { describe, expect, test } from "vitest";
import { nameHolder } from "../../../../src/core/holder-name.ts";
import { findPeriod } from "../../../../src/limits/find-period.ts";
import { D1SpentReader } from "../../../../src/store/d1/d1-spent-reader.ts";
import { usageEvents } from "../../../../src/store/d1/schema.ts";
import { budgetRow, type Dump, hashOf, teamRow, tokenRow, userRow } from "./dump-rows.ts";
import { NOW_MS, openImport } from "./open-import.ts";

const monthly = (spend: number) => ({ spend, budget_duration: "30d", budget_reset_at: "2026-12-01T00:00:00" });
const RESET = { max_budget: 10, budget_duration: "30d", budget_reset_at: "2026-12-01T00:00:00" };

/** Everybody has a budget for each month, and has spent some of it: the sums overlap as they do in LiteLLM. */
const DUMP: Dump = {
  LiteLLM_BudgetTable: [budgetRow("monthly", RESET)],
  LiteLLM_OrganizationTable: [{ organization_id: "org", budget_id: "monthly", spend: 90 }],
  LiteLLM_TeamTable: [
    teamRow("team", { ...monthly(40), organization_id: "org", members_with_roles: [{ user_id: "ann", role: "user" }] }),
  ],
  LiteLLM_TeamMembership: [{ user_id: "ann", team_id: "team", spend: 30, budget_id: "monthly" }],
  LiteLLM_UserTable: [userRow("ann", monthly(35)), userRow("litellm-proxy-budget", monthly(95))],
  LiteLLM_EndUserTable: [
    { user_id: "one", spend: 4, budget_id: "monthly" },
    { user_id: "two", spend: 5, budget_id: "monthly" },
  ],
  LiteLLM_TagTable: [{ tag_name: "it's", spend: 6, budget_id: "monthly" }],
  LiteLLM_VerificationToken: [
    tokenRow("sk-own", { ...monthly(9.5), max_budget: 10, user_id: "ann", team_id: "team" }),
    tokenRow("sk-shared", { spend: 2, budget_id: "monthly" }),
    tokenRow("sk-no-period", { spend: 7, max_budget: 10 }),
  ],
};

const HOLDERS = [
  [nameHolder("key", hashOf("sk-own")), 9.5],
  [nameHolder("key", hashOf("sk-shared")), 2],
  [nameHolder("team_member", "team", "ann"), 30],
  [nameHolder("team", "team"), 40],
  [nameHolder("user", "ann"), 35],
  [nameHolder("organization", "org"), 90],
  [nameHolder("end_user", "one"), 4],
  [nameHolder("end_user", "two"), 5],
  [nameHolder("tag", "it's"), 6],
  ["proxy", 95],
] as const;

const nano = (dollars: number): number => dollars * 1e9;

describe("what was spent in a period that is running", () => {
  test("counts in it for each holder as it did in LiteLLM, whatever the period and the time zone", async () => {
    const { database, add } = await openImport();
    await add(DUMP);
    const reader = new D1SpentReader(database);
    for (const zone of ["UTC", "America/New_York", "Asia/Kolkata"]) {
      for (const duration of ["1h", "1d", "7d", "30d", "1y"]) {
        const { startsAtMs = 0 } = findPeriod(duration, NOW_MS, zone) ?? {};
        for (const [holder, dollars] of HOLDERS) {
          expect([holder, zone, duration, await reader.spentSince(holder, startsAtMs)]).toEqual([
            holder,
            zone,
            duration,
            nano(dollars),
          ]);
        }
      }
    }
  });

  test("counts no more once the next period has begun", async () => {
    const { database, add } = await openImport();
    await add(DUMP);
    const reader = new D1SpentReader(database);
    for (const [holder] of HOLDERS) {
      expect(await reader.spentSince(holder, Date.UTC(2026, 11, 1))).toBe(0);
    }
  });

  test("counts once, however often it is imported", async () => {
    const { database, add } = await openImport();
    await add(DUMP);
    expect(await add(DUMP, { nowMs: NOW_MS + 86_400_000 })).toBe(0);
    await add(DUMP, { nowMs: NOW_MS + 2 * 86_400_000, replaces: true });
    const reader = new D1SpentReader(database);
    for (const [holder, dollars] of HOLDERS) {
      expect([holder, await reader.spentSince(holder, Date.UTC(2026, 10, 1))]).toEqual([holder, nano(dollars)]);
    }
  });

  test("is not carried where LiteLLM was about to start anew", async () => {
    const { database, add } = await openImport();
    const past = { ...monthly(9), budget_reset_at: "2026-11-21T10:29:59Z" };
    await add({ LiteLLM_VerificationToken: [tokenRow("sk-past", past)], LiteLLM_TeamTable: [teamRow("team", past)] });
    expect(await drizzle(database).select().from(usageEvents)).toEqual([]);
  });
});

test("what was spent over all time is in the row of the holder, and charged to nobody else", async () => {
  const { database, add } = await openImport();
  await add({
    LiteLLM_VerificationToken: [
      tokenRow("sk-a", { spend: 7, max_budget: 10 }),
      tokenRow("sk-b", { spend: 1, ...RESET }),
    ],
  });
  const reader = new D1SpentReader(database);
  expect(await reader.spentSince(nameHolder("key", hashOf("sk-a")), undefined)).toBe(nano(7));
  // Nothing is known of the gateway as a whole.
  expect(await reader.spentSince("proxy", undefined)).toBe(0);
});
