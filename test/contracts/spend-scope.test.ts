import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { teamMembers, teams, users } from "../../src/store/d1/schema.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { manageOn } from "./management.ts";

const [a, b] = [hashKey("sk-a"), hashKey("sk-b")];
const [ann, bob] = [asId<"user">("ann"), asId<"user">("bob")];
const [blue, red] = [asId<"team">("blue"), asId<"team">("red")];
const RANGE = { start_date: "2026-01-15", end_date: "2026-01-15" };
const keyOf = (key: typeof a, user?: typeof ann): Caller => ({
  role: "key",
  key,
  ...(user !== undefined && { user }),
  models: [],
  aliases: {},
});

let database: D1Database;
beforeEach(async () => {
  database = await emptyDatabase();
  await new D1LedgerStore(database).append([
    usageEvent("1", { key: a, user: ann, team: blue, cost: fromUsd(1), tags: ["t"], provider: "openai" }),
    usageEvent("2", { key: b, user: bob, team: blue, cost: fromUsd(2), tags: ["t"], provider: "openai" }),
    usageEvent("4", { key: b, user: bob, team: red, cost: fromUsd(4), provider: "openai" }),
  ]);
  const record = { createdAtMs: NOON_MS, updatedAtMs: NOON_MS };
  const db = drizzle(database);
  await db.insert(users).values([
    { userId: ann, userRole: "internal_user", ...record },
    { userId: asId<"user">("viewer"), userRole: "proxy_admin_viewer", ...record },
    { userId: asId<"user">("lead"), userRole: "internal_user", ...record },
  ]);
  await db.insert(teams).values([blue, red].map((teamId) => ({ teamId, teamAlias: `the ${teamId} ones`, ...record })));
  await db.insert(teamMembers).values({ teamId: blue, userId: asId<"user">("lead"), role: "admin", ...record });
});

const ask = (path: string, query: Json, caller?: Caller) =>
  manageOn(database, NOON_MS).act(`GET ${path}`, query, caller);
const activity = async (path: string, caller: Caller, query: JsonObject = {}) =>
  ((await ask(path, { ...RANGE, ...query }, caller)).metadata as JsonObject).total_spend;

describe("who sees what was spent", () => {
  const holder = keyOf(a, ann);
  const alone = keyOf(b);
  const viewer = keyOf(hashKey("sk-v"), asId<"user">("viewer"));
  const lead = keyOf(hashKey("sk-l"), asId<"user">("lead"));

  test("a key's holder what their user spent", async () => {
    for (const path of ["/user", "/team", "/key", "/organization"].map((kind) => `${kind}/daily/activity`)) {
      expect(await activity(path, holder)).toBe(path.startsWith("/organization") ? 0 : 1);
    }
    expect(await ask("/spend/logs/v2", RANGE, holder)).toMatchObject({ total: 1, data: [{ request_id: "1" }] });
    expect(await ask("/global/activity", RANGE, holder)).toMatchObject({ sum_api_requests: 1 });
    expect(await ask("/global/spend/provider", RANGE, holder)).toEqual([{ provider: "openai", spend: 1 }]);
    expect(await ask("/global/spend/models", {}, holder)).toMatchObject([{ total_spend: 1 }]);
    expect(await ask("/global/spend/keys", RANGE, holder)).toMatchObject([{ api_key: a, total_spend: 1 }]);
    expect(await ask("/spend/tags", {}, holder)).toMatchObject([{ individual_request_tag: "t", total_spend: 1 }]);
    expect(await ask("/global/spend/logs", {}, holder)).toEqual([{ date: "2026-01-15", spend: 1 }]);
    expect(await ask("/spend/users", {}, holder)).toMatchObject([{ user_id: "ann", teams: [] }]);
    expect(await ask("/spend/users", {}, alone)).toEqual([]);
  });

  test("a key without a user what it spent itself", async () => {
    expect(await activity("/user/daily/activity", alone)).toBe(6);
    expect(await activity("/user/daily/activity/aggregated", alone)).toBe(6);
    expect(await activity("/team/daily/activity", alone, { team_ids: "red" })).toBe(4);
    expect(await activity("/user/daily/activity", alone, { user_id: "ann" })).toBe(0);
  });

  test.each<[string, JsonObject]>([
    ["/spend/logs/v2", { ...RANGE, user_id: "bob" }],
    ["/user/daily/activity", { ...RANGE, user_id: "bob" }],
    ["/user/daily/activity", { ...RANGE, user_id: "ann,bob" }],
    ["/spend/users", { user_id: "bob" }],
    ["/global/spend", {}],
    ["/global/spend/teams", {}],
    ["/global/spend/report", RANGE],
    ["/tag/daily/activity", RANGE],
    ["/customer/daily/activity", RANGE],
    ["/end_user/daily/activity", RANGE],
  ])("refuses a key's holder %s with %j", async (path, query) => {
    await expect(ask(path, query, holder)).rejects.toMatchObject({ code: "route_denied", status: 403 });
  });

  test.each([
    ["/spend/logs/v2", { ...RANGE, api_key: "sk-a" }],
    ["/key/daily/activity", { ...RANGE, api_keys: `${b},${a}` }],
  ])("refuses a key without a user %s with another key", async (path, query) => {
    await expect(ask(path, query, alone)).rejects.toMatchObject({ code: "route_denied" });
  });

  test("who administers a team all of that team, and of others what is their own", async () => {
    expect(await activity("/team/daily/activity", lead, { team_ids: "blue" })).toBe(3);
    expect(await activity("/team/daily/activity", lead)).toBe(0);
    expect(await activity("/team/daily/activity", lead, { team_ids: "blue,red" })).toBe(0);
    expect(await ask("/spend/logs/v2", { ...RANGE, team_id: "blue" }, lead)).toMatchObject({ total: 2 });
    expect(await ask("/spend/logs/v2", { ...RANGE, team_id: "blue", user_id: "bob" }, lead)).toMatchObject({
      total: 1,
    });
    expect(await ask("/spend/logs/v2", { ...RANGE, team_id: "red" }, lead)).toMatchObject({ total: 0 });
  });

  test("a viewer of everything everything", async () => {
    expect(await ask("/spend/users", { user_id: "lead" }, viewer)).toMatchObject([
      { user_id: "lead", teams: ["blue"] },
    ]);
    expect(await ask("/spend/users", {}, viewer)).toHaveLength(3);
    expect(await activity("/user/daily/activity", viewer)).toBe(7);
    expect(await ask("/global/spend", {}, viewer)).toMatchObject({ spend: 7 });
    const report = await ask("/global/spend/report", RANGE, viewer);
    expect(report).toMatchObject([
      { teams: expect.arrayContaining([expect.objectContaining({ team_name: "the red ones" })]) },
    ]);
  });
});
