import { describe, expect, test } from "vitest";
import { asId } from "../../../../src/core/ids.ts";
import type { Actor } from "../../../../src/tenancy/access/actor.ts";
import { judgePermission, judgeRole, type Target } from "../../../../src/tenancy/access/judge-permission.ts";
import { type Permission, PERMISSIONS } from "../../../../src/tenancy/access/permissions.ts";

const [blue, red] = [asId<"team">("blue"), asId<"team">("red")];
const [acme, other] = [asId<"organization">("acme"), asId<"organization">("other")];
const [ann, bob] = [asId<"user">("ann"), asId<"user">("bob")];

const actor = (changes: Partial<Actor>): Actor => ({
  role: "internal_user",
  key: asId<"key-hash">("of-ann"),
  keyTeam: undefined,
  keyOrganization: undefined,
  userId: ann,
  user: undefined,
  teams: new Set(),
  teamsLed: new Set(),
  memberRoutes: new Map(),
  organizations: new Set(),
  organizationsLed: new Set(),
  ...changes,
});

const names = Object.keys(PERMISSIONS) as Permission[];
const ownKey: Target = { key: asId<"key-hash">("x"), user: ann, team: null };

describe("roles", () => {
  test.each(names)("let a proxy admin do %s, and a viewer what only reads", (name) => {
    expect(judgePermission(actor({ role: "proxy_admin" }), name, [undefined])).toBe(true);
    const reads = PERMISSIONS[name].access === "read";
    expect(judgePermission(actor({ role: "proxy_admin_viewer" }), name, [undefined])).toBe(reads);
  });

  test.each(names.filter((name) => PERMISSIONS[name].access === "write"))(
    "let neither a viewer nor a key without a user do %s, whatever they lead",
    (name) => {
      const leads = { teamsLed: new Set([blue]), organizationsLed: new Set([acme]) };
      for (const role of ["internal_user_viewer", "key"] as const)
        expect(judgePermission(actor({ role, ...leads }), name, [{ ...ownKey, organization: acme }])).toBe(false);
    },
  );

  test("leave what depends on its target open until that is known", () => {
    expect(judgeRole(actor({}), "grant-key")).toBe("depends");
    expect(judgeRole(actor({}), "manage-team")).toBe("denied");
    expect(judgeRole(actor({ organizationsLed: new Set([acme]) }), "manage-team")).toBe("depends");
  });
});

describe("standings", () => {
  const led = actor({ teams: new Set([blue]), teamsLed: new Set([blue]) });
  const leadsAcme = actor({ organizations: new Set([acme]), organizationsLed: new Set([acme]) });
  test.each<[Permission, Actor, Target, boolean]>([
    ["see-key", actor({}), ownKey, true],
    ["see-key", actor({}), { user: bob }, false],
    ["see-key", actor({ role: "key", userId: undefined }), { key: asId<"key-hash">("of-ann"), user: null }, true],
    ["see-key", actor({ role: "key", userId: undefined }), { key: asId<"key-hash">("x"), user: null }, false],
    ["grant-key", actor({}), ownKey, true],
    ["grant-key", actor({}), { ...ownKey, team: blue }, false],
    ["end-key", actor({}), { ...ownKey, team: blue }, true],
    ["grant-key", led, { user: bob, team: blue }, true],
    ["grant-key", led, { user: bob, team: red }, false],
    ["grant-key", led, { user: bob, team: null }, false],
    ["block-key", actor({}), ownKey, false],
    ["grant-key", leadsAcme, { user: bob, organization: acme }, true],
    ["grant-key", leadsAcme, { user: bob, organization: other }, false],
    ["see-team", actor({ keyTeam: blue }), { team: blue }, true],
    ["see-team", actor({ role: "key", userId: undefined, keyTeam: blue }), { team: blue }, true],
    ["see-team", actor({ role: "key", userId: undefined, keyTeam: blue }), { team: red }, false],
    ["see-team", actor({ role: "key", userId: undefined }), { team: null }, false],
    ["manage-members", actor({ teams: new Set([blue]) }), { team: blue }, false],
    ["manage-members", led, { team: blue }, true],
    ["manage-members", leadsAcme, { team: blue, organization: acme }, true],
    ["see-organization", actor({ organizations: new Set([acme]) }), { organization: acme }, true],
    ["manage-organization-members", actor({ organizations: new Set([acme]) }), { organization: acme }, false],
  ])("%s of %o over %o: %s", (permission, by, target, allowed) => {
    expect(judgePermission(by, permission, [target])).toBe(allowed);
  });

  describe("of members whom their team permits a route", () => {
    const member = actor({ teams: new Set([blue]), memberRoutes: new Map([[blue, ["/key/update"]]]) });
    const ofBob: Target = { user: bob, team: blue };
    test.each<[Actor, Target, readonly string[], boolean]>([
      [member, ofBob, ["/key/update"], true],
      [member, ofBob, ["/key/generate"], false],
      [member, ofBob, [], false],
      [member, { user: bob, team: red }, ["/key/update"], false],
      [member, { user: bob, team: null }, ["/key/update"], false],
      [{ ...member, role: "internal_user_viewer" }, ofBob, ["/key/update"], false],
      [actor({ teams: new Set([blue]) }), ofBob, ["/key/update"], false],
    ])("%o may do it over %o by %j: %s", (by, target, paths, allowed) => {
      expect(judgePermission(by, "grant-key", [target], paths)).toBe(allowed);
    });
  });

  test("must hold for all targets, and hold for none that does not exist, and not for nothing at all", () => {
    expect(judgePermission(actor({}), "see-key", [ownKey, ownKey])).toBe(true);
    expect(judgePermission(actor({}), "see-key", [ownKey, { user: bob }])).toBe(false);
    expect(judgePermission(actor({}), "see-key", [undefined])).toBe(false);
    expect(judgePermission(actor({}), "see-key", [])).toBe(false);
  });
});
