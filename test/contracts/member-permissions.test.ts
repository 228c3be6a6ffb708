import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { asId } from "../../src/core/ids.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { MEMBER_ROUTES } from "../../src/tenancy/access/member-routes.ts";
import { textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";
import { callerOf, fillTenants, KEY_IN_TEAM, KEYS } from "./tenants.ts";

/** A key of tom's in the team where mia is a plain member. */
const OF_TOM = "sk-of-tom-in-blue";
/** One in the team of other people. */
const IN_RED = "sk-in-red";
const USUAL = ["/key/info", "/key/health"];

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  await fillTenants(database);
  management = manageOn(database, NOON_MS);
  const keys = new D1KeyRegistry(database);
  await keys.insert(keyRecord(OF_TOM, { userId: asId<"user">("tom"), teamId: asId<"team">("blue") }));
  await keys.insert(keyRecord(IN_RED, { userId: asId<"user">("otto"), teamId: asId<"team">("red") }));
});

const act = async (key: string, route: string, input: JsonObject = {}) =>
  await management.act(route, input, await callerOf(database, key));
const permit = (...team_member_permissions: readonly string[]) =>
  act(KEYS.teamAdmin, "POST /team/permissions_update", { team_id: "blue", team_member_permissions });
const refused = { code: "route_denied", status: 403 };

/** What a plain member of the team does with the key of another. */
const DEEDS: readonly (readonly [permitted: string, route: string, input: JsonObject])[] = [
  ["/key/generate", "POST /key/generate", { team_id: "blue" }],
  ["/key/service-account/generate", "POST /key/service-account/generate", { team_id: "blue" }],
  ["/key/update", "POST /key/update", { key: OF_TOM, metadata: { by: "mia" } }],
  ["/key/bulk_update", "POST /key/bulk_update", { keys: [{ key: OF_TOM, tags: ["mia"] }] }],
  ["/key/delete", "POST /key/delete", { keys: [OF_TOM] }],
  ["/key/block", "POST /key/block", { key: OF_TOM }],
  ["/key/unblock", "POST /key/unblock", { key: OF_TOM }],
  ["/key/info", "GET /key/info", { key: OF_TOM }],
];

describe("what a team permits its plain members", () => {
  test("is to see keys as long as nothing is said, and is listed for its admins with all that it could be", async () => {
    const asked = { team_id: "blue" };
    const listed = await act(KEYS.teamAdmin, "GET /team/permissions_list", asked);
    expect(listed).toEqual({ ...asked, team_member_permissions: USUAL, all_available_permissions: MEMBER_ROUTES });
    expect(await permit("/key/generate")).toMatchObject({ ...asked, team_member_permissions: ["/key/generate"] });
    expect(await act(KEYS.viewer, "GET /team/permissions_list", asked)).toMatchObject({
      team_member_permissions: ["/key/generate"],
    });
    await permit();
    expect(await act(KEYS.orgAdmin, "GET /team/permissions_list", asked)).toMatchObject({
      team_member_permissions: USUAL,
    });
  });

  test.each(DEEDS)("decides over %s", async (permitted, route, input) => {
    await permit(...MEMBER_ROUTES.filter((each) => each !== permitted));
    await expect(act(KEYS.member, route, input)).rejects.toMatchObject(refused);
    await permit(permitted);
    await act(KEYS.member, route, input);
  });

  test.each(DEEDS)(
    "does not reach beyond the team, nor to who is no member, for %s",
    async (permitted, route, input) => {
      await permit(permitted);
      const text = JSON.stringify(input).replace(OF_TOM, IN_RED).replace("blue", "red");
      await expect(act(KEYS.member, route, JSON.parse(text) as JsonObject)).rejects.toMatchObject(refused);
      for (const key of [KEYS.internalUser, KEYS.otherTenant, KEYS.plain])
        await expect(act(key, route, input)).rejects.toMatchObject(refused);
    },
  );

  test("shows them the keys of the team where it permits /key/list", async () => {
    const tokensOf = async () => [
      await act(KEYS.member, "GET /key/list", { team_id: "blue" }),
      await act(KEYS.member, "GET /team/info", { team_id: "blue" }),
    ];
    expect(await tokensOf()).toMatchObject([{ total_count: 1 }, { keys: { length: 1 } }]);
    await permit("/key/list");
    expect(await tokensOf()).toMatchObject([{ total_count: 2 }, { keys: { length: 2 } }]);
    expect(await act(KEYS.member, "GET /key/list", { team_id: "red" })).toMatchObject({ total_count: 0 });
  });

  test("lets them give no more than their own key has, and no rights of others", async () => {
    await permit("/key/generate", "/key/update");
    await management.act("POST /key/update", { key: KEYS.member, models: ["a"], max_budget: 5 });
    const made = await act(KEYS.member, "POST /key/generate", { team_id: "blue" });
    expect(made).toMatchObject({ team_id: "blue", user_id: "mia", models: ["a"], max_budget: 5 });
    for (const [input, param] of [
      [{ models: ["b"] }, "models"],
      [{ max_budget: 6 }, "max_budget"],
      [{ user_id: "ada", allowed_routes: ["management_routes"] }, "allowed_routes"],
    ] as const)
      await expect(act(KEYS.member, "POST /key/generate", { team_id: "blue", ...input })).rejects.toMatchObject({
        ...refused,
        param,
      });
    const key = textAt(made, "key");
    await expect(act(KEYS.member, "POST /key/update", { key, team_id: "red" })).rejects.toMatchObject(refused);
    await expect(act(KEYS.member, "POST /key/update", { key, user_id: "ada" })).rejects.toMatchObject(refused);
  });

  test("hands them no key with which somebody else manages", async () => {
    await permit("/key/regenerate");
    const regenerate = async (key: string) => await act(KEYS.member, "POST /key/regenerate", { key });
    expect(await regenerate(KEY_IN_TEAM)).toMatchObject({ user_id: "mia", key: expect.stringMatching(/^sk-/) });
    await expect(regenerate(OF_TOM)).rejects.toMatchObject({ ...refused, param: "allowed_routes" });
    await management.act("POST /key/update", { key: OF_TOM, allowed_routes: ["llm_api_routes"] });
    expect(await regenerate(OF_TOM)).toMatchObject({ user_id: "tom" });
  });

  test("is given by admins of the team and of its organization, and only what their own key may call", async () => {
    await expect(
      act(KEYS.member, "POST /team/permissions_update", { team_id: "blue", team_member_permissions: [] }),
    ).rejects.toMatchObject(refused);
    const { caller, ...given } = {
      caller: await callerOf(database, KEYS.teamAdmin),
      team_id: "blue",
      team_member_permissions: ["/key/info", "/key/delete"],
    };
    const narrow = { ...caller, allowedRoutes: ["/team/*", "/key/info"] };
    await expect(management.act("POST /team/permissions_update", given, narrow)).rejects.toMatchObject(refused);
    const routes = { ...narrow, allowedRoutes: ["/team/*", "/key/*"] };
    expect(await management.act("POST /team/permissions_update", given, routes)).toMatchObject(given);
  });

  test("is a field of the team too, and never a route that nobody can be permitted", async () => {
    const made = { team_id: "new", team_member_permissions: ["/key/list"] };
    expect(await management.act("POST /team/new", made)).toMatchObject(made);
    const changed = { team_id: "new", team_member_permissions: ["/key/block"] };
    expect(await management.act("POST /team/update", changed)).toMatchObject({ data: changed });
    for (const route of ["POST /team/update", "POST /team/permissions_update"])
      await expect(
        management.act(route, { team_id: "new", team_member_permissions: ["/team/delete"] }),
      ).rejects.toMatchObject({ status: 422 });
  });

  test("ends with the membership", async () => {
    await permit("/key/block");
    await act(KEYS.member, "POST /key/block", { key: OF_TOM });
    await act(KEYS.teamAdmin, "POST /team/member_delete", { team_id: "blue", user_id: "mia" });
    await expect(act(KEYS.member, "POST /key/block", { key: OF_TOM })).rejects.toMatchObject(refused);
    const { keys } = (await management.act("GET /key/list", { key_hash: hashKey(KEY_IN_TEAM) })) as { keys: unknown };
    expect(keys).toEqual([]);
  });
});
