import { beforeEach, describe, expect, test } from "vitest";
import { textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";

let management: Management;
beforeEach(async () => {
  management = manageOn(await emptyDatabase(), NOON_MS);
  await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O" });
});

const add = (member: object, more: object = {}) =>
  management.act("POST /organization/member_add", { organization_id: "o", member: { ...member }, ...more });
const membersOf = async () => (await management.act("GET /organization/info", { organization_id: "o" }))["members"];

describe("members of an organization", () => {
  test("are added by id or address, made where they are unknown, and shown with the organization", async () => {
    await management.act("POST /user/new", { user_id: "ann", user_email: "ann@example.com", auto_create_key: false });
    const answer = await add({ role: "org_admin", user_email: "ann@example.com" }, { max_budget_in_organization: 5 });
    expect(answer).toMatchObject({
      organization_id: "o",
      updated_users: [{ user_id: "ann" }],
      updated_organization_memberships: [{ user_id: "ann", user_role: "org_admin", organization_id: "o" }],
    });
    await add({ role: "internal_user", user_id: "bob" });
    expect(await membersOf()).toMatchObject([
      { user_id: "ann", user_role: "org_admin", user_email: "ann@example.com" },
      { user_id: "bob", user_role: "internal_user" },
    ]);
    const budget_id = textAt(answer, "updated_organization_memberships", 0, "budget_id");
    expect(await management.list("POST /budget/info", { budgets: [budget_id] })).toMatchObject([{ max_budget: 5 }]);
    expect(await management.act("GET /user/info", { user_id: "bob" })).toMatchObject({ user_id: "bob" });
  });

  test("change their role and budget, each for itself", async () => {
    await add({ role: "internal_user", user_id: "bob" }, { max_budget_in_organization: 5 });
    const named = { organization_id: "o", user_id: "bob" };
    const changed = await management.act("PATCH /organization/member_update", { ...named, role: "org_admin" });
    expect(changed).toMatchObject({ user_role: "org_admin", budget_id: expect.any(String) });
    await management.act("PATCH /organization/member_update", { ...named, max_budget_in_organization: 7 });
    const budgets = [textAt(changed, "budget_id")];
    expect(await management.list("POST /budget/info", { budgets })).toMatchObject([{ max_budget: 7 }]);
    expect(await membersOf()).toMatchObject([{ user_role: "org_admin" }]);
  });

  test("are told of, with the organization when they join: copies of its keys know nothing of them", async () => {
    management.told();
    const holder = "organization_member:o:bob";
    const named = { organization_id: "o", user_id: "bob" };
    await add({ role: "internal_user", user_id: "bob" });
    expect(management.told()).toEqual([holder, "organization:o"]);
    await management.act("PATCH /organization/member_update", { ...named, max_budget_in_organization: 7 });
    expect(management.told()).toEqual([holder]);
    await management.act("DELETE /organization/member_delete", named);
    expect(management.told()).toEqual([holder]);
    const [, , changed, gone] = management.standings.slice(-4);
    expect(gone?.within).toEqual(["organization:o", "user:bob"]);
    expect(gone?.epoch).toBeGreaterThan(changed?.epoch ?? Infinity);
  });

  test("leave with the budget that they had", async () => {
    await add({ role: "internal_user", user_id: "bob" }, { max_budget_in_organization: 5 });
    const budgets = await management.list("GET /budget/list");
    await management.act("DELETE /organization/member_delete", { organization_id: "o", user_id: "bob" });
    expect(await membersOf()).toEqual([]);
    expect(await management.list("GET /budget/list")).toHaveLength(budgets.length - 1);
  });

  test.each([
    ["POST /organization/member_add", { member: { role: "internal_user", user_id: "bob" } }, 400],
    ["POST /organization/member_add", { member: { role: "proxy_admin", user_id: "new" } }, 422],
    ["POST /organization/member_add", { member: { role: "internal_user" } }, 422],
    ["POST /organization/member_add", { organization_id: "none", member: { role: "org_admin", user_id: "x" } }, 404],
    ["PATCH /organization/member_update", { user_id: "none" }, 404],
    ["PATCH /organization/member_update", { user_id: "bob", max_budget_in_organization: -1 }, 422],
    ["DELETE /organization/member_delete", { user_id: "none" }, 404],
    ["DELETE /organization/member_delete", {}, 400],
  ])("%s refuses %j with %i, and changes nothing", async (route, input, status) => {
    await add({ role: "internal_user", user_id: "bob" });
    const before = await management.contents();
    await expect(management.act(route, { organization_id: "o", ...input })).rejects.toMatchObject({ status });
    expect(await management.contents()).toEqual(before);
  });

  test("go with their user, and with the organization", async () => {
    for (const user_id of ["ann", "bob"]) await add({ role: "internal_user", user_id });
    await management.act("POST /user/delete", { user_ids: ["ann"] });
    expect(await membersOf()).toMatchObject([{ user_id: "bob" }]);
    await management.list("DELETE /organization/delete", { organization_ids: ["o"] });
    await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O" });
    expect(await membersOf()).toEqual([]);
  });
});
