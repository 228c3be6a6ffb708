import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../support/at.ts";
import { COST_OF_A_CALL, isoDate, keyOf, messageOf, MODEL, OTHER_MODEL, rowsWith, useCustomer } from "./customer.ts";

const customer = useCustomer();

describe("/user/new", () => {
  it("makes a user and a key, and answers with both", async () => {
    const answer = await customer.post("/user/new", {
      user_id: "ishaan1",
      user_email: "ishaan1@example.com",
      user_alias: "Ishaan",
      user_role: "internal_user",
      models: [MODEL],
      max_budget: 20,
      budget_duration: "7d",
      tpm_limit: 100_000,
      rpm_limit: 10,
      metadata: { department: "x" },
    });
    expect(answer).toMatchObject({
      status: 200,
      json: {
        key: expect.stringMatching(/^sk-/),
        user_id: "ishaan1",
        user_email: "ishaan1@example.com",
        user_alias: "Ishaan",
        user_role: "internal_user",
        models: [MODEL],
        max_budget: 20,
        budget_duration: "7d",
        tpm_limit: 100_000,
        rpm_limit: 10,
        metadata: { department: "x" },
        expires: null,
      },
    });
    expect((await customer.chat(keyOf(answer))).status).toBe(200);
  });

  it("names the user itself where nobody did", async () => {
    const answer = await customer.post("/user/new", {});
    expect(answer.status).toBe(200);
    expect(textAt(answer.json, "user_id")).not.toBe("");
    expect(keyOf(answer)).toMatch(/^sk-/);
  });

  it("makes no key when told so", async () => {
    const { status, json } = await customer.post("/user/new", { user_id: "keyless", auto_create_key: false });
    expect(status).toBe(200);
    expect(textAt(json, "key")).toBe("");
    expect((await customer.get("/user/info?user_id=keyless")).json).toMatchObject({ user_id: "keyless", keys: [] });
  });

  it("puts the user into teams", async () => {
    await customer.post("/team/new", { team_id: "first-team" });
    await customer.post("/team/new", { team_id: "second-team" });
    await customer.user({ user_id: "team-player", teams: ["first-team"] });
    await customer.user({
      user_id: "team-leader",
      teams: [{ team_id: "second-team", user_role: "admin", max_budget_in_team: 5 }],
    });
    const { json } = await customer.get("/user/info?user_id=team-player");
    expect(listAt(json, "teams").map((team) => at(team, "team_id"))).toEqual(["first-team"]);
    const second = await customer.get("/team/info?team_id=second-team");
    expect(listAt(second.json, "team_info", "members_with_roles")).toContainEqual(
      expect.objectContaining({ user_id: "team-leader", role: "admin" }),
    );
  });

  it("refuses an id or an address that somebody has", async () => {
    await customer.user({ user_id: "taken", user_email: "taken@example.com" });
    const [sameId, sameEmail] = [
      await customer.post("/user/new", { user_id: "taken" }),
      await customer.post("/user/new", { user_id: "other", user_email: "taken@example.com" }),
    ];
    // 400 in the pinned version, 409 in later ones.
    expect([400, 409]).toContain(sameId.status);
    expect([400, 409]).toContain(sameEmail.status);
  });

  it("answers 422 for a role that is none", async () => {
    const { status, json } = await customer.post("/user/new", { user_role: "emperor" });
    expect(status).toBe(422);
    expect(listAt(json, "detail")).toContainEqual(
      expect.objectContaining({ loc: expect.arrayContaining(["body", "user_role"]) }),
    );
  });
});

describe("/user/info", () => {
  it("has the user, the keys and the teams", async () => {
    const key = await customer.user({ user_id: "informed", user_email: "informed@example.com", max_budget: 3 });
    await customer.key({ user_id: "informed", key_alias: "informed-second" });
    const { status, json } = await customer.get("/user/info?user_id=informed");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      user_id: "informed",
      user_info: {
        user_id: "informed",
        user_email: "informed@example.com",
        max_budget: 3,
        spend: 0,
        models: [],
        tpm_limit: null,
        rpm_limit: null,
        created_at: expect.stringMatching(isoDate),
        updated_at: expect.stringMatching(isoDate),
      },
      teams: [],
    });
    expect(listAt(json, "keys")).toHaveLength(2);
    expect(listAt(json, "keys").map((row) => at(row, "key_name"))).toContain(`sk-...${key.slice(-4)}`);
    expect(rowsWith(listAt(json, "keys"), "key_alias", "informed-second")).toHaveLength(1);
    expect(JSON.stringify(json)).not.toContain(key);
  });

  it("tells a user about themselves, and nobody else about them", async () => {
    const mine = await customer.user({ user_id: "private", user_role: "internal_user" });
    const other = await customer.user({ user_id: "curious", user_role: "internal_user" });
    expect(await customer.get("/user/info?user_id=private", mine)).toMatchObject({
      status: 200,
      json: { user_id: "private" },
    });
    expect((await customer.get("/user/info", mine)).json).toMatchObject({ user_id: "private" });
    expect((await customer.get("/user/info?user_id=private", other)).status).toBe(403);
  });

  it("answers 404 for nobody", async () => {
    expect(await customer.get("/user/info?user_id=nobody")).toMatchObject({
      status: 404,
      json: { error: { code: "404" } },
    });
  });
});

describe("/user/list", () => {
  it("pages, and finds by role, id and address", async () => {
    for (const name of ["list-a", "list-b", "list-c"]) {
      await customer.user({ user_id: name, user_email: `${name}@example.org`, user_role: "internal_user_viewer" });
    }
    const first = await customer.get("/user/list?role=internal_user_viewer&page=1&page_size=2");
    expect(first).toMatchObject({ status: 200, json: { total: 3, page: 1, page_size: 2, total_pages: 2 } });
    expect(listAt(first.json, "users")).toHaveLength(2);
    const byIds = await customer.get("/user/list?user_ids=list-a,list-c");
    expect(
      listAt(byIds.json, "users")
        .map((user) => textAt(user, "user_id"))
        .toSorted(),
    ).toEqual(["list-a", "list-c"]);
    const byEmail = await customer.get("/user/list?user_email=list-b@example.org");
    expect(listAt(byEmail.json, "users")).toEqual([
      expect.objectContaining({ user_id: "list-b", user_email: "list-b@example.org", key_count: 1, spend: 0 }),
    ]);
  });

  it("sorts by what it is told", async () => {
    const { json } = await customer.get("/user/list?sort_by=user_id&sort_order=asc&page_size=100");
    const ids = listAt(json, "users").map((user) => textAt(user, "user_id"));
    expect(ids).toEqual(ids.toSorted());
  });
});

describe("/user/update", () => {
  it("finds the user by id or by address", async () => {
    await customer.user({ user_id: "changing", user_email: "changing@example.com" });
    expect((await customer.post("/user/update", { user_id: "changing", max_budget: 4 })).status).toBe(200);
    const byEmail = await customer.post("/user/update", {
      user_email: "changing@example.com",
      user_role: "proxy_admin_viewer",
      models: [OTHER_MODEL],
    });
    expect(byEmail.status).toBe(200);
    expect((await customer.get("/user/info?user_id=changing")).json).toMatchObject({
      user_info: { max_budget: 4, user_role: "proxy_admin_viewer", models: [OTHER_MODEL] },
    });
  });

  it("names the user and what was changed in the answer", async () => {
    await customer.user({ user_id: "answered" });
    const { json } = await customer.post("/user/update", { user_id: "answered", user_alias: "Anna" });
    expect(json).toMatchObject({ user_id: "answered", data: { user_alias: "Anna" } });
  });

  it("changes many at once", async () => {
    await customer.user({ user_id: "bulk-1" });
    await customer.user({ user_id: "bulk-2", user_email: "bulk-2@example.com" });
    const { status, json } = await customer.post("/user/bulk_update", {
      users: [
        { user_id: "bulk-1", max_budget: 1 },
        { user_email: "bulk-2@example.com", max_budget: 2 },
      ],
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({ total_requested: 2, successful_updates: 2, failed_updates: 0 });
    expect(listAt(json, "results").map((row) => at(row, "success"))).toEqual([true, true]);
  });
});

describe("/user/delete", () => {
  it("takes the user's keys along", async () => {
    const key = await customer.user({ user_id: "leaving" });
    expect((await customer.chat(key)).status).toBe(200);
    expect((await customer.post("/user/delete", { user_ids: ["leaving"] })).status).toBe(200);
    expect((await customer.get("/user/info?user_id=leaving")).status).toBe(404);
    expect((await customer.chat(key)).status).toBe(401);
  });

  it("answers 404 for nobody", async () => {
    expect((await customer.post("/user/delete", { user_ids: ["nobody"] })).status).toBe(404);
  });
});

describe("what a user may do", () => {
  it("is what the role says", async () => {
    const admin = await customer.user({ user_id: "an-admin", user_role: "proxy_admin" });
    const viewer = await customer.user({ user_id: "a-viewer", user_role: "proxy_admin_viewer" });
    const user = await customer.user({ user_id: "a-user", user_role: "internal_user" });
    expect((await customer.get("/user/list", admin)).status).toBe(200);
    expect((await customer.get("/user/list", viewer)).status).toBe(200);
    expect([401, 403]).toContain((await customer.get("/user/list", user)).status);
    expect([401, 403]).toContain((await customer.post("/user/new", { user_id: "x" }, viewer)).status);
    const made = await customer.post("/user/new", { user_id: "made-by-admin" }, admin);
    expect(made.status).toBe(200);
    keyOf(made);
  });

  it("makes and deletes keys of one's own, as an internal user", async () => {
    const user = await customer.user({ user_id: "self-service", user_role: "internal_user" });
    const made = await customer.post("/key/generate", { user_id: "self-service", key_alias: "of-my-own" }, user);
    expect(made).toMatchObject({ status: 200, json: { user_id: "self-service" } });
    const others = await customer.post("/key/generate", { user_id: "somebody-else" }, user);
    expect([401, 403]).toContain(others.status);
    expect((await customer.post("/key/delete", { keys: [keyOf(made)] }, user)).status).toBe(200);
  });

  it("ends at the models of the user", async () => {
    await customer.user({ user_id: "narrow", models: [MODEL] });
    const key = await customer.key({ user_id: "narrow" });
    expect((await customer.chat(key)).status).toBe(200);
    expect(await customer.chat(key, { model: OTHER_MODEL })).toMatchObject({
      status: 401,
      json: { error: { type: "user_model_access_denied", code: "401" } },
    });
  });

  it("ends at the budget of the user, over all keys", async () => {
    const first = await customer.user({ user_id: "poor", max_budget: 0.0000001 });
    const second = await customer.key({ user_id: "poor" });
    await expect.poll(async () => (await customer.chat(first)).status, { timeout: 20_000 }).toBe(400);
    const refused = await customer.chat(second);
    expect(refused).toMatchObject({ status: 400, json: { error: { type: "budget_exceeded", code: "400" } } });
    expect(messageOf(refused)).toContain("ExceededBudget: User=poor over budget");
  });

  it("is counted in the spend of the user", async () => {
    const key = await customer.user({ user_id: "spender" });
    await customer.chat(key);
    await expect
      .poll(async () => at((await customer.get("/user/info?user_id=spender")).json, "user_info", "spend"), {
        timeout: 20_000,
      })
      .toBeCloseTo(COST_OF_A_CALL, 6);
  });

  it("shows when the user's budget begins again: on Monday for 7d", async () => {
    await customer.user({ user_id: "weekly", max_budget: 1, budget_duration: "7d" });
    const { json } = await customer.get("/user/info?user_id=weekly");
    const reset = new Date(textAt(json, "user_info", "budget_reset_at"));
    expect([reset.getUTCDay(), reset.getUTCHours()]).toEqual([1, 0]);
    expect(reset.getTime()).toBeGreaterThan(Date.now());
  });
});

describe("the other user routes", () => {
  it("name the roles there are", async () => {
    const { status, json } = await customer.get("/user/available_roles");
    expect(status).toBe(200);
    for (const role of ["proxy_admin", "proxy_admin_viewer", "internal_user", "internal_user_viewer"]) {
      expect(json).toHaveProperty(role);
    }
  });
});
