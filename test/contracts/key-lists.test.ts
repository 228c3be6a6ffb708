import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";
import { callerOf, fillTenants, KEY_IN_TEAM, KEYS } from "./tenants.ts";

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  await fillTenants(database);
  management = manageOn(database, NOON_MS);
});

const act = async (key: string, route: string, input: JsonObject = {}): Promise<JsonObject> =>
  await management.act(route, input, await callerOf(database, key));
const insert = (key: string, changes: Parameters<typeof keyRecord>[1]) =>
  new D1KeyRegistry(database).insert(keyRecord(key, changes));
const [ann, tom, blue] = [asId<"user">("ann"), asId<"user">("tom"), asId<"team">("blue")];

describe("POST /key/service-account/generate", () => {
  test("makes a key of the team, whoever asks for it or is named", async () => {
    for (const who of [KEYS.teamAdmin, KEYS.orgAdmin, KEYS.admin]) {
      const input = { team_id: "blue", key_alias: who, user_id: "mia", metadata: { a: 1 } };
      expect(await act(who, "POST /key/service-account/generate", input)).toMatchObject({
        user_id: null,
        team_id: "blue",
        metadata: { service_account_id: who, a: 1 },
      });
    }
  });

  test("makes one that works, under the name that the request gives or its hash", async () => {
    const made = await act(KEYS.admin, "POST /key/service-account/generate", { team_id: "blue" });
    const key = textAt(made, "key");
    expect(made).toMatchObject({ token: hashKey(key), metadata: { service_account_id: hashKey(key) } });
    expect(await callerOf(database, key)).toMatchObject({ team: "blue" });
    const metadata = { service_account_id: "robot" };
    expect(await act(KEYS.admin, "POST /key/service-account/generate", { team_id: "blue", metadata })).toMatchObject({
      metadata,
    });
  });

  test("needs a team that exists", async () => {
    for (const team_id of [undefined, null, ""])
      await expect(
        act(KEYS.admin, "POST /key/service-account/generate", team_id === undefined ? {} : { team_id }),
      ).rejects.toMatchObject({ status: 422, detail: [{ loc: ["body", "team_id"] }] });
    await expect(act(KEYS.admin, "POST /key/service-account/generate", { team_id: "none" })).rejects.toMatchObject({
      code: "object_not_found",
      status: 404,
    });
  });

  test("is not for members, nor for more than the key that asks has", async () => {
    await expect(act(KEYS.member, "POST /key/service-account/generate", { team_id: "blue" })).rejects.toMatchObject({
      code: "route_denied",
    });
    await management.act("POST /key/update", { key: KEYS.teamAdmin, models: ["a"] });
    await expect(
      act(KEYS.teamAdmin, "POST /key/service-account/generate", { team_id: "blue", models: ["b"] }),
    ).rejects.toMatchObject({ code: "route_denied", param: "models" });
  });
});

describe("GET /key/aliases", () => {
  test("names, sorted, the keys that one may list", async () => {
    await insert("sk-1", { keyAlias: "b-own", userId: ann });
    await insert("sk-2", { keyAlias: "a-own", userId: ann });
    await insert("sk-3", { keyAlias: "team", teamId: blue });
    await insert("sk-4", { keyAlias: "nobody's" });
    const aliasesOf = async (key: string) => listAt(await act(key, "GET /key/aliases"), "aliases");
    expect(await aliasesOf(KEYS.admin)).toEqual(["a-own", "b-own", "nobody's", "team"]);
    expect(await aliasesOf(KEYS.internalUser)).toEqual(["a-own", "b-own"]);
    expect(await aliasesOf(KEYS.teamAdmin)).toEqual(["team"]);
    expect(await aliasesOf("sk-4")).toEqual(["nobody's"]);
  });
});

describe("POST /v2/key/info", () => {
  test("shows the keys that one may see, with the name that each was asked for by", async () => {
    const [team, own] = [KEY_IN_TEAM, KEYS.teamAdmin];
    const asked = { keys: [hashKey(team), "sk-none", own, KEYS.otherTenant] };
    const rows = [{ token: hashKey(team), team_id: "blue" }, { token: hashKey(own) }];
    expect(await act(own, "POST /v2/key/info", asked)).toMatchObject({ key: [hashKey(team), own], info: rows });
    expect(listAt(await act(KEYS.viewer, "POST /v2/key/info", asked), "key")).toHaveLength(3);
    expect(await act(KEYS.plain, "POST /v2/key/info", { keys: [KEYS.plain, team] })).toMatchObject({
      key: [KEYS.plain],
      info: [{ token: hashKey(KEYS.plain) }],
    });
  });

  test("must be asked about a key", async () => {
    for (const input of [{}, { keys: [] }])
      await expect(act(KEYS.admin, "POST /v2/key/info", input)).rejects.toMatchObject({ status: 422 });
  });
});

test("POST /key/health says that the key is in order", async () => {
  expect(await act(KEYS.plain, "POST /key/health")).toEqual({ key: "healthy", logging_callbacks: null });
});

describe("GET /key/list", () => {
  const listed = async (key: string, query: JsonObject) => listAt(await act(key, "GET /key/list", query), "keys");

  test("leaves the keys of teams out where it is told to", async () => {
    const own = [hashKey(KEYS.teamAdmin)];
    expect(await listed(KEYS.teamAdmin, {})).toHaveLength(2);
    expect(await listed(KEYS.teamAdmin, { include_team_keys: "false" })).toEqual(own);
  });

  test("shows what a user made beside what is theirs, as far as one may see it", async () => {
    await insert("sk-made", { createdBy: "tom", teamId: blue });
    await insert("sk-made-elsewhere", { createdBy: "tom", userId: ann });
    const asked = { user_id: "tom", include_created_by_keys: "true" };
    expect(await listed(KEYS.admin, { user_id: "tom" })).toHaveLength(1);
    expect(new Set(await listed(KEYS.admin, asked))).toEqual(
      new Set([KEYS.teamAdmin, "sk-made", "sk-made-elsewhere"].map(hashKey)),
    );
    expect(new Set(await listed(KEYS.teamAdmin, asked))).toEqual(new Set([KEYS.teamAdmin, "sk-made"].map(hashKey)));
  });

  test("describes whose the keys are, as far as one may see them", async () => {
    await insert("sk-of-the-team", { teamId: blue, userId: tom });
    const rowsFor = async (key: string) => await listed(key, { expand: "user", team_id: "blue" });
    const of = (key: string, user: unknown) => expect.objectContaining({ token: hashKey(key), user });
    const mia = { user_id: "mia", user_email: null, user_alias: null };
    expect(await rowsFor(KEYS.orgAdmin)).toEqual(
      expect.arrayContaining([of(KEY_IN_TEAM, mia), of("sk-of-the-team", null)]),
    );
    expect(await rowsFor(KEYS.teamAdmin)).toEqual(
      expect.arrayContaining([of(KEY_IN_TEAM, null), of("sk-of-the-team", { ...mia, user_id: "tom" })]),
    );
  });

  test("shows the budget of each key, as every answer about it does", async () => {
    await management.act("POST /budget/new", { budget_id: "b", rpm_limit: 7 });
    await insert("sk-with", { userId: ann, budgetId: asId<"budget">("b") });
    const budgetOf = (row: unknown) => at(row, "litellm_budget_table", "rpm_limit");
    const rows = await listed(KEYS.admin, { user_id: "ann", return_full_object: "true" });
    expect(new Map(rows.map((row) => [at(row, "token"), budgetOf(row)]))).toEqual(
      new Map([
        [hashKey(KEYS.internalUser), undefined],
        [hashKey("sk-with"), 7],
      ]),
    );
    expect(budgetOf((await act("sk-with", "GET /key/info"))["info"])).toBe(7);
    expect(budgetOf(await act(KEYS.admin, "POST /key/update", { key: "sk-with", rpm_limit: 3 }))).toBe(7);
    expect(budgetOf(await act(KEYS.admin, "POST /key/update", { key: "sk-with", budget_id: null }))).toBeUndefined();
  });

  test("says that deleted keys are not kept", async () => {
    await expect(act(KEYS.admin, "GET /key/list", { status: "deleted" })).rejects.toMatchObject({
      code: "invalid_request",
      status: 400,
      param: "status",
    });
  });
});

describe("GET /team/list", () => {
  test.each([
    "internalUser",
    "otherTenant",
    "member",
    "teamAdmin",
    "orgAdmin",
    "viewer",
    "proxyAdmin",
    "admin",
  ] as const)("shows %s the keys and memberships of each team that /team/info shows them", async (who) => {
    await insert("sk-of-mia-in-red", { teamId: asId<"team">("red"), userId: asId<"user">("mia") });
    const teams = await management.list("GET /team/list", {}, await callerOf(database, KEYS[who]));
    const infos: JsonObject[] = [];
    for (const { team_id } of teams) infos.push(await act(KEYS[who], "GET /team/info", { team_id: team_id ?? null }));
    expect(teams.map(({ keys, team_memberships }) => ({ keys, team_memberships }))).toEqual(
      infos.map(({ keys, team_memberships }) => ({ keys, team_memberships })),
    );
    expect(teams.length > 0).toBe(who !== "internalUser");
  });
});
