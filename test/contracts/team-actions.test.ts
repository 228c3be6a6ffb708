import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
});

const KEY = "sk-of-ann-in-blue";
/** What the gateway would hold a request with the key to: holder → limits. */
async function limitsOf(key: string): Promise<ReadonlyMap<string, unknown>> {
  const snapshot = await new D1KeyStore(database, () => NOON_MS).findByHash(hashKey(key));
  return new Map(snapshot?.caller.limits?.map((limits) => [limits.holder, limits]));
}

describe("POST /team/new", () => {
  test("makes a team with its members, who become users", async () => {
    const given = {
      team_id: "blue",
      team_alias: "Blue",
      models: ["gpt-4o"],
      model_aliases: { fast: "gpt-4o" },
      metadata: { floor: 1 },
      max_budget: 7.5,
      budget_duration: "7d",
      tpm_limit: 100,
      tags: ["t"],
    };
    const members_with_roles = [
      { role: "admin", user_id: "ann" },
      { role: "user", user_email: "bob@example.com" },
    ];
    const made = await management.act("POST /team/new", { ...given, members_with_roles });
    expect(made).toMatchObject({ ...given, spend: 0, blocked: false, admins: ["ann"] });
    const bob = textAt(listAt(made, "members_with_roles")[1], "user_id");
    expect(made["members_with_roles"]).toEqual([
      { user_id: "ann", user_email: null, role: "admin" },
      { user_id: bob, user_email: "bob@example.com", role: "user" },
    ]);
    expect(await management.act("GET /user/info", { user_id: bob })).toMatchObject({
      user_info: { user_email: "bob@example.com", teams: ["blue"] },
      teams: [{ team_id: "blue", team_alias: "Blue" }],
    });
  });

  test.each([
    ["the id is taken", { team_id: "blue" }, "team_id"],
    ["the organization does not exist", { organization_id: "none" }, "organization_id"],
    ["a member is named twice", { members_with_roles: twice() }, "user_id"],
  ])("makes nothing at all when %s", async (_, input, param) => {
    await management.act("POST /team/new", { team_id: "blue" });
    const before = await management.contents();
    await expect(management.act("POST /team/new", input)).rejects.toMatchObject({ status: 400, param });
    expect(await management.contents()).toEqual(before);
  });
});

function twice() {
  return [
    { role: "user", user_id: "ann" },
    { role: "user", user_id: "ann" },
  ];
}

describe("POST /team/update, /team/block and /team/unblock", () => {
  test("change the team, and tell of it each time under a later epoch", async () => {
    await management.act("POST /team/new", { team_id: "blue", max_budget: 1, metadata: { a: 1 } });
    expect(
      await management.act("POST /team/update", { team_id: "blue", max_budget: null, rpm_limit: 3, note: "n" }),
    ).toMatchObject({ team_id: "blue", data: { max_budget: null, rpm_limit: 3, note: "n", metadata: { a: 1 } } });
    expect(await management.act("POST /team/block", { team_id: "blue" })).toMatchObject({ blocked: true });
    expect(await management.act("POST /team/unblock", { team_id: "blue" })).toMatchObject({ blocked: false });
    const epochs = [1, 2, 3].map((n) => ({ holder: "team:blue", epoch: NOON_MS + n }));
    expect(management.standings).toMatchObject(epochs);
  });

  test("tell of a team that moves with the organization that it leaves", async () => {
    await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O" });
    await management.act("POST /team/new", { team_id: "blue", organization_id: "o" });
    await management.act("POST /team/update", { team_id: "blue", organization_id: null });
    expect(management.standings).toMatchObject([{ holder: "team:blue", within: ["organization:o"] }]);
  });

  test.each(["POST /team/update", "POST /team/block", "POST /team/unblock", "GET /team/info"])(
    "%s is 404 for a team that does not exist",
    async (route) => {
      await expect(management.act(route, { team_id: "none" })).rejects.toMatchObject({ status: 404, param: "team_id" });
    },
  );
});

describe("members of a team", () => {
  beforeEach(async () => {
    await management.act("POST /team/new", { team_id: "blue" });
    await management.act("POST /team/member_add", {
      team_id: "blue",
      member: { role: "user", user_id: "ann", user_email: "ann@example.com" },
      max_budget_in_team: 2.5,
    });
    await management.act("POST /key/generate", { key: KEY, user_id: "ann", team_id: "blue" });
    management.told();
  });

  test("have the limits that they were added with, as a budget of their own", async () => {
    const info = await management.act("GET /team/info", { team_id: "blue" });
    expect(info).toMatchObject({
      team_info: { members_with_roles: [{ user_id: "ann", role: "user" }] },
      team_memberships: [{ user_id: "ann", team_id: "blue", litellm_budget_table: { max_budget: 2.5 } }],
      keys: [{ token: hashKey(KEY) }],
    });
    expect((await limitsOf(KEY)).get("team_member:blue:ann")).toMatchObject({ budgets: [{ limit: 2_500_000_000 }] });
  });

  test("are added several at once, and told of with their team", async () => {
    const member = [
      { role: "user", user_id: "bob" },
      { role: "admin", user_id: "eve:1" },
    ];
    const answer = await management.act("POST /team/member_add", { team_id: "blue", member });
    expect(answer).toMatchObject({
      team_id: "blue",
      members: ["ann", "bob", "eve:1"],
      updated_users: [{ user_id: "bob" }, { user_id: "eve:1" }],
      updated_team_memberships: [{ user_id: "bob", budget_id: null }, { user_id: "eve:1" }],
    });
    expect(management.told()).toEqual(["team_member:blue:bob", "team_member:blue:eve%3A1", "team:blue"]);
  });

  test("are not added twice, and nobody else of the same request then", async () => {
    const before = await management.contents();
    const member = [
      { role: "user", user_id: "bob" },
      { role: "user", user_id: "ann" },
    ];
    await expect(management.act("POST /team/member_add", { team_id: "blue", member })).rejects.toMatchObject({
      status: 400,
      type: "team_member_already_in_team",
    });
    expect(await management.contents()).toEqual(before);
  });

  test("get other limits and roles; what is left out stays, null clears", async () => {
    const update = (input: object) =>
      management.act("POST /team/member_update", { team_id: "blue", user_id: "ann", ...input });
    expect(await update({ rpm_limit: 5, tpm_limit: 50 })).toEqual({
      team_id: "blue",
      user_id: "ann",
      user_email: "ann@example.com",
      max_budget_in_team: 2.5,
      rpm_limit: 5,
      tpm_limit: 50,
    });
    expect(await update({ max_budget_in_team: null, role: "admin" })).toMatchObject({
      max_budget_in_team: null,
      rpm_limit: 5,
    });
    expect(management.told()).toEqual(["team_member:blue:ann", "team_member:blue:ann"]);
    expect(await management.act("GET /team/info", { team_id: "blue" })).toMatchObject({
      team_info: { admins: ["ann"] },
    });
    expect((await limitsOf(KEY)).get("team_member:blue:ann")).toMatchObject({
      requestsPerMinute: 5,
      tokensPerMinute: 50,
    });
  });

  test("may be named by address", async () => {
    const named = { team_id: "blue", user_email: "ann@example.com" };
    expect(await management.act("POST /team/member_update", { ...named, rpm_limit: 1 })).toMatchObject({
      user_id: "ann",
    });
    expect(await management.act("POST /team/member_delete", named)).toMatchObject({ members: [] });
  });

  test("leave with the keys that they have as members, and with no others", async () => {
    await management.act("POST /key/generate", { key: "sk-of-ann-alone", user_id: "ann" });
    management.told();
    expect(await management.act("POST /team/member_delete", { team_id: "blue", user_id: "ann" })).toMatchObject({
      members_with_roles: [],
    });
    expect(management.told()).toEqual(["team:blue", "team_member:blue:ann", `key:${hashKey(KEY)}`]);
    await expect(management.act("GET /key/info", { key: KEY })).rejects.toMatchObject({ status: 404 });
    expect(await management.act("GET /key/list")).toMatchObject({ keys: [hashKey("sk-of-ann-alone")] });
    expect(await management.list("GET /budget/list")).toEqual([]);
  });

  test("who are none are 404", async () => {
    await management.act("POST /user/new", { user_id: "bob" });
    for (const route of ["POST /team/member_update", "POST /team/member_delete"]) {
      const answer = management.act(route, { team_id: "blue", user_id: "bob", rpm_limit: 1 });
      await expect(answer).rejects.toMatchObject({ status: 404, param: "user_id" });
    }
  });
});

describe("a budget for each member of a team", () => {
  test("holds for all without one of their own, from the next request on, and outlives new metadata", async () => {
    await management.act("POST /team/new", {
      team_id: "blue",
      team_member_budget: 1,
      members_with_roles: [
        { role: "user", user_id: "ann" },
        { role: "user", user_id: "bob" },
      ],
    });
    await management.act("POST /team/member_update", { team_id: "blue", user_id: "bob", max_budget_in_team: 9 });
    await management.act("POST /key/generate", { key: KEY, user_id: "ann", team_id: "blue" });
    await management.act("POST /key/generate", { key: "sk-of-bob-in-blue", user_id: "bob", team_id: "blue" });
    const limitsOfBoth = async () => [
      (await limitsOf(KEY)).get("team_member:blue:ann"),
      (await limitsOf("sk-of-bob-in-blue")).get("team_member:blue:bob"),
    ];
    expect(await limitsOfBoth()).toMatchObject([
      { budgets: [{ limit: 1_000_000_000 }] },
      { budgets: [{ limit: 9_000_000_000 }] },
    ]);
    management.told();
    await management.act("POST /team/update", { team_id: "blue", team_member_budget: 2, metadata: { new: true } });
    expect(management.told()).toEqual(["team:blue"]);
    await management.act("POST /team/update", { team_id: "blue", metadata: { newer: true } });
    expect(await limitsOfBoth()).toMatchObject([
      { budgets: [{ limit: 2_000_000_000 }] },
      { budgets: [{ limit: 9_000_000_000 }] },
    ]);
  });

  test("tells of the team when it is changed as a budget", async () => {
    const made = await management.act("POST /team/new", { team_id: "blue", team_member_budget: 1 });
    const budget_id = textAt(made, "metadata", "team_member_budget_id");
    await management.act("POST /budget/update", { budget_id, max_budget: 3 });
    expect(management.told()).toEqual(["team:blue"]);
    await management.act("POST /budget/delete", { id: budget_id });
    expect(management.told()).toEqual(["team:blue"]);
    expect(at(await management.act("GET /team/info", { team_id: "blue" }), "team_info", "metadata")).toEqual({});
  });
});

describe("who may see teams", () => {
  const holder: Caller = {
    role: "key",
    key: hashKey("sk-any"),
    user: asId<"user">("ann"),
    team: asId<"team">("green"),
    models: [],
    aliases: {},
  };
  beforeEach(async () => {
    const ann = [{ role: "user", user_id: "ann" }];
    await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O" });
    await management.act("POST /team/new", { team_id: "blue", team_alias: "The Blue", members_with_roles: ann });
    await management.act("POST /team/new", { team_id: "red", organization_id: "o" });
    await management.act("POST /team/new", { team_id: "green" });
  });
  const namesOf = (teams: unknown) =>
    Array.isArray(teams) ? teams.map((team) => textAt(team, "team_id")).toSorted() : [];

  test("the holder of the master key sees all, filtered when asked to", async () => {
    expect(namesOf(await management.list("GET /team/list"))).toEqual(["blue", "green", "red"]);
    expect(namesOf(await management.list("GET /team/list", { user_id: "ann" }))).toEqual(["blue"]);
    expect(namesOf(await management.list("GET /team/list", { organization_id: "o" }))).toEqual(["red"]);
    const page = await management.act("GET /v2/team/list", { team_alias: "blu", page_size: "5" });
    expect(page).toMatchObject({ teams: [{ team_id: "blue" }], total: 1, page: 1, page_size: 5, total_pages: 1 });
  });

  test("a key's holder sees the team of the key and those of its user", async () => {
    expect(namesOf(await management.list("GET /team/list", {}, holder))).toEqual(["blue"]);
    for (const team_id of ["blue", "green"]) {
      expect(await management.act("GET /team/info", { team_id }, holder)).toMatchObject({ team_id });
    }
    for (const team_id of ["red", "none"]) {
      await expect(management.act("GET /team/info", { team_id }, holder)).rejects.toMatchObject({ status: 403 });
    }
    await expect(management.act("GET /team/list", { user_id: "bob" }, holder)).rejects.toMatchObject({ status: 403 });
    const { user: _, ...nobody } = holder;
    expect(await management.list("GET /team/list", {}, nobody)).toEqual([]);
  });
});

describe("POST /team/delete", () => {
  test("takes the team's keys and memberships along, keeps the users, and tells of all", async () => {
    await management.act("POST /team/new", {
      team_id: "blue",
      team_member_budget: 1,
      members_with_roles: twice().slice(1),
    });
    await management.act("POST /key/generate", { key: KEY, team_id: "blue" });
    management.told();
    expect(await management.act("POST /team/delete", { team_ids: ["blue"] })).toEqual({ deleted_teams: ["blue"] });
    expect(management.told()).toEqual(["team:blue", "team_member:blue:ann", `key:${hashKey(KEY)}`]);
    await expect(management.act("GET /key/info", { key: KEY })).rejects.toMatchObject({ status: 404 });
    expect(await management.act("GET /user/info", { user_id: "ann" })).toMatchObject({ teams: [] });
    expect(await management.list("GET /budget/list")).toEqual([]);
  });

  test("deletes none when one of them does not exist", async () => {
    await management.act("POST /team/new", { team_id: "blue" });
    const before = await management.contents();
    await expect(management.act("POST /team/delete", { team_ids: ["blue", "none"] })).rejects.toMatchObject({
      status: 404,
    });
    expect(await management.contents()).toEqual(before);
  });
});
