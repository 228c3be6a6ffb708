import { beforeEach, describe, expect, test } from "vitest";
import { fromUsd, nanoUsd } from "../../src/core/money.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { at } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
});

describe.each(["/customer", "/end_user"])("customers, under %s", (root) => {
  test("are made with limits of their own, shown, and told of", async () => {
    const given = { user_id: "c:1", alias: "First", default_model: "gpt-4o", allowed_model_region: "eu", note: "n" };
    const made = await management.act(`POST ${root}/new`, { ...given, max_budget: 3, spend: 1.5 });
    expect(made).toMatchObject({ ...given, blocked: false, spend: 1.5, litellm_budget_table: { max_budget: 3 } });
    expect(await management.act(`GET ${root}/info`, { end_user_id: "c:1" })).toEqual(made);
    expect(await management.list(`GET ${root}/list`)).toEqual([made]);
    expect(management.told()).toEqual(["end_user:c%3A1"]);
  });

  test("are changed; what is left out stays, null clears", async () => {
    await management.act(`POST ${root}/new`, { user_id: "c", alias: "First", max_budget: 3, rpm_limit: 1, note: "n" });
    const changed = await management.act(`POST ${root}/update`, { user_id: "c", alias: null, max_budget: 4 });
    expect(changed).toMatchObject({ alias: null, note: "n", litellm_budget_table: { max_budget: 4, rpm_limit: 1 } });
    expect(await management.act(`POST ${root}/update`, { user_id: "c", budget_id: null })).toMatchObject({
      budget_id: null,
      litellm_budget_table: null,
    });
    expect(management.standings.map(({ epoch }) => epoch - NOON_MS)).toEqual([0, 1, 2]);
  });

  test("are blocked, also before they were ever heard of, and let in again", async () => {
    await management.act(`POST ${root}/new`, { user_id: "known", max_budget: 1 });
    management.told();
    const { blocked_users } = await management.act(`POST ${root}/block`, { user_ids: ["known", "new"] });
    expect(blocked_users).toMatchObject([
      { user_id: "known", blocked: true, litellm_budget_table: { max_budget: 1 } },
      { user_id: "new", blocked: true },
    ]);
    await management.act(`POST ${root}/unblock`, { user_ids: ["new"] });
    expect(await management.act(`GET ${root}/info`, { end_user_id: "new" })).toMatchObject({ blocked: false });
    expect(management.told()).toEqual(["end_user:known", "end_user:new", "end_user:new"]);
  });

  test("are deleted, and told of", async () => {
    await management.act(`POST ${root}/new`, { user_id: "c", max_budget: 1 });
    management.told();
    expect(await management.act(`POST ${root}/delete`, { user_ids: ["c"] })).toEqual({
      deleted_customers: 1,
      message: "Successfully deleted customers with ids: c",
    });
    expect(management.told()).toEqual(["end_user:c"]);
    expect(await management.list(`GET ${root}/list`)).toEqual([]);
    expect(await management.list("GET /budget/list")).toEqual([]);
  });

  test.each([
    [`POST ${root}/new`, { user_id: "c" }, 400, "user_id"],
    [`POST ${root}/new`, { user_id: "d", budget_id: "none" }, 400, "budget_id"],
    [`POST ${root}/update`, { user_id: "none", max_budget: 1 }, 404, "user_id"],
    [`POST ${root}/unblock`, { user_ids: ["c", "none"] }, 404, "user_ids"],
    [`POST ${root}/delete`, { user_ids: ["c", "none"] }, 404, "user_ids"],
    [`GET ${root}/info`, { end_user_id: "none" }, 404, "end_user_id"],
  ])("%s refuses %j with %i, and changes nothing", async (route, input, status, param) => {
    await management.act(`POST ${root}/new`, { user_id: "c", blocked: true });
    const before = await management.contents();
    await expect(management.act(route, input)).rejects.toMatchObject({ status, param });
    expect(await management.contents()).toEqual(before);
  });

  test("start anew with limits of their own after their budget was taken from them", async () => {
    await management.act(`POST ${root}/new`, { user_id: "c", max_budget: 1, rpm_limit: 1 });
    await management.act(`POST ${root}/update`, { user_id: "c", budget_id: null });
    expect(await management.act(`POST ${root}/update`, { user_id: "c", tpm_limit: 5 })).toMatchObject({
      litellm_budget_table: { max_budget: null, rpm_limit: null, tpm_limit: 5 },
    });
  });
});

test("a customer whom only requests named is one like any other, with the spend that the report of days has", async () => {
  const ledger = new D1LedgerStore(database);
  for (const [n, cost] of [fromUsd(0.1), fromUsd(0.2), nanoUsd(1)].entries())
    await ledger.append([usageEvent(`e${n}`, { endUser: "walk-in", cost })]);
  const range = { start_date: "2026-01-15", end_date: "2026-01-15", end_user_ids: "walk-in" };
  const days = await management.act("GET /customer/daily/activity", range);
  const shown = await management.act("GET /customer/info", { end_user_id: "walk-in" });
  expect([shown["spend"], at(days, "metadata", "total_spend")]).toEqual([0.300000001, 0.300000001]);
  expect(await management.list("GET /customer/list")).toEqual([shown]);
  const changed = await management.act("POST /customer/update", { user_id: "walk-in", max_budget: 1 });
  expect(changed).toMatchObject({ spend: 0.300000001, litellm_budget_table: { max_budget: 1 } });
  await expect(management.act("POST /customer/new", { user_id: "walk-in" })).rejects.toMatchObject({ status: 400 });
});
