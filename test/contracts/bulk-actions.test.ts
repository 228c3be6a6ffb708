import { beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { textAt } from "../support/at.ts";
import { countQuestions } from "./count-reads.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";
import { callerOf, fillTenants, KEYS } from "./tenants.ts";

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
});

const makeUsers = async (...users: readonly string[]) => {
  for (const user_id of users)
    await management.act("POST /user/new", { user_id, user_email: `${user_id}@example.com`, auto_create_key: false });
};
const userInfo = async (user_id: string) => (await management.act("GET /user/info", { user_id }))["user_info"];

describe("POST /user/bulk_update", () => {
  test("changes each user for itself, and says of each what became of it", async () => {
    await makeUsers("ann", "bob");
    const users = [
      { user_id: "ann", max_budget: 5 },
      { user_id: "none", max_budget: 5 },
      { user_email: "bob@example.com", user_role: "internal_user" },
    ];
    const answer = await management.act("POST /user/bulk_update", { users });
    expect(answer).toMatchObject({
      results: [
        { user_id: "ann", user_email: "ann@example.com", success: true, error: null, updated_user: { max_budget: 5 } },
        { user_id: "none", success: false, error: "User not found, passed user_id=none", updated_user: null },
        { user_id: "bob", success: true, updated_user: { user_role: "internal_user" } },
      ],
      total_requested: 3,
      successful_updates: 2,
      failed_updates: 1,
    });
    expect(await userInfo("ann")).toMatchObject({ max_budget: 5 });
    expect(management.told()).toEqual(["user:ann", "user:bob"]);
  });

  test("changes all users alike", async () => {
    await makeUsers("ann", "bob");
    const answer = await management.act("POST /user/bulk_update", {
      all_users: true,
      user_updates: { budget_duration: "30d", max_budget: 3 },
    });
    expect(answer).toMatchObject({ total_requested: 2, successful_updates: 2, failed_updates: 0 });
    for (const user of ["ann", "bob"])
      expect(await userInfo(user)).toMatchObject({ max_budget: 3, budget_duration: "30d" });
  });

  test.each<[JsonObject, number]>([
    [{}, 400],
    [{ all_users: true }, 400],
    [{ users: [] }, 422],
    [{ users: [{ user_id: "ann", max_budget: -1 }] }, 422],
    [{ all_users: true, user_updates: { user_role: "king" } }, 422],
    [{ users: Array.from({ length: 101 }, () => ({ user_id: "ann" })) }, 422],
  ])("refuses %j with %i, and changes nothing", async (input, status) => {
    await makeUsers("ann");
    const before = await management.contents();
    await expect(management.act("POST /user/bulk_update", input)).rejects.toMatchObject({ status });
    expect(await management.contents()).toEqual(before);
  });
});

describe("POST /team/bulk_member_add", () => {
  test("adds a hundred, each unknown so far and with limits of their own, within what a request may ask", async () => {
    await management.act("POST /team/new", { team_id: "blue" });
    const counted = countQuestions(database);
    management = manageOn(counted.database, NOON_MS);
    const members = Array.from({ length: 100 }, (_, n) => ({ role: "user", user_id: `u-${n}` }));
    const asked = { team_id: "blue", members, max_budget_in_team: 2 };
    expect(await management.act("POST /team/bulk_member_add", asked)).toMatchObject({ successful_additions: 100 });
    // Each is told of afterwards with one more, of the thousand that there are.
    expect(counted.questions()).toBeLessThan(800);
  });

  test("adds each member for itself, makes those who are unknown, and says of each what became of it", async () => {
    await makeUsers("ann", "bob");
    await management.act("POST /team/new", {
      team_id: "blue",
      members_with_roles: [{ role: "admin", user_id: "ann" }],
    });
    management.told();
    const answer = await management.act("POST /team/bulk_member_add", {
      team_id: "blue",
      members: [
        { role: "user", user_email: "bob@example.com" },
        { role: "user", user_id: "ann" },
        { role: "admin", user_id: "new" },
        { role: "user", user_id: "new" },
      ],
      max_budget_in_team: 2,
    });
    expect(answer).toMatchObject({
      team_id: "blue",
      results: [
        { user_id: "bob", user_email: "bob@example.com", success: true, updated_user: { teams: ["blue"] } },
        { user_id: "ann", success: false, error: "User ann is already in the team.", updated_team_membership: null },
        { user_id: "new", success: true, updated_team_membership: { litellm_budget_table: { max_budget: 2 } } },
        { user_id: "new", success: false },
      ],
      total_requested: 4,
      successful_additions: 2,
      failed_additions: 2,
      updated_team: { members: ["ann", "bob", "new"], admins: ["ann", "new"] },
    });
    expect(management.told()).toEqual(["team_member:blue:bob", "team_member:blue:new", "team:blue"]);
  });

  test("adds all users there are", async () => {
    await makeUsers("ann", "bob");
    await management.act("POST /team/new", { team_id: "blue" });
    const answer = await management.act("POST /team/bulk_member_add", { team_id: "blue", all_users: true });
    expect(answer).toMatchObject({ successful_additions: 2, updated_team: { members: ["ann", "bob"] } });
  });

  test.each<[JsonObject, number]>([
    [{ team_id: "blue" }, 400],
    [{ team_id: "none", all_users: true }, 404],
    [{ team_id: "blue", members: [] }, 422],
    [{ team_id: "blue", members: [{ role: "king", user_id: "ann" }] }, 422],
    [{ team_id: "blue", all_users: true, max_budget_in_team: -1 }, 422],
  ])("refuses %j with %i, and changes nothing", async (input, status) => {
    await management.act("POST /team/new", { team_id: "blue" });
    const before = await management.contents();
    await expect(management.act("POST /team/bulk_member_add", input)).rejects.toMatchObject({ status });
    expect(await management.contents()).toEqual(before);
  });
});

describe("the models of a team", () => {
  const change = (which: "add" | "delete", ...models: readonly string[]) =>
    management.act(`POST /team/model/${which}`, { team_id: "blue", models });

  test("are added and deleted, each once", async () => {
    await management.act("POST /team/new", { team_id: "blue", models: ["a"] });
    expect(await change("add", "b", "a", "c")).toMatchObject({ team_id: "blue", models: ["a", "b", "c"] });
    expect(await change("delete", "a", "x")).toMatchObject({ models: ["b", "c"] });
  });

  test("are not all deleted, which would allow every model", async () => {
    await management.act("POST /team/new", { team_id: "blue", models: ["a"] });
    await expect(change("delete", "a")).rejects.toMatchObject({ status: 400, param: "models" });
    expect(await management.act("GET /team/info", { team_id: "blue" })).toMatchObject({ team_info: { models: ["a"] } });
  });

  test.each(["add", "delete"] as const)("need a team that exists, and a model, to %s", async (which) => {
    await expect(change(which, "a")).rejects.toMatchObject({ status: 404 });
    await expect(change(which)).rejects.toMatchObject({ status: 422 });
  });
});

describe("what forms complete", () => {
  beforeEach(async () => await fillTenants(database));
  const list = async (key: string, route: string, input: JsonObject = {}) =>
    await management.list(route, input, await callerOf(database, key));
  const idsFor = async (key: string, input: JsonObject = {}) =>
    (await list(key, "GET /user/filter/ui", input)).map((row) => textAt(row, "user_id"));

  test("are users by a part of their id or address, for each those whom they may see", async () => {
    await management.act("POST /user/update", { user_id: "mia", user_email: "Mia@Example.com" });
    expect(await list(KEYS.viewer, "GET /user/filter/ui", { user_email: "a@exam" })).toEqual([
      { user_id: "mia", user_email: "Mia@Example.com" },
    ]);
    expect(await idsFor(KEYS.admin, { user_id: "I" })).toEqual(["mia", "vic"]);
    expect(await idsFor(KEYS.admin, { page: "2", page_size: "3" })).toEqual(["ola", "otto", "tom"]);
    expect(await idsFor(KEYS.admin, { user_id: "%" })).toEqual([]);
    expect(await idsFor(KEYS.orgAdmin)).toEqual(["mia", "ola"]);
    expect(await idsFor(KEYS.member)).toEqual(["mia"]);
    expect(await idsFor(KEYS.member, { user_id: "tom" })).toEqual([]);
    expect(await idsFor(KEYS.plain)).toEqual([]);
  });

  test("are teams by a part of their id or alias", async () => {
    await management.act("POST /team/update", { team_id: "red", team_alias: "Crimson" });
    const idsOf = async (input: JsonObject) =>
      (await list(KEYS.viewer, "GET /team/filter/ui", input)).map((row) => textAt(row, "team_id"));
    expect(await idsOf({ team_id: "LU" })).toEqual(["blue"]);
    expect(await idsOf({ team_alias: "crim" })).toEqual(["red"]);
    expect((await idsOf({})).toSorted()).toEqual(["blue", "red"]);
  });

  test("are how many users and teams there are, and what a user may be made", async () => {
    expect(await management.act("GET /user/available_users")).toEqual({
      total_users: null,
      total_users_used: 8,
      total_users_remaining: null,
      total_teams: null,
      total_teams_used: 2,
      total_teams_remaining: null,
    });
    const roles = await management.act("GET /user/available_roles");
    for (const user_role of Object.keys(roles))
      expect(await management.act("POST /user/update", { user_id: "ann", user_role })).toMatchObject({
        data: { user_role },
      });
  });

  test("are no teams to join where the configuration names none", async () => {
    expect(await list(KEYS.member, "GET /team/available")).toEqual([]);
  });
});
