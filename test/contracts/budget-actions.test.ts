import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import type { Groups } from "../../src/store/group-registry.ts";
import { at, textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { organizationMemberRecord } from "./group-examples.ts";
import { type Management, manageOn } from "./management.ts";

let management: Management;
let groups: Groups;
beforeEach(async () => {
  const database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
  groups = createD1Groups(database);
});

const LIMITS = {
  max_budget: 12.345678901,
  soft_budget: 10,
  budget_duration: "30d",
  tpm_limit: 1_000,
  rpm_limit: 0,
  max_parallel_requests: 3,
  model_max_budget: { "gpt-4o": { max_budget: "0.0000001", budget_duration: "1d", tpm_limit: 1_000, rpm_limit: 10 } },
};

describe("budgets", () => {
  test("are made with all their limits, and shown again by id and in the list", async () => {
    const made = await management.act("POST /budget/new", { budget_id: "b", ...LIMITS, note: "kept" });
    expect(made).toMatchObject({ budget_id: "b", ...LIMITS, note: "kept", created_by: "default_user_id" });
    expect(await management.list("POST /budget/info", { budgets: ["b", "none"] })).toEqual([made]);
    expect(await management.list("GET /budget/list")).toEqual([made]);
  });

  test("get an id when they are given none, and none twice", async () => {
    const one = textAt(await management.act("POST /budget/new", { max_budget: 1 }), "budget_id");
    expect(textAt(await management.act("POST /budget/new", { max_budget: 1 }), "budget_id")).not.toBe(one);
    const before = await management.contents();
    await expect(management.act("POST /budget/new", { budget_id: one, max_budget: 2 })).rejects.toMatchObject({
      code: "object_exists",
      status: 400,
      param: "budget_id",
    });
    expect(await management.contents()).toEqual(before);
  });

  test("keep what an update leaves out, and lose what it sets to null", async () => {
    await management.act("POST /budget/new", { budget_id: "b", ...LIMITS });
    const changed = await management.act("POST /budget/update", { budget_id: "b", max_budget: null, rpm_limit: 9 });
    expect(changed).toMatchObject({ ...LIMITS, max_budget: null, rpm_limit: 9 });
  });

  test("change all that refers to them: each is told of, once, with its own later epoch", async () => {
    await management.act("POST /budget/new", { budget_id: "b", max_budget: 1 });
    await management.act("POST /key/generate", { key: "sk-of-the-budget", budget_id: "b" });
    await management.act("POST /user/new", { user_id: "ann", budget_id: "b", auto_create_key: false });
    await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O", budget_id: "b" });
    await groups.organizationMembers.insert(
      organizationMemberRecord("o", "ann", { budgetId: asId<"budget">("b"), updatedAtMs: NOON_MS }),
    );
    await management.act("POST /customer/new", { user_id: "c:1", budget_id: "b" });
    await management.act("POST /tag/new", { name: "t", budget_id: "b" });
    await management.act("POST /tag/new", { name: "other" });
    management.told();
    await management.act("POST /budget/update", { budget_id: "b", max_budget: 2 });
    const holders = [
      `key:${hashKey("sk-of-the-budget")}`,
      "user:ann",
      "organization_member:o:ann",
      "organization:o",
      "end_user:c%3A1",
      "tag:t",
    ];
    expect(management.told()).toEqual(holders);
    expect(management.standings.slice(-holders.length).map(({ epoch }) => epoch)).toEqual(
      holders.map(() => NOON_MS + 1),
    );
  });

  test("are shown as settings with their values", async () => {
    await management.act("POST /budget/new", { budget_id: "b", max_budget: 3 });
    const settings = await management.list("GET /budget/settings", { budget_id: "b" });
    expect(settings.find((setting) => setting["field_name"] === "max_budget")).toMatchObject({
      field_type: "Float",
      field_value: 3,
    });
  });

  test("leave what referred to them without their limits, and tell it", async () => {
    await management.act("POST /budget/new", { budget_id: "b", max_budget: 1 });
    await management.act("POST /key/generate", { key: "sk-of-the-budget", budget_id: "b" });
    management.told();
    expect(await management.act("POST /budget/delete", { id: "b" })).toMatchObject({ budget_id: "b" });
    expect(management.told()).toEqual([`key:${hashKey("sk-of-the-budget")}`]);
    const info = await management.act("GET /key/info", { key: "sk-of-the-budget" });
    expect(at(info, "info", "budget_id")).toBeNull();
    expect(await management.list("GET /budget/list")).toEqual([]);
  });

  test.each([
    ["POST /budget/update", { budget_id: "none" }],
    ["POST /budget/delete", { id: "none" }],
    ["GET /budget/settings", { budget_id: "none" }],
  ])("that do not exist are 404 for %s", async (route, input) => {
    await expect(management.act(route, input)).rejects.toMatchObject({ code: "object_not_found", status: 404 });
  });

  test("are listed in full, however many there are", async () => {
    for (let n = 0; n < 501; n += 1) await management.act("POST /budget/new", { budget_id: `b${n}` });
    expect(await management.list("GET /budget/list")).toHaveLength(501);
  });
});
