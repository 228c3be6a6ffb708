import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";
import { callerOf, fillTenants, KEY_IN_TEAM, KEYS } from "./tenants.ts";

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  await fillTenants(database);
  management = manageOn(database, NOON_MS);
});

const act = async (key: string, route: string, input: Json = {}): Promise<JsonObject> =>
  await management.act(route, input, await callerOf(database, key));
const refusal = (param: string) => ({ code: "route_denied", status: 403, param });
/** As an admin does it. */
const limit = (key: string, limits: JsonObject) => management.act("POST /key/update", { key, ...limits });

describe("an internal user", () => {
  const ann = KEYS.internalUser;

  test("makes, changes, sees and deletes keys of their own", async () => {
    const key = textAt(await act(ann, "POST /key/generate", { max_budget: 5, models: ["a"] }), "key");
    expect(await act(ann, "POST /key/update", { key, max_budget: 4, key_alias: "mine" })).toMatchObject({
      user_id: "ann",
      max_budget: 4,
    });
    expect(await act(ann, "GET /key/info", { key })).toMatchObject({ info: { key_alias: "mine" } });
    expect(await act(ann, "GET /key/list")).toMatchObject({ total_count: 2 });
    expect(await act(ann, "GET /user/info")).toMatchObject({ user_id: "ann", keys: { length: 2 } });
    expect(await act(ann, "POST /key/delete", { keys: [key] })).toEqual({ deleted_keys: [key] });
  });

  test("hands on the limits of the key that asks to what is made with it", async () => {
    const limits = { models: ["a", "openai/*"], max_budget: 5, budget_duration: "30d", rpm_limit: 9, duration: "1h" };
    await limit(ann, limits);
    const made = await act(ann, "POST /key/generate");
    const { duration: _, ...kept } = limits;
    expect(made).toMatchObject({ ...kept, expires: "2026-01-15T13:00:00.000+00:00" });
    expect(await act(ann, "POST /key/generate", { models: ["openai/gpt"], rpm_limit: 3 })).toMatchObject({
      rpm_limit: 3,
    });
  });

  test.each<[JsonObject, string]>([
    [{ models: ["b"] }, "models"],
    [{ models: ["*"] }, "models"],
    [{ models: ["all-team-models"] }, "models"],
    [{ models: ["a"], aliases: { a: "b" } }, "aliases"],
    [{ max_budget: 6 }, "max_budget"],
    [{ max_budget: 5, budget_duration: "1d" }, "max_budget"],
    [{ max_budget: 1, temp_budget_increase: 100, temp_budget_expiry: "2030-01-01T00:00:00Z" }, "max_budget"],
    [{ rpm_limit: 10 }, "rpm_limit"],
    [{ duration: "2h" }, "duration"],
    [{ allowed_routes: ["management_routes"] }, "allowed_routes"],
    [{ model_rpm_limit: { a: 3 } }, "model_rpm_limit.a"],
    [{ spend: 1 }, "spend"],
    [{ budget_id: "there" }, "budget_id"],
    [{ organization_id: "acme" }, "organization_id"],
    [{ user_id: "mia" }, "user_id"],
    [{ team_id: "blue" }, "user_id"],
  ])("cannot make a key with %j, which is more than the one that asks has", async (input, param) => {
    await limit(ann, {
      models: ["a"],
      max_budget: 5,
      budget_duration: "30d",
      rpm_limit: 9,
      duration: "1h",
      allowed_routes: ["/key/*", "llm_api_routes"],
      model_rpm_limit: { a: 2 },
    });
    await expect(act(ann, "POST /key/generate", { model_rpm_limit: { a: 2 }, ...input })).rejects.toMatchObject(
      refusal(param),
    );
  });

  test.each<[JsonObject, string]>([
    [{ max_budget: null }, "max_budget"],
    [{ max_budget: 6 }, "max_budget"],
    [{ models: [] }, "models"],
    [{ duration: "-1" }, "duration"],
    [{ spend: 0 }, "spend"],
    [{ blocked: false }, "blocked"],
    [{ user_id: "mia" }, "key"],
    [{ team_id: "blue" }, "key"],
  ])("cannot raise a key of their own by %j", async (input, param) => {
    await limit(ann, { models: ["a"], max_budget: 5, duration: "1h" });
    const key = textAt(await act(ann, "POST /key/generate"), "key");
    await limit(key, { spend: 3, blocked: true });
    await expect(act(ann, "POST /key/update", { key, ...input })).rejects.toMatchObject(refusal(param));
    if (param !== "spend" && param !== "blocked")
      await expect(act(ann, "POST /key/update", { key: ann, ...input })).rejects.toMatchObject(refusal(param));
  });

  test("of an organization makes keys in it, under its limits", async () => {
    const made = await act(KEYS.member, "POST /key/generate");
    expect(made).toMatchObject({ user_id: "mia", organization_id: "acme" });
    const key = textAt(made, "key");
    await expect(act(KEYS.member, "POST /key/update", { key, organization_id: null })).rejects.toMatchObject(
      refusal("organization_id"),
    );
  });

  test("sees no keys of others in a team, and its admin does", async () => {
    const made = await act(KEYS.teamAdmin, "POST /key/generate", { team_id: "blue" });
    const keysOf = async (key: string) =>
      listAt(await act(key, "GET /team/info", { team_id: "blue" }), "keys").map((row) => textAt(row, "token"));
    expect(await keysOf(KEYS.member)).toEqual([hashKey(KEY_IN_TEAM)]);
    expect((await keysOf(KEYS.teamAdmin)).toSorted()).toEqual([hashKey(KEY_IN_TEAM), textAt(made, "token")].toSorted());
  });
});

describe("an admin of a team", () => {
  const tom = KEYS.teamAdmin;

  test("manages its keys and members, and sees them in the lists", async () => {
    expect(await act(tom, "POST /key/update", { key: KEY_IN_TEAM, rpm_limit: 3 })).toMatchObject({ rpm_limit: 3 });
    expect(await act(tom, "GET /key/list", { team_id: "blue" })).toMatchObject({ keys: [hashKey(KEY_IN_TEAM)] });
    expect(await act(tom, "GET /key/list", { team_id: "red" })).toMatchObject({ total_count: 0 });
    expect(
      await act(tom, "POST /team/member_update", { team_id: "blue", user_id: "mia", role: "admin" }),
    ).toMatchObject({ user_id: "mia" });
  });

  test("makes keys for others that manage nothing, not even where the other is an admin of all", async () => {
    await act(tom, "POST /team/member_add", { team_id: "blue", member: { role: "user", user_id: "ada" } });
    const ofAda = { team_id: "blue", user_id: "ada" };
    expect(await act(tom, "POST /key/generate", ofAda)).toMatchObject({ allowed_routes: ["llm_api_routes"] });
    await expect(
      act(tom, "POST /key/generate", { ...ofAda, allowed_routes: ["management_routes"] }),
    ).rejects.toMatchObject(refusal("allowed_routes"));
    const own = textAt(await act(tom, "POST /key/generate", { team_id: "blue" }), "key");
    await expect(act(tom, "POST /key/update", { key: own, user_id: "ada" })).rejects.toMatchObject(
      refusal("allowed_routes"),
    );
  });

  test("makes users who change nothing", async () => {
    await act(tom, "POST /team/member_add", { team_id: "blue", member: { role: "admin", user_id: "new" } });
    expect(await management.act("GET /user/info", { user_id: "new" })).toMatchObject({
      user_info: { user_role: "internal_user_viewer" },
    });
  });

  test("makes nothing outside of the team with a key of the team, whose limits would not hold there", async () => {
    const inTeam = textAt(await act(tom, "POST /key/generate", { team_id: "blue" }), "key");
    await expect(act(inTeam, "POST /key/generate")).rejects.toMatchObject(refusal("team_id"));
    expect(await act(inTeam, "POST /key/generate", { team_id: "blue" })).toMatchObject({ team_id: "blue" });
  });

  test("cannot take a key out of the organization of the team, nor give it models that the team lacks", async () => {
    await management.act("POST /team/update", { team_id: "blue", models: ["a"] });
    await expect(act(tom, "POST /key/generate", { team_id: "blue", organization_id: "rival" })).rejects.toMatchObject(
      refusal("organization_id"),
    );
    await expect(act(tom, "POST /key/generate", { team_id: "blue", models: ["b"] })).rejects.toMatchObject(
      refusal("models"),
    );
    await expect(
      act(tom, "POST /key/generate", { team_id: "blue", models: ["a"], aliases: { a: "b" } }),
    ).rejects.toMatchObject(refusal("aliases"));
  });
});

describe("an admin of an organization", () => {
  const ola = KEYS.orgAdmin;

  test("makes users, teams and keys inside of it", async () => {
    const made = await act(ola, "POST /user/new", { user_id: "new", user_role: "internal_user" });
    expect(at(made, "organization_id")).toBe("acme");
    // The first key of a user is theirs to manage with, and within the organization.
    const first = await act(textAt(made, "key"), "POST /key/generate");
    expect(first).toMatchObject({ user_id: "new", organization_id: "acme" });
    expect(await act(ola, "POST /team/new", { team_id: "green", organization_id: "acme" })).toMatchObject({
      organization_id: "acme",
    });
    expect(await act(ola, "POST /key/generate", { team_id: "green" })).toMatchObject({ team_id: "green" });
    expect(await act(ola, "GET /user/list")).toMatchObject({ users: { length: 3 } });
    // A key of hers that is in no organization is hers alone.
    expect(await act(ola, "GET /user/info", { user_id: "mia" })).toMatchObject({
      keys: [{ token: hashKey(KEY_IN_TEAM) }],
    });
    expect(await management.list("GET /team/list", {}, await callerOf(database, ola))).toMatchObject({ length: 2 });
    expect(await act(ola, "GET /key/list")).toMatchObject({ total_count: 5 });
  });

  test.each<[string, JsonObject, string]>([
    ["POST /user/new", { user_role: "proxy_admin" }, "user_role"],
    ["POST /user/new", { user_role: "proxy_admin_viewer" }, "user_role"],
    ["POST /user/new", { organization_id: "rival" }, "organization_id"],
    ["POST /user/new", { teams: ["red"] }, "organization_id"],
    ["POST /user/new", { models: ["b"] }, "models"],
    ["POST /user/new", { max_budget: 11 }, "max_budget"],
    ["POST /user/update", { user_id: "mia", user_role: "proxy_admin" }, "user_role"],
    ["POST /user/update", { user_id: "mia", organization_id: null }, "user_id"],
    ["POST /user/update", { user_id: "ada", user_alias: "x" }, "user_id"],
    ["POST /user/delete", { user_ids: ["otto"] }, "user_ids"],
    ["POST /team/new", { organization_id: "rival" }, "organization_id"],
    ["POST /team/new", {}, "organization_id"],
    ["POST /team/new", { organization_id: "acme", max_budget: 11 }, "max_budget"],
    ["POST /team/new", { organization_id: "acme", model_aliases: { a: "b" } }, "aliases"],
    ["POST /team/update", { team_id: "blue", organization_id: "rival" }, "team_id"],
    ["POST /team/update", { team_id: "blue", models: ["b"] }, "models"],
    ["POST /team/update", { team_id: "red" }, "team_id"],
    ["POST /key/generate", { organization_id: "rival" }, "organization_id"],
    ["POST /key/update", { key: KEYS.otherTenant }, "key"],
  ])("is refused %s %j", async (route, input, param) => {
    await management.act("PATCH /organization/update", { organization_id: "acme", models: ["a"], max_budget: 10 });
    await management.act("POST /team/update", { team_id: "blue", models: ["a"] });
    await expect(act(ola, route, input)).rejects.toMatchObject(refusal(param));
  });
});

test("a key of a team without a user sees the team, and no key but itself", async () => {
  const key = textAt(await management.act("POST /key/generate", { team_id: "blue" }), "key");
  expect(await act(key, "GET /team/info", { team_id: "blue" })).toMatchObject({
    team_info: { team_id: "blue" },
    keys: [{ token: hashKey(key) }],
  });
  await expect(act(key, "GET /team/info", { team_id: "red" })).rejects.toMatchObject(refusal("team_id"));
});

test("a key without a user sees itself and nothing else", async () => {
  const { plain } = KEYS;
  expect(await act(plain, "GET /key/info")).toMatchObject({ info: { user_id: null } });
  expect(await act(plain, "GET /key/list")).toMatchObject({ keys: [hashKey(plain)], total_count: 1 });
  const caller = await callerOf(database, plain);
  for (const route of ["GET /team/list", "GET /organization/list"])
    expect(await management.list(route, {}, caller)).toEqual([]);
});
