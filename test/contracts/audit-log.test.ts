import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { GatewayError } from "../../src/core/errors.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { listAt, textAt } from "../support/at.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn, MASTER_KEY } from "./management.ts";

const KEY = "sk-audited-0123456789";
let management: Management;
beforeEach(async () => {
  management = manageOn(await emptyDatabase(), NOON_MS);
});

const logOf = async (query: JsonObject = {}): Promise<readonly unknown[]> =>
  listAt(await management.act("GET /audit", { page_size: "100", ...query }), "audit_logs");

/** What was done to what, in no order: a clock that stands still gives them none. */
const wroteOf = async (query?: JsonObject): Promise<readonly string[]> =>
  (await logOf(query))
    .map((entry) => `${textAt(entry, "action")} ${textAt(entry, "table_name")} ${textAt(entry, "object_id")}`)
    .toSorted();

describe("the audit log", () => {
  test("has who wrote, what was there before and what after", async () => {
    await management.act("POST /key/generate", { key: KEY, max_budget: 1 });
    await management.act("POST /key/update", { key: KEY, max_budget: 2 });
    const [entry] = await logOf({ action: "updated" });
    expect(entry).toMatchObject({
      changed_by: "default_user_id",
      changed_by_api_key: hashKey(MASTER_KEY),
      action: "updated",
      table_name: "LiteLLM_VerificationToken",
      object_id: hashKey(KEY),
      before_value: { maxBudget: 1_000_000_000 },
      updated_values: { maxBudget: 2_000_000_000 },
    });
    expect(await management.act(`GET /audit/:id`, { id: textAt(entry, "id") })).toEqual(entry);
  });

  test("has an entry for each row that a request writes, of every kind", async () => {
    await management.act("POST /budget/new", { budget_id: "b" });
    await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O", budget_id: "b" });
    await management.act("POST /organization/member_add", {
      organization_id: "o",
      member: { role: "org_admin", user_id: "ann" },
    });
    await management.act("POST /team/new", { team_id: "t", members_with_roles: [{ role: "user", user_id: "ann" }] });
    await management.act("POST /customer/new", { user_id: "c" });
    await management.act("POST /tag/new", { name: "x" });
    await management.act("POST /key/generate", { key: KEY, team_id: "t", user_id: "ann" });
    expect(await wroteOf()).toEqual([
      "created LiteLLM_BudgetTable b",
      "created LiteLLM_EndUserTable c",
      "created LiteLLM_OrganizationMembership o:ann",
      "created LiteLLM_OrganizationTable o",
      "created LiteLLM_TagTable x",
      "created LiteLLM_TeamMembership t:ann",
      "created LiteLLM_TeamTable t",
      "created LiteLLM_UserTable ann",
      `created LiteLLM_VerificationToken ${hashKey(KEY)}`,
      // Its keys are read again, because of the new member.
      "updated LiteLLM_OrganizationTable o",
    ]);
    await management.act("POST /user/delete", { user_ids: ["ann"] });
    expect(await wroteOf({ action: "deleted" })).toEqual([
      "deleted LiteLLM_OrganizationMembership o:ann",
      "deleted LiteLLM_TeamMembership t:ann",
      "deleted LiteLLM_UserTable ann",
      `deleted LiteLLM_VerificationToken ${hashKey(KEY)}`,
    ]);
    expect(await logOf({ object_id: "ann", action: "deleted" })).toMatchObject([
      { before_value: { userId: "ann" }, updated_values: null },
    ]);
  });

  test("tells a block from other changes", async () => {
    await management.act("POST /key/generate", { key: KEY });
    await management.act("POST /key/block", { key: KEY });
    await management.act("POST /key/unblock", { key: KEY });
    const actions = (await logOf()).map((entry) => textAt(entry, "action"));
    expect(actions.toSorted()).toEqual(["blocked", "created", "unblocked"]);
  });

  test("has nothing of what was refused", async () => {
    await management.act("POST /key/generate", { key: KEY, key_alias: "one" });
    const before = await logOf();
    for (const [route, input] of [
      ["POST /key/generate", { key: KEY }],
      ["POST /key/generate", { key_alias: "one" }],
      ["POST /key/update", { key: "sk-none-0123456789" }],
      ["POST /key/delete", { keys: ["sk-none-0123456789"] }],
      ["POST /team/update", { team_id: "none" }],
    ] as const) {
      await expect(management.act(route, input)).rejects.toBeInstanceOf(GatewayError);
    }
    expect(await logOf()).toEqual(before);
  });

  test("never holds a key, nor a credential in metadata", async () => {
    const metadata = {
      logging: [{ callback_vars: { api_secret: "hush-1" } }],
      note: "sk-hush-2-0123456789",
      plain: "x",
    };
    await management.act("POST /key/generate", { key: KEY, metadata, some_token: "hush-3" });
    await management.act("POST /key/update", { key: KEY, metadata });
    await management.act("POST /key/delete", { keys: [KEY] });
    const log = JSON.stringify(await logOf());
    expect(log).not.toMatch(/hush/);
    expect(log).not.toContain(KEY);
    expect(log).toContain("[redacted]");
    expect(log).toContain('"plain":"x"');
  });

  test("is read page by page, and by what was asked for", async () => {
    for (const team_id of ["a", "b", "c"]) await management.act("POST /team/new", { team_id });
    expect(await management.act("GET /audit", { page_size: "2" })).toMatchObject({
      audit_logs: { length: 2 },
      total: 3,
      page: 1,
      page_size: 2,
      total_pages: 2,
    });
    expect(await management.act("GET /audit", { page_size: "2", page: "2" })).toMatchObject({
      audit_logs: { length: 1 },
    });
    expect(await wroteOf({ table_name: "LiteLLM_TeamTable", object_id: "b" })).toEqual(["created LiteLLM_TeamTable b"]);
    for (const query of [
      { changed_by: "nobody" },
      { changed_by_api_key: "sk-none" },
      { end_date: "2026-01-14" },
      { start_date: "2026-01-16" },
    ])
      expect(await logOf(query)).toEqual([]);
    expect(await logOf({ start_date: "2026-01-15", end_date: "2026-01-15" })).toHaveLength(3);
  });

  test("finds nothing where there is nothing, and 503 while the database is away", async () => {
    await expect(management.act("GET /audit/:id", { id: "none" })).rejects.toMatchObject({ status: 404 });
    await expect(withDatabaseAway(() => management.act("GET /audit"))).rejects.toMatchObject({ status: 503 });
  });
});
