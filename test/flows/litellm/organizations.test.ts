import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../support/at.ts";
import { isoDate, messageOf, MODEL, OTHER_MODEL, rowsWith, useCustomer } from "./customer.ts";

const customer = useCustomer();

const newOrganization = async (params: object): Promise<string> =>
  textAt((await customer.post("/organization/new", params)).json, "organization_id");

describe("/organization/new", () => {
  it("answers with the organization and its budget", async () => {
    const { status, json } = await customer.post("/organization/new", {
      organization_alias: "my-secret-org",
      models: [MODEL],
      max_budget: 100,
      budget_duration: "30d",
      tpm_limit: 1000,
      metadata: { region: "eu" },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      organization_id: expect.any(String),
      organization_alias: "my-secret-org",
      budget_id: expect.any(String),
      models: [MODEL],
      metadata: { region: "eu" },
      spend: 0,
      created_by: expect.any(String),
      updated_by: expect.any(String),
      created_at: expect.stringMatching(isoDate),
      updated_at: expect.stringMatching(isoDate),
    });
  });

  it("takes the limits from a budget that exists", async () => {
    await customer.post("/budget/new", { budget_id: "budget-of-orgs", max_budget: 12 });
    const { status, json } = await customer.post("/organization/new", {
      organization_alias: "budgeted",
      budget_id: "budget-of-orgs",
    });
    expect([status, at(json, "budget_id")]).toEqual([200, "budget-of-orgs"]);
    const { json: info } = await customer.get(`/organization/info?organization_id=${textAt(json, "organization_id")}`);
    expect(info).toMatchObject({ litellm_budget_table: { budget_id: "budget-of-orgs", max_budget: 12 } });
  });

  it("needs an alias", async () => {
    const { status, json } = await customer.post("/organization/new", {});
    expect(status).toBe(422);
    expect(listAt(json, "detail")[0]).toMatchObject({ loc: ["body", "organization_alias"] });
  });
});

describe("/organization/info and /organization/list", () => {
  it("have the budget, the members and the teams", async () => {
    const organization_id = await newOrganization({ organization_alias: "informed-org", max_budget: 8 });
    await customer.post("/team/new", { team_id: "team-of-org", organization_id });
    const { status, json } = await customer.get(`/organization/info?organization_id=${organization_id}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      organization_id,
      organization_alias: "informed-org",
      litellm_budget_table: { max_budget: 8 },
      members: expect.any(Array),
      teams: [expect.objectContaining({ team_id: "team-of-org" })],
    });
    const list = await customer.get("/organization/list");
    expect(list.status).toBe(200);
    expect(rowsWith(list.json, "organization_id", organization_id)).toEqual([
      expect.objectContaining({ members: expect.any(Array), teams: expect.any(Array) }),
    ]);
    const byAlias = await customer.get("/organization/list?org_alias=informed-org");
    expect(rowsWith(byAlias.json, "organization_id", organization_id)).toHaveLength(1);
  });

  it("answer to the older POST as well", async () => {
    const organization_id = await newOrganization({ organization_alias: "older" });
    const { status, json } = await customer.post("/organization/info", { organizations: [organization_id] });
    expect(status).toBe(200);
    expect(rowsWith(json, "organization_id", organization_id)).toHaveLength(1);
  });

  it("answer 404 for none", async () => {
    expect((await customer.get("/organization/info?organization_id=no-such-org")).status).toBe(404);
  });
});

describe("/organization/update and /organization/delete", () => {
  it("change by PATCH what is named", async () => {
    const organization_id = await newOrganization({ organization_alias: "before", max_budget: 1, models: [MODEL] });
    const { status, json } = await customer.call("PATCH", "/organization/update", {
      organization_id,
      organization_alias: "after",
      max_budget: 2,
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ organization_id, organization_alias: "after", models: [MODEL] });
    expect((await customer.get(`/organization/info?organization_id=${organization_id}`)).json).toMatchObject({
      organization_alias: "after",
      litellm_budget_table: { max_budget: 2 },
    });
  });

  it("delete by DELETE, and answer with what was there", async () => {
    const organization_id = await newOrganization({ organization_alias: "leaving" });
    const { status, json } = await customer.call("DELETE", "/organization/delete", {
      organization_ids: [organization_id],
    });
    expect(status).toBe(200);
    expect(rowsWith(json, "organization_id", organization_id)).toHaveLength(1);
    expect((await customer.get(`/organization/info?organization_id=${organization_id}`)).status).toBe(404);
    const again = await customer.call("DELETE", "/organization/delete", { organization_ids: [organization_id] });
    expect(again.status).toBe(404);
  });
});

describe("members of an organization", () => {
  it("are added, changed and removed", async () => {
    const organization_id = await newOrganization({ organization_alias: "with-members" });
    await customer.user({ user_id: "org-member", user_email: "org-member@example.com" });
    const added = await customer.post("/organization/member_add", {
      organization_id,
      member: { role: "internal_user", user_id: "org-member" },
      max_budget_in_organization: 10,
    });
    expect(added).toMatchObject({
      status: 200,
      json: {
        organization_id,
        updated_users: [expect.objectContaining({ user_id: "org-member" })],
        updated_organization_memberships: [
          expect.objectContaining({ user_id: "org-member", organization_id, user_role: "internal_user" }),
        ],
      },
    });
    const updated = await customer.call("PATCH", "/organization/member_update", {
      organization_id,
      user_id: "org-member",
      role: "org_admin",
      max_budget_in_organization: 20,
    });
    expect(updated).toMatchObject({ status: 200, json: { user_id: "org-member", user_role: "org_admin" } });
    const { json } = await customer.get(`/organization/info?organization_id=${organization_id}`);
    expect(rowsWith(listAt(json, "members"), "user_id", "org-member")).toEqual([
      expect.objectContaining({ user_role: "org_admin" }),
    ]);
    const removed = await customer.call("DELETE", "/organization/member_delete", {
      organization_id,
      user_id: "org-member",
    });
    expect(removed).toMatchObject({ status: 200, json: { user_id: "org-member" } });
    const { json: after } = await customer.get(`/organization/info?organization_id=${organization_id}`);
    expect(listAt(after, "members")).toEqual([]);
  });

  it("make teams inside it as its admin, and none outside", async () => {
    const organization_id = await newOrganization({ organization_alias: "self-governed", models: [MODEL] });
    const admin = await customer.user({ user_id: "org-boss", user_role: "internal_user" });
    await customer.post("/organization/member_add", {
      organization_id,
      member: { role: "org_admin", user_id: "org-boss" },
    });
    const inside = await customer.post("/team/new", { team_alias: "inside", organization_id, models: [MODEL] }, admin);
    expect(inside).toMatchObject({ status: 200, json: { organization_id } });
    expect([401, 403]).toContain((await customer.post("/team/new", { team_alias: "outside" }, admin)).status);
    expect([400, 403]).toContain(
      (await customer.post("/team/new", { organization_id, models: [OTHER_MODEL] }, admin)).status,
    );
  });
});

describe("what an organization's keys may do", () => {
  it("ends at its budget and at its requests per minute", async () => {
    const poor = await newOrganization({ organization_alias: "poor", max_budget: 0.0000001 });
    await customer.post("/team/new", { team_id: "team-of-poor", organization_id: poor });
    const key = await customer.key({ team_id: "team-of-poor" });
    await expect.poll(async () => (await customer.chat(key)).status, { timeout: 20_000 }).toBe(400);
    const refused = await customer.chat(key);
    expect(refused.json).toMatchObject({ error: { type: "budget_exceeded", code: "400" } });
    expect(messageOf(refused)).toContain(`Organization=${poor}`);

    const slow = await newOrganization({ organization_alias: "slow", rpm_limit: 1 });
    const slowKey = await customer.key({ organization_id: slow });
    expect((await customer.chat(slowKey)).status).toBe(200);
    expect((await customer.chat(slowKey)).status).toBe(429);
  });

  it("is to call its models", async () => {
    const organization_id = await newOrganization({ organization_alias: "modelled", models: [MODEL] });
    const key = await customer.key({ organization_id });
    expect((await customer.chat(key)).status).toBe(200);
    expect(await customer.chat(key, { model: OTHER_MODEL })).toMatchObject({
      status: 401,
      json: { error: { type: "org_model_access_denied" } },
    });
  });
});
