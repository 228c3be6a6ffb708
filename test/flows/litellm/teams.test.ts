import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../support/at.ts";
import { COST_OF_A_CALL, isoDate, messageOf, MODEL, OTHER_MODEL, rowsWith, useCustomer } from "./customer.ts";

const customer = useCustomer();

describe("/team/new", () => {
  it("answers with the team's row", async () => {
    const { status, json } = await customer.post("/team/new", {
      team_alias: "my-new-team",
      members_with_roles: [
        { role: "admin", user_id: "user-1234" },
        { role: "user", user_id: "user-2434" },
      ],
      metadata: { cost_center: "42" },
      models: [MODEL],
      tpm_limit: 100,
      rpm_limit: 1000,
      max_budget: 50,
      budget_duration: "30d",
      model_aliases: { "gpt-best": MODEL },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      team_id: expect.any(String),
      team_alias: "my-new-team",
      metadata: { cost_center: "42" },
      models: [MODEL],
      tpm_limit: 100,
      rpm_limit: 1000,
      max_budget: 50,
      budget_duration: "30d",
      budget_reset_at: expect.stringMatching(isoDate),
      blocked: false,
      spend: 0,
      organization_id: null,
      admins: expect.any(Array),
      members: expect.any(Array),
      created_at: expect.stringMatching(isoDate),
      updated_at: expect.stringMatching(isoDate),
    });
    for (const [user_id, role] of [
      ["user-1234", "admin"],
      ["user-2434", "user"],
    ]) {
      expect(listAt(json, "members_with_roles")).toContainEqual(expect.objectContaining({ user_id, role }));
    }
  });

  it("refuses an id that another team has", async () => {
    expect((await customer.post("/team/new", { team_id: "one-team" })).status).toBe(200);
    expect((await customer.post("/team/new", { team_id: "one-team" })).status).toBe(400);
  });

  it("answers 422 for a role that is none", async () => {
    const { status, json } = await customer.post("/team/new", {
      members_with_roles: [{ role: "captain", user_id: "u" }],
    });
    expect(status).toBe(422);
    expect(listAt(json, "detail")[0]).toMatchObject({ loc: expect.arrayContaining(["body", "members_with_roles"]) });
  });
});

describe("/team/info", () => {
  it("has the team, its keys and its memberships", async () => {
    await customer.post("/team/new", { team_id: "informed-team", team_alias: "Informed", max_budget: 9 });
    await customer.key({ team_id: "informed-team", key_alias: "informed-key" });
    await customer.post("/team/member_add", {
      team_id: "informed-team",
      member: { role: "user", user_id: "informed-member" },
      max_budget_in_team: 2,
    });
    const { status, json } = await customer.get("/team/info?team_id=informed-team");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      team_id: "informed-team",
      team_info: { team_id: "informed-team", team_alias: "Informed", max_budget: 9, spend: 0, models: [] },
    });
    expect(listAt(json, "keys")).toEqual([expect.objectContaining({ key_alias: "informed-key" })]);
    expect(rowsWith(listAt(json, "team_memberships"), "user_id", "informed-member")).toEqual([
      expect.objectContaining({
        team_id: "informed-team",
        spend: 0,
        litellm_budget_table: expect.objectContaining({ max_budget: 2 }),
      }),
    ]);
  });

  it("is for the team's keys too, and for nobody outside", async () => {
    await customer.post("/team/new", { team_id: "closed-team" });
    const [inside, outside] = [await customer.key({ team_id: "closed-team" }), await customer.key()];
    expect((await customer.get("/team/info?team_id=closed-team", inside)).status).toBe(200);
    expect((await customer.get("/team/info?team_id=closed-team", outside)).status).toBe(403);
  });

  it("answers 404 for no team", async () => {
    expect((await customer.get("/team/info?team_id=no-such-team")).status).toBe(404);
  });
});

describe("members of a team", () => {
  it("are added one at a time, or as a list", async () => {
    await customer.post("/team/new", { team_id: "growing" });
    const one = await customer.post("/team/member_add", {
      team_id: "growing",
      member: { role: "user", user_id: "single" },
    });
    expect(one).toMatchObject({
      status: 200,
      json: {
        team_id: "growing",
        updated_users: [expect.objectContaining({ user_id: "single" })],
        updated_team_memberships: expect.any(Array),
      },
    });
    const list = await customer.post("/team/member_add", {
      team_id: "growing",
      member: [
        { role: "user", user_id: "listed-1" },
        { role: "admin", user_email: "listed-2@example.com" },
      ],
    });
    expect(list.status).toBe(200);
    expect(listAt(list.json, "updated_users")).toHaveLength(2);
    const { json } = await customer.get("/team/info?team_id=growing");
    const members = listAt(json, "team_info", "members_with_roles");
    expect(members.map((member) => at(member, "user_id"))).toEqual(expect.arrayContaining(["single", "listed-1"]));
    expect(rowsWith(members, "user_email", "listed-2@example.com")).toEqual([
      expect.objectContaining({ role: "admin" }),
    ]);
  });

  it("are added once", async () => {
    await customer.post("/team/new", { team_id: "once" });
    const member = { role: "user", user_id: "just-once" };
    await customer.post("/team/member_add", { team_id: "once", member });
    const again = await customer.post("/team/member_add", { team_id: "once", member });
    expect(again).toMatchObject({ status: 400, json: { error: { type: "team_member_already_in_team" } } });
  });

  it("are added to a team that exists, with a role that exists", async () => {
    const member = { role: "user", user_id: "lost" };
    expect((await customer.post("/team/member_add", { team_id: "no-such-team", member })).status).toBe(404);
    expect((await customer.post("/team/member_add", { team_id: "once", member: { user_id: "lost" } })).status).toBe(
      422,
    );
  });

  it("get another role and a budget of their own", async () => {
    await customer.post("/team/new", { team_id: "promoting" });
    await customer.post("/team/member_add", { team_id: "promoting", member: { role: "user", user_id: "promoted" } });
    const { status, json } = await customer.post("/team/member_update", {
      team_id: "promoting",
      user_id: "promoted",
      role: "admin",
      max_budget_in_team: 10,
      rpm_limit: 5,
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ team_id: "promoting", user_id: "promoted", max_budget_in_team: 10, rpm_limit: 5 });
    const { json: after } = await customer.get("/team/info?team_id=promoting");
    expect(rowsWith(listAt(after, "team_info", "members_with_roles"), "user_id", "promoted")).toEqual([
      expect.objectContaining({ role: "admin" }),
    ]);
  });

  it.each([
    ["user_id", "removed-1"],
    ["user_email", "removed-2@example.com"],
  ])("are removed by %s", async (field, value) => {
    const team_id = `shrinking-${field}`;
    await customer.post("/team/new", { team_id });
    await customer.post("/team/member_add", { team_id, member: { role: "user", [field]: value } });
    const { status, json } = await customer.post("/team/member_delete", { team_id, [field]: value });
    expect(status).toBe(200);
    expect(at(json, "team_id")).toBe(team_id);
    expect(rowsWith(listAt(json, "members_with_roles"), field, value)).toEqual([]);
    expect([400, 404]).toContain((await customer.post("/team/member_delete", { team_id, [field]: value })).status);
  });

  it("are added in bulk, each with a result", async () => {
    await customer.post("/team/new", { team_id: "bulky" });
    const { status, json } = await customer.post("/team/bulk_member_add", {
      team_id: "bulky",
      members: [
        { role: "user", user_id: "bulk-a" },
        { role: "admin", user_id: "bulk-b" },
      ],
      max_budget_in_team: 1,
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ team_id: "bulky", total_requested: 2, successful_additions: 2, failed_additions: 0 });
    expect(listAt(json, "results").map((row) => at(row, "success"))).toEqual([true, true]);
  });

  it("end at their budget inside the team", async () => {
    await customer.post("/team/new", { team_id: "stingy" });
    await customer.post("/team/member_add", {
      team_id: "stingy",
      member: { role: "user", user_id: "stingy-member" },
      max_budget_in_team: 0.0000001,
    });
    const key = await customer.key({ team_id: "stingy", user_id: "stingy-member" });
    await expect.poll(async () => (await customer.chat(key)).status, { timeout: 20_000 }).toBe(400);
    const refused = await customer.chat(key);
    expect(refused.json).toMatchObject({ error: { type: "budget_exceeded" } });
    expect(messageOf(refused)).toContain("User=stingy-member in Team=stingy");
  });
});

describe("/team/list", () => {
  it("is a list of teams with keys and memberships, of all or of one user", async () => {
    await customer.post("/team/new", { team_id: "of-lara", members_with_roles: [{ role: "user", user_id: "lara" }] });
    await customer.post("/team/new", { team_id: "of-nobody" });
    const { status, json } = await customer.get("/team/list");
    expect(status).toBe(200);
    for (const id of ["of-lara", "of-nobody"]) {
      expect(rowsWith(json, "team_id", id)).toEqual([
        expect.objectContaining({ keys: [], team_memberships: expect.any(Array) }),
      ]);
    }
    const { json: hers } = await customer.get("/team/list?user_id=lara");
    expect(Array.isArray(hers) && hers.map((team: unknown) => at(team, "team_id"))).toEqual(["of-lara"]);
  });

  it("has pages in its second version", async () => {
    const { status, json } = await customer.get("/v2/team/list?page=1&page_size=1");
    expect(status).toBe(200);
    expect(json).toMatchObject({ page: 1, page_size: 1, total: expect.any(Number), total_pages: expect.any(Number) });
    expect(listAt(json, "teams")).toHaveLength(1);
    const found = await customer.get("/v2/team/list?team_id=of-lara");
    expect(listAt(found.json, "teams").map((team) => at(team, "team_id"))).toEqual(["of-lara"]);
  });
});

describe("/team/update and /team/delete", () => {
  it("change what is named, and answer with the team as data", async () => {
    await customer.post("/team/new", { team_id: "changing", team_alias: "old", max_budget: 1, metadata: { a: 1 } });
    const { status, json } = await customer.post("/team/update", {
      team_id: "changing",
      team_alias: "new",
      tpm_limit: 7,
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ team_id: "changing", data: { team_alias: "new", tpm_limit: 7, max_budget: 1 } });
    expect((await customer.get("/team/info?team_id=changing")).json).toMatchObject({
      team_info: { team_alias: "new", tpm_limit: 7, max_budget: 1, metadata: { a: 1 } },
    });
    expect((await customer.post("/team/update", { team_id: "no-such-team", max_budget: 1 })).status).toBe(404);
    expect((await customer.post("/team/update", { max_budget: 1 })).status).toBe(422);
  });

  it("delete the team and its keys", async () => {
    await customer.post("/team/new", { team_id: "ending" });
    const key = await customer.key({ team_id: "ending" });
    expect((await customer.post("/team/delete", { team_ids: ["ending"] })).status).toBe(200);
    expect((await customer.get("/team/info?team_id=ending")).status).toBe(404);
    expect((await customer.chat(key)).status).toBe(401);
    expect((await customer.post("/team/delete", { team_ids: ["ending"] })).status).toBe(404);
  });
});

describe("what a team's keys may do", () => {
  it("stops with 401 while the team is blocked", async () => {
    await customer.post("/team/new", { team_id: "blockable" });
    const key = await customer.key({ team_id: "blockable" });
    expect((await customer.chat(key)).status).toBe(200);
    const blocked = await customer.post("/team/block", { team_id: "blockable" });
    expect(blocked).toMatchObject({ status: 200, json: { team_id: "blockable", blocked: true } });
    const refused = await customer.chat(key);
    expect(refused).toMatchObject({ status: 401, json: { error: { code: "401" } } });
    expect(messageOf(refused)).toContain("blocked");
    expect(await customer.post("/team/unblock", { team_id: "blockable" })).toMatchObject({ json: { blocked: false } });
    expect((await customer.chat(key)).status).toBe(200);
  });

  it("is to call the models of the team, with its aliases", async () => {
    await customer.post("/team/new", {
      team_id: "modelled",
      models: [MODEL],
      model_aliases: { "team-model": MODEL },
    });
    const key = await customer.key({ team_id: "modelled" });
    expect((await customer.chat(key)).status).toBe(200);
    expect((await customer.chat(key, { model: "team-model" })).status).toBe(200);
    expect(await customer.chat(key, { model: OTHER_MODEL })).toMatchObject({
      status: 401,
      json: { error: { type: "team_model_access_denied", param: "model" } },
    });
    const added = await customer.post("/team/model/add", { team_id: "modelled", models: [OTHER_MODEL] });
    expect(added).toMatchObject({ status: 200, json: { models: expect.arrayContaining([MODEL, OTHER_MODEL]) } });
    expect((await customer.chat(key, { model: OTHER_MODEL })).status).toBe(200);
    const removed = await customer.post("/team/model/delete", { team_id: "modelled", models: [OTHER_MODEL] });
    expect(removed).toMatchObject({ status: 200, json: { models: [MODEL] } });
  });

  it("ends at the team's budget, and is counted in its spend", async () => {
    await customer.post("/team/new", { team_id: "poor-team", max_budget: 0.2 });
    const key = await customer.key({ team_id: "poor-team" });
    expect((await customer.chat(key, { max_tokens: 15 })).status).toBe(200);
    await expect
      .poll(async () => at((await customer.get("/team/info?team_id=poor-team")).json, "team_info", "spend"), {
        timeout: 20_000,
      })
      .toBeCloseTo(COST_OF_A_CALL, 6);
    await expect.poll(async () => (await customer.chat(key)).status, { timeout: 20_000 }).toBe(400);
    const refused = await customer.chat(key);
    expect(refused.json).toMatchObject({ error: { type: "budget_exceeded", code: "400" } });
    expect(messageOf(refused)).toContain("Team=poor-team");
  });

  it("ends at the team's requests per minute", async () => {
    await customer.post("/team/new", { team_id: "slow-team", rpm_limit: 1 });
    const keys = [await customer.key({ team_id: "slow-team" }), await customer.key({ team_id: "slow-team" })];
    expect((await customer.chat(keys[0] ?? "")).status).toBe(200);
    const refused = await customer.chat(keys[1] ?? "");
    expect(refused.status).toBe(429);
    expect(messageOf(refused)).toContain("Rate limit exceeded for team: slow-team");
  });
});

describe("what members may do", () => {
  it("is to manage the team as its admin, and not as a plain member", async () => {
    const boss = await customer.user({ user_id: "boss", user_role: "internal_user" });
    const worker = await customer.user({ user_id: "worker", user_role: "internal_user" });
    await customer.post("/team/new", {
      team_id: "managed",
      members_with_roles: [
        { role: "admin", user_id: "boss" },
        { role: "user", user_id: "worker" },
      ],
    });
    const member = (user_id: string): object => ({ team_id: "managed", member: { role: "user", user_id } });
    expect((await customer.post("/team/member_add", member("hired"), boss)).status).toBe(200);
    expect((await customer.post("/team/member_add", member("smuggled"), worker)).status).toBe(403);
  });

  it("is what the team's permissions say", async () => {
    const { status, json } = await customer.get("/team/permissions_list?team_id=managed");
    expect(status).toBe(200);
    expect(json).toMatchObject({ team_id: "managed", team_member_permissions: expect.any(Array) });
    expect(listAt(json, "all_available_permissions")).toEqual(
      expect.arrayContaining(["/key/generate", "/key/update", "/key/delete", "/key/info", "/key/list"]),
    );
    const updated = await customer.post("/team/permissions_update", {
      team_id: "managed",
      team_member_permissions: ["/key/generate", "/key/info"],
    });
    expect(updated.status).toBe(200);
    const again = await customer.get("/team/permissions_list?team_id=managed");
    expect(listAt(again.json, "team_member_permissions")).toEqual(["/key/generate", "/key/info"]);
    expect(textAt(again.json, "team_id")).toBe("managed");
  });
});
