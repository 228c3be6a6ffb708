import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { virtualKeys } from "../../src/store/d1/schema.ts";
import { newBudget } from "../../src/tenancy/budgets/new-budget.ts";
import { at } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS, usageEvent } from "./examples.ts";
import { contextOn, manageOn } from "./management.ts";

const DAY_MS = 86_400_000;
const KEY = "sk-a";
const [ann, blue] = [asId<"user">("ann"), asId<"team">("blue")];
const acme = asId<"organization">("acme");

let database: D1Database;
let ledger: D1LedgerStore;

const act = (atMs: number, route: string, input: Json) => manageOn(database, atMs).act(route, input);

/** Noon of 15 January 2026 is on a Thursday. Every holder has a budget of a day, and spent 2 on that day and 1 before. */
beforeEach(async () => {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
  const daily = { max_budget: 5, budget_duration: "1d" };
  await drizzle(database)
    .insert(virtualKeys)
    .values(keyRecord(KEY, { maxBudget: fromUsd(5), budgetDuration: "1d" }));
  await act(NOON_MS, "POST /user/new", { user_id: "ann", auto_create_key: false, ...daily });
  await act(NOON_MS, "POST /team/new", { team_id: "blue", ...daily });
  await act(NOON_MS, "POST /budget/new", { budget_id: "shared", ...daily });
  await act(NOON_MS, "POST /organization/new", {
    organization_id: "acme",
    organization_alias: "Acme",
    budget_id: "shared",
  });
  for (const user_id of ["x", "y"]) await act(NOON_MS, "POST /customer/new", { user_id, budget_id: "shared" });
  await act(NOON_MS, "POST /tag/new", { name: "t", budget_id: "shared" });
  const holders = { key: hashKey(KEY), user: ann, team: blue, organization: acme, tags: ["t"] };
  await ledger.append([
    usageEvent("1", { ...holders, endUser: "x", cost: fromUsd(2) }),
    usageEvent("2", { ...holders, endUser: "y", cost: fromUsd(1), startedAtMs: NOON_MS - DAY_MS }),
  ]);
});

const INFOS: readonly (readonly [route: string, input: JsonObject, rowOf: (answer: JsonObject) => Json | undefined])[] =
  [
    ["GET /key/info", { key: KEY }, ({ info }) => info],
    ["GET /user/info", { user_id: "ann" }, ({ user_info: row }) => row],
    ["GET /team/info", { team_id: "blue" }, ({ team_info: row }) => row],
    ["GET /organization/info", { organization_id: "acme" }, (answer) => answer],
    ["GET /customer/info", { end_user_id: "x" }, (answer) => answer],
    ["POST /tag/info", { names: ["t"] }, ({ t }) => t],
  ];

describe("a budget that is reset every day", () => {
  test.each(INFOS)(
    "%s with %j shows what was spent today, and from midnight on nothing",
    async (route, input, rowOf) => {
      expect(rowOf(await act(NOON_MS, route, input))).toMatchObject({
        spend: 2,
        budget_reset_at: "2026-01-16T00:00:00.000+00:00",
      });
      const before = rowOf(await act(NOON_MS + DAY_MS / 2 - 1, route, input));
      expect(before).toMatchObject({ spend: 2, budget_reset_at: "2026-01-16T00:00:00.000+00:00" });
      const after = rowOf(await act(NOON_MS + DAY_MS / 2, route, input));
      expect(after).toMatchObject({ spend: 0, budget_reset_at: "2026-01-17T00:00:00.000+00:00" });
    },
  );

  test("of many holders is each one's own", async () => {
    const spendOf = async (end_user_id: string, atMs: number) =>
      (await act(atMs, "GET /customer/info", { end_user_id })).spend;
    expect([await spendOf("x", NOON_MS), await spendOf("y", NOON_MS)]).toEqual([2, 0]);
    expect([await spendOf("x", NOON_MS - DAY_MS), await spendOf("y", NOON_MS - DAY_MS)]).toEqual([2, 1]);
    expect(await act(NOON_MS, "GET /customer/info", { end_user_id: "y" })).toMatchObject({
      litellm_budget_table: { max_budget: 5, budget_reset_at: "2026-01-16T00:00:00.000+00:00" },
    });
  });
});

describe("the spend of a key", () => {
  test.each<[JsonObject, number, string | null]>([
    [{ budget_duration: "7d" }, 3, "2026-01-19T00:00:00.000+00:00"],
    [{ budget_duration: "30d" }, 3, "2026-02-01T00:00:00.000+00:00"],
    [{ budget_duration: "12h" }, 2, "2026-01-16T00:00:00.000+00:00"],
    // Never reset, or only who counts knows when.
    [{ budget_duration: null }, 3, null],
    [{ budget_duration: "5d" }, 3, null],
  ])("with %j is %i, and is reset at %s", async (change, spend, resetAt) => {
    await act(NOON_MS, "POST /key/update", { key: KEY, ...change });
    const { info } = await act(NOON_MS, "GET /key/info", { key: KEY });
    expect(info).toMatchObject({ spend, budget_reset_at: resetAt });
  });
});

describe("the end of the period at hand", () => {
  const MIDNIGHT = "2026-01-16T00:00:00.000+00:00";
  const daily = { budget_duration: "1d", max_budget: 5 };

  test.each<[route: string, input: JsonObject, rowOf: (answer: JsonObject) => unknown]>([
    ["POST /budget/new", { budget_id: "b", ...daily }, (row) => row],
    ["POST /budget/update", { budget_id: "shared", rpm_limit: 1 }, (row) => row],
    ["POST /budget/info", { budgets: ["shared"] }, (rows) => at(rows, 0)],
    ["GET /budget/list", {}, (rows) => at(rows, 0)],
    ["POST /team/new", { team_id: "t", ...daily }, (row) => row],
    ["POST /team/update", { team_id: "blue" }, (answer) => answer["data"]],
    ["POST /team/block", { team_id: "blue" }, (row) => row],
    ["GET /team/list", {}, (rows) => at(rows, 0)],
    ["GET /v2/team/list", {}, (page) => at(page, "teams", 0)],
    ["POST /user/new", { user_id: "u", ...daily }, (row) => row],
    ["POST /user/update", { user_id: "ann" }, (answer) => answer["data"]],
    ["GET /user/list", { user_ids: "ann" }, (page) => at(page, "users", 0)],
    ["GET /spend/users", { user_id: "ann" }, (rows) => at(rows, 0)],
    ["POST /key/generate", daily, (row) => row],
    ["POST /key/generate", { budget_id: "shared" }, (row) => row],
    ["POST /key/generate", { budget_id: "shared" }, (row) => row["litellm_budget_table"]],
    ["POST /key/update", { key: KEY }, (row) => row],
    ["POST /key/regenerate", { key: KEY }, (row) => row],
    ["POST /key/block", { key: KEY }, (row) => row],
    ["GET /key/list", { return_full_object: "true" }, (page) => at(page, "keys", 0)],
    ["POST /v2/key/info", { keys: [KEY] }, (answer) => at(answer, "info", 0)],
    ["GET /spend/keys", {}, (rows) => at(rows, 0)],
    ["PATCH /organization/update", { organization_id: "acme" }, (row) => row["litellm_budget_table"]],
    ["GET /organization/list", {}, (rows) => at(rows, 0, "litellm_budget_table")],
    ["POST /customer/new", { user_id: "z", ...daily }, (row) => row["litellm_budget_table"]],
    ["POST /customer/update", { user_id: "x", alias: "X" }, (row) => row["litellm_budget_table"]],
    ["GET /customer/list", {}, (rows) => at(rows, 0, "litellm_budget_table")],
    ["GET /customer/list", {}, (rows) => at(rows, 0)],
    ["GET /organization/list", {}, (rows) => at(rows, 0)],
    ["POST /tag/new", { name: "u", ...daily }, (answer) => at(answer, "tag", "litellm_budget_table")],
    ["GET /tag/list", {}, (rows) => at(rows, 0, "litellm_budget_table")],
    ["GET /tag/list", {}, (rows) => at(rows, 0)],
  ])("is in the row that %s with %j answers", async (route, input, rowOf) => {
    expect(rowOf(await act(NOON_MS, route, input))).toMatchObject({ budget_reset_at: MIDNIGHT });
  });

  test("is by the calendar of the gateway's time zone", async () => {
    const context = { ...contextOn(database, () => NOON_MS), timeZone: "Asia/Kolkata" };
    expect(await newBudget.run(context, { budget_id: "b", ...daily })).toMatchObject({
      budget_reset_at: "2026-01-15T18:30:00.000+00:00",
    });
  });

  test.each([null, "5d", "2w"])("is not told of a budget that is reset every %s", async (budget_duration) => {
    const made = await act(NOON_MS, "POST /budget/new", { max_budget: 1, budget_duration });
    expect(made).toMatchObject({ budget_duration, budget_reset_at: null });
  });
});
