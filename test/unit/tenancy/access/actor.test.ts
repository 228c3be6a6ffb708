import { describe, expect, test } from "vitest";
import type { Caller } from "../../../../src/core/caller.ts";
import { asId } from "../../../../src/core/ids.ts";
import type { StandingReader, UserStanding } from "../../../../src/store/standing-reader.ts";
import { readActor } from "../../../../src/tenancy/access/actor.ts";
import { memberRecord, organizationMemberRecord, userRecord } from "../../../contracts/group-examples.ts";

const key: Caller = { role: "key", key: asId<"key-hash">("k"), models: [], aliases: {} };
const ofAnn: Caller = { ...key, user: asId<"user">("ann") };
const never: StandingReader = { read: () => Promise.reject(new Error("Nothing was to be read.")) };
const standing = (found: Partial<UserStanding>): StandingReader => ({
  read: async () => ({ user: undefined, teams: [], organizations: [], ...found }),
});

describe("who asks", () => {
  test("is known without a question for the holder of the master key, and for a key without a user", async () => {
    expect(await readActor({ ...ofAnn, role: "admin" }, never)).toMatchObject({ role: "proxy_admin" });
    expect(await readActor(key, never)).toMatchObject({ role: "key", userId: undefined });
  });

  test.each([
    [userRecord("ann", { userRole: "proxy_admin" }), "proxy_admin"],
    [userRecord("ann", { userRole: "proxy_admin_viewer" }), "proxy_admin_viewer"],
    [userRecord("ann", { userRole: null }), "internal_user"],
    [userRecord("ann", { userRole: "of another program" }), "internal_user_viewer"],
    [undefined, "internal_user_viewer"],
  ])("has the role of the user %o: %s", async (user, role) => {
    expect(await readActor(ofAnn, standing({ user }))).toMatchObject({ role });
  });

  test("is a member of groups, of which they lead some, and of their own organization", async () => {
    const actor = await readActor(
      { ...ofAnn, team: asId<"team">("red") },
      standing({
        user: userRecord("ann", { organizationId: asId<"organization">("home") }),
        teams: [
          {
            ...memberRecord("blue", "ann"),
            teamExtra: { team_member_permissions: ["/key/list"] },
          },
          { ...memberRecord("green", "ann", { role: "admin" }), teamExtra: {} },
          { ...memberRecord("gone", "ann"), teamExtra: null },
        ],
        organizations: [
          organizationMemberRecord("acme", "ann"),
          organizationMemberRecord("led", "ann", { userRole: "org_admin" }),
        ],
      }),
    );
    expect([...actor.teams]).toEqual(["blue", "green", "gone"]);
    expect([...actor.teamsLed]).toEqual(["green"]);
    expect([...actor.organizations]).toEqual(["home", "acme", "led"]);
    expect([...actor.organizationsLed]).toEqual(["led"]);
    const usual = ["/key/info", "/key/health"];
    expect([...actor.memberRoutes]).toEqual([
      ["blue", ["/key/list"]],
      ["green", usual],
      ["gone", usual],
    ]);
    expect(actor.keyTeam).toBe("red");
  });
});
