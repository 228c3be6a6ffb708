import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";

let management: Management;
beforeEach(async () => {
  management = manageOn(await emptyDatabase(), NOON_MS);
});

const ofUser = (user: string): Caller => ({
  role: "key",
  key: hashKey("sk-any"),
  user: asId<"user">(user),
  models: [],
  aliases: {},
});

describe("POST /user/new", () => {
  test("makes a user and a key of theirs; the limits are the user's", async () => {
    const given = {
      user_id: "ann",
      user_email: "ann@example.com",
      user_alias: "Ann",
      user_role: "internal_user",
      max_budget: 5,
      budget_duration: "1mo",
      rpm_limit: 10,
      models: ["gpt-4o"],
      metadata: { floor: 3 },
      favourite: "tea",
    };
    const made = await management.act("POST /user/new", { ...given, key_alias: "anns-key", duration: "30d" });
    expect(made).toMatchObject({
      ...given,
      key: expect.stringMatching(/^sk-/),
      token: hashKey(textAt(made, "key")),
      key_alias: "anns-key",
      teams: [],
      spend: 0,
    });
    const { info } = await management.act("GET /key/info", { key: textAt(made, "key") });
    expect(info).toMatchObject({
      user_id: "ann",
      models: ["gpt-4o"],
      duration: "30d",
      max_budget: null,
      rpm_limit: null,
    });
    const shown = await management.act("GET /user/info", { user_id: "ann" });
    expect(shown).toMatchObject({ user_id: "ann", user_info: given, keys: [{ token: made["token"] }], teams: [] });
  });

  test("makes no key with auto_create_key false, and an id where none is given", async () => {
    const made = await management.act("POST /user/new", { auto_create_key: false });
    expect(made).toMatchObject({ key: "", user_id: expect.stringMatching(/^[0-9a-f-]{36}$/) });
    expect(await management.act("GET /key/list")).toMatchObject({ total_count: 0 });
  });

  test("puts the user into teams, by id or with limits there", async () => {
    await management.act("POST /team/new", { team_id: "blue" });
    await management.act("POST /team/new", { team_id: "red" });
    const teams = ["blue", { team_id: "red", user_role: "admin", max_budget_in_team: 2 }];
    expect(await management.act("POST /user/new", { user_id: "ann", teams })).toMatchObject({ teams: ["blue", "red"] });
    const info = await management.act("GET /team/info", { team_id: "red" });
    expect(info).toMatchObject({
      team_info: { members_with_roles: [{ user_id: "ann", role: "admin" }] },
      team_memberships: [{ user_id: "ann", litellm_budget_table: { max_budget: 2 } }],
    });
  });

  test.each([
    ["the id is taken", { user_id: "ann" }, { code: "object_exists", param: "user_id" }],
    ["the address is taken, in any case", { user_email: "ANN@example.com" }, { param: "user_email" }],
    ["the key's alias is taken", { key_alias: "taken" }, { code: "object_exists", param: "key_alias" }],
    ["the key is unusable", { key: "pk-1" }, { code: "invalid_request", param: "key" }],
    ["a team does not exist", { teams: ["none"] }, { code: "object_not_found", param: "team_id" }],
    ["the budget does not exist", { budget_id: "none" }, { code: "invalid_request", param: "budget_id" }],
    ["the organization does not exist", { organization_id: "none" }, { param: "organization_id" }],
  ])("makes nothing at all when %s", async (_, input, refusal) => {
    await management.act("POST /user/new", { user_id: "ann", user_email: "ann@example.com", key_alias: "taken" });
    const before = await management.contents();
    await expect(management.act("POST /user/new", input)).rejects.toMatchObject(refusal);
    expect(await management.contents()).toEqual(before);
  });

  test("stores no password", async () => {
    const before = await management.contents();
    await expect(management.act("POST /user/new", { password: "hunter2" })).rejects.toMatchObject({ status: 422 });
    expect(await management.contents()).toEqual(before);
  });
});

describe("POST /user/update", () => {
  test("changes a user by id or by address, and tells of it each time under a later epoch", async () => {
    await management.act("POST /user/new", { user_id: "ann", user_email: "ann@example.com", max_budget: 1 });
    management.told();
    const first = await management.act("POST /user/update", { user_id: "ann", max_budget: 2, note: "n" });
    expect(first).toMatchObject({ user_id: "ann", data: { max_budget: 2, note: "n", user_email: "ann@example.com" } });
    const second = await management.act("POST /user/update", { user_email: "Ann@example.com", max_budget: null });
    expect(second).toMatchObject({ user_id: "ann", data: { max_budget: null, note: "n" } });
    expect(management.told()).toEqual(["user:ann", "user:ann"]);
    expect(management.standings.map(({ epoch }) => epoch)).toEqual([NOON_MS + 1, NOON_MS + 2]);
  });

  test.each([
    [{ user_id: "none" }, 404, "user_id"],
    [{ user_email: "none@example.com" }, 404, "user_email"],
    [{ max_budget: 1 }, 400, "user_id"],
    [{ user_id: "bob", user_email: "ann@example.com" }, 400, "user_email"],
    [{ user_id: "bob", budget_id: "none" }, 400, "budget_id"],
  ])("refuses %j with %i", async (input, status, param) => {
    await management.act("POST /user/new", { user_id: "ann", user_email: "ann@example.com" });
    await management.act("POST /user/new", { user_id: "bob" });
    const before = await management.contents();
    await expect(management.act("POST /user/update", input)).rejects.toMatchObject({ status, param });
    expect(await management.contents()).toEqual(before);
  });
});

describe("GET /user/info", () => {
  test("shows a key's holder the user of the key and nobody else, existing or not", async () => {
    await management.act("POST /user/new", { user_id: "ann" });
    await management.act("POST /user/new", { user_id: "bob" });
    const caller = ofUser("ann");
    for (const query of [{}, { user_id: "ann" }]) {
      expect(await management.act("GET /user/info", query, caller)).toMatchObject({ user_id: "ann" });
    }
    for (const user_id of ["bob", "none"]) {
      await expect(management.act("GET /user/info", { user_id }, caller)).rejects.toMatchObject({ status: 403 });
    }
  });

  test("is 404 for nobody", async () => {
    await expect(management.act("GET /user/info", { user_id: "none" })).rejects.toMatchObject({ status: 404 });
  });
});

describe("GET /user/list", () => {
  beforeEach(async () => {
    await management.act("POST /team/new", { team_id: "blue" });
    for (let n = 0; n < 30; n += 1) {
      await management.act("POST /user/new", {
        user_id: `u${String(n).padStart(2, "0")}`,
        user_email: `u${n}@example.com`,
        user_role: n < 5 ? "proxy_admin" : "internal_user",
        auto_create_key: n === 3,
        teams: n === 7 ? ["blue"] : [],
      });
    }
  });
  const idsOf = (answer: unknown) => listAt(answer, "users").map((user) => textAt(user, "user_id"));

  test("gives pages of 25 with their teams and numbers of keys", async () => {
    const query = { sort_by: "user_id", sort_order: "asc" };
    const first = await management.act("GET /user/list", query);
    expect(first).toMatchObject({ total: 30, page: 1, page_size: 25, total_pages: 2 });
    expect(idsOf(first)).toHaveLength(25);
    expect(at(first, "users", 3)).toMatchObject({ user_id: "u03", key_count: 1, teams: [] });
    expect(at(first, "users", 7)).toMatchObject({ user_id: "u07", key_count: 0, teams: ["blue"] });
    const second = await management.act("GET /user/list", { ...query, page: "2" });
    expect(idsOf(second)).toEqual(["u25", "u26", "u27", "u28", "u29"]);
  });

  test.each([
    [{ role: "proxy_admin" }, ["u00", "u01", "u02", "u03", "u04"]],
    [{ user_ids: "u02, u05,none" }, ["u02", "u05"]],
    [{ user_email: "U7@" }, ["u07"]],
    [{ user_email: "%" }, []],
    [{ team: "blue" }, ["u07"]],
  ])("finds %j", async (query, found) => {
    const answer = await management.act("GET /user/list", { ...query, sort_by: "user_id", sort_order: "asc" });
    expect(idsOf(answer)).toEqual(found);
    expect(answer).toMatchObject({ total: found.length });
  });
});

describe("POST /user/delete", () => {
  test("takes a user's keys and memberships along, and tells of all of them", async () => {
    await management.act("POST /team/new", { team_id: "blue", members_with_roles: [{ role: "user", user_id: "bob" }] });
    const made = await management.act("POST /user/new", { user_id: "ann", teams: ["blue"] });
    management.told();
    expect(await management.act("POST /user/delete", { user_ids: ["ann"] })).toBe(1);
    expect(management.told().toSorted()).toEqual(
      [`key:${textAt(made, "token")}`, "team_member:blue:ann", "user:ann"].toSorted(),
    );
    await expect(management.act("GET /user/info", { user_id: "ann" })).rejects.toMatchObject({ status: 404 });
    await expect(management.act("GET /key/info", { key: textAt(made, "key") })).rejects.toMatchObject({ status: 404 });
    expect(await management.act("GET /team/info", { team_id: "blue" })).toMatchObject({
      team_info: { members: ["bob"] },
    });
  });

  test("deletes nobody when one of them does not exist", async () => {
    await management.act("POST /user/new", { user_id: "ann" });
    const before = await management.contents();
    await expect(management.act("POST /user/delete", { user_ids: ["ann", "none"] })).rejects.toMatchObject({
      status: 404,
      param: "user_ids",
    });
    expect(await management.contents()).toEqual(before);
  });
});
