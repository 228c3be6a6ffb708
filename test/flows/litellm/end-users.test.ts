import { describe, expect, it } from "vitest";
import { at, listAt } from "../../support/at.ts";
import { COST_OF_A_CALL, messageOf, rowsWith, useCustomer } from "./customer.ts";

const customer = useCustomer();

describe.each(["/customer", "/end_user"])("%s", (path) => {
  const idOf = (name: string): string => `${name}-of${path.replace("/", "-")}`;

  it("is made with a budget of its own, or a shared one", async () => {
    const own = await customer.post(`${path}/new`, {
      user_id: idOf("own"),
      alias: "Ishaan",
      max_budget: 5,
      budget_duration: "1d",
    });
    expect(own).toMatchObject({
      status: 200,
      json: {
        user_id: idOf("own"),
        alias: "Ishaan",
        blocked: false,
        spend: 0,
        allowed_model_region: null,
        default_model: null,
        litellm_budget_table: { max_budget: 5, budget_duration: "1d" },
      },
    });
    await customer.post("/budget/new", { budget_id: idOf("tier"), max_budget: 7, rpm_limit: 3 });
    const shared = await customer.post(`${path}/new`, { user_id: idOf("shared"), budget_id: idOf("tier") });
    expect(shared).toMatchObject({
      status: 200,
      json: { litellm_budget_table: { budget_id: idOf("tier"), max_budget: 7, rpm_limit: 3 } },
    });
    expect((await customer.post(`${path}/new`, { user_id: idOf("own") })).status).toBe(400);
    expect((await customer.post(`${path}/new`, {})).status).toBe(422);
  });

  it("is told of, listed, changed and deleted", async () => {
    const user_id = idOf("changing");
    await customer.post(`${path}/new`, { user_id, alias: "before" });
    expect(await customer.get(`${path}/info?end_user_id=${user_id}`)).toMatchObject({
      status: 200,
      json: { user_id, alias: "before" },
    });
    const updated = await customer.post(`${path}/update`, { user_id, alias: "after", max_budget: 1 });
    expect(updated).toMatchObject({ status: 200, json: { user_id, alias: "after" } });
    const list = await customer.get(`${path}/list`);
    expect(list.status).toBe(200);
    expect(rowsWith(list.json, "user_id", user_id)).toEqual([
      expect.objectContaining({ alias: "after", litellm_budget_table: expect.objectContaining({ max_budget: 1 }) }),
    ]);
    const deleted = await customer.post(`${path}/delete`, { user_ids: [user_id] });
    expect(deleted).toMatchObject({ status: 200, json: { deleted_customers: 1 } });
    // 400 in older versions.
    expect([400, 404]).toContain((await customer.get(`${path}/info?end_user_id=${user_id}`)).status);
    expect([400, 404]).toContain((await customer.post(`${path}/update`, { user_id, alias: "gone" })).status);
    expect([400, 404]).toContain((await customer.post(`${path}/delete`, { user_ids: [user_id] })).status);
  });

  it("is refused while blocked", async () => {
    const [user, key] = [idOf("blocked"), await customer.key()];
    await customer.post(`${path}/new`, { user_id: user });
    expect((await customer.chat(key, { user })).status).toBe(200);
    expect((await customer.post(`${path}/block`, { user_ids: [user] })).status).toBe(200);
    expect((await customer.get(`${path}/info?end_user_id=${user}`)).json).toMatchObject({ blocked: true });
    await expect.poll(async () => (await customer.chat(key, { user })).status).toBeOneOf([400, 401, 403]);
    expect((await customer.post(`${path}/unblock`, { user_ids: [user] })).status).toBe(200);
    await expect.poll(async () => (await customer.chat(key, { user })).status).toBe(200);
  });
});

describe("what end users may do", () => {
  it("ends at their budget", async () => {
    await customer.post("/customer/new", { user_id: "poor-customer", max_budget: 0.0000001 });
    const key = await customer.key();
    const ask = () => customer.chat(key, { user: "poor-customer" });
    await expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe(400);
    const refused = await ask();
    expect(refused.json).toMatchObject({ error: { type: "budget_exceeded", code: "400" } });
    expect(messageOf(refused)).toContain("ExceededBudget: End User=poor-customer over budget");
    expect((await customer.chat(key, { user: "another-customer" })).status).toBe(200);
  });

  it("ends at the requests per minute of their budget", async () => {
    await customer.post("/budget/new", { budget_id: "free-tier", rpm_limit: 1 });
    await customer.post("/customer/new", { user_id: "free-customer", budget_id: "free-tier" });
    const key = await customer.key();
    const ask = () => customer.chat(key, {}, { "x-litellm-end-user-id": "free-customer" });
    expect((await ask()).status).toBe(200);
    expect((await ask()).status).toBe(429);
  });

  it("is counted, for those nobody made before too", async () => {
    await customer.chat(await customer.key(), { user: "walk-in" });
    const info = () => customer.get("/end_user/info?end_user_id=walk-in");
    await expect.poll(async () => at((await info()).json, "spend"), { timeout: 20_000 }).toBeCloseTo(COST_OF_A_CALL, 6);
    const { json } = await customer.get("/global/all_end_users");
    expect(listAt(json, "end_users")).toContain("walk-in");
  });
});

describe("who manages end users", () => {
  it("is an admin alone", async () => {
    const user = await customer.user({ user_id: "no-admin", user_role: "internal_user" });
    expect([401, 403]).toContain((await customer.post("/customer/new", { user_id: "x" }, user)).status);
    expect([401, 403]).toContain((await customer.get("/customer/list", user)).status);
  });
});
