import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../support/at.ts";
import { COST_OF_A_CALL, day, isoDate, messageOf, rowsWith, useCustomer } from "./customer.ts";

const customer = useCustomer();

describe("/budget/*", () => {
  it("makes a budget and answers with its row", async () => {
    const { status, json } = await customer.post("/budget/new", {
      budget_id: "my-unique-budget-id",
      max_budget: 0.5,
      soft_budget: 0.4,
      budget_duration: "1d",
      tpm_limit: 1000,
      rpm_limit: 10,
      max_parallel_requests: 2,
      model_max_budget: { "gpt-4o-mini": { max_budget: 0.1, budget_duration: "1d" } },
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      budget_id: "my-unique-budget-id",
      max_budget: 0.5,
      soft_budget: 0.4,
      budget_duration: "1d",
      budget_reset_at: expect.stringMatching(isoDate),
      tpm_limit: 1000,
      rpm_limit: 10,
      max_parallel_requests: 2,
      created_by: expect.any(String),
      created_at: expect.stringMatching(isoDate),
      updated_at: expect.stringMatching(isoDate),
    });
  });

  it("names a budget itself where nobody did, and refuses a name twice", async () => {
    const unnamed = await customer.post("/budget/new", { max_budget: 1 });
    expect([unnamed.status, textAt(unnamed.json, "budget_id")]).toEqual([200, expect.stringMatching(/./)]);
    await customer.post("/budget/new", { budget_id: "twice" });
    expect((await customer.post("/budget/new", { budget_id: "twice" })).status).toBe(400);
    expect((await customer.post("/budget/new", { max_budget: "a lot" })).status).toBe(422);
  });

  it("tells of budgets, lists them, changes and deletes them", async () => {
    await customer.post("/budget/new", { budget_id: "b-1", max_budget: 1, rpm_limit: 5 });
    await customer.post("/budget/new", { budget_id: "b-2", max_budget: 2 });
    const info = await customer.post("/budget/info", { budgets: ["b-1", "b-2"] });
    expect(info.status).toBe(200);
    expect(rowsWith(info.json, "budget_id", "b-1")).toEqual([expect.objectContaining({ max_budget: 1 })]);
    expect(rowsWith(info.json, "budget_id", "b-2")).toHaveLength(1);
    const updated = await customer.post("/budget/update", { budget_id: "b-1", max_budget: 3 });
    expect(updated).toMatchObject({ status: 200, json: { budget_id: "b-1", max_budget: 3, rpm_limit: 5 } });
    const list = await customer.get("/budget/list");
    expect([list.status, rowsWith(list.json, "budget_id", "b-1")]).toEqual([
      200,
      [expect.objectContaining({ max_budget: 3 })],
    ]);
    const settings = await customer.get("/budget/settings?budget_id=b-1");
    expect(settings.status).toBe(200);
    expect(rowsWith(settings.json, "field_name", "max_budget")).toEqual([
      expect.objectContaining({ field_value: 3, field_type: "Float", field_description: expect.any(String) }),
    ]);
    expect((await customer.post("/budget/delete", { id: "b-1" })).status).toBe(200);
    expect(rowsWith((await customer.get("/budget/list")).json, "budget_id", "b-1")).toEqual([]);
    expect((await customer.post("/budget/update", { budget_id: "b-1", max_budget: 3 })).status).toBe(404);
    expect((await customer.post("/budget/delete", { id: "b-1" })).status).toBe(404);
  });

  it("limits the keys that are attached to one, until their own fields say otherwise", async () => {
    await customer.post("/budget/new", { budget_id: "one-request", rpm_limit: 1 });
    const attached = await customer.key({ budget_id: "one-request" });
    const wider = await customer.key({ budget_id: "one-request", rpm_limit: 2 });
    expect((await customer.get("/key/info", attached)).json).toMatchObject({
      info: { budget_id: "one-request", litellm_budget_table: { rpm_limit: 1 } },
    });
    expect((await customer.chat(attached)).status).toBe(200);
    expect((await customer.chat(attached)).status).toBe(429);
    for (const status of [200, 200, 429]) expect((await customer.chat(wider)).status).toBe(status);
  });

  it("is for admins alone", async () => {
    const user = await customer.user({ user_id: "no-admin", user_role: "internal_user" });
    expect([401, 403]).toContain((await customer.post("/budget/new", { max_budget: 1 }, user)).status);
    expect([401, 403]).toContain((await customer.get("/budget/list", user)).status);
  });

  it("begins a budget again on the day its duration says", async () => {
    for (const [budget_duration, begins] of [
      ["1d", `${day(1)}T00:00:00`],
      ["30d", `${nextMonth(new Date())}-01T00:00:00`],
      ["1mo", `${nextMonth(new Date())}-01T00:00:00`],
    ] as const) {
      const { json } = await customer.post("/budget/new", { budget_duration, max_budget: 1 });
      expect([budget_duration, textAt(json, "budget_reset_at").slice(0, 19)]).toEqual([budget_duration, begins]);
    }
  });
});

const nextMonth = (now: Date): string =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1)).toISOString().slice(0, 7);

describe("/tag/*", () => {
  it("makes a tag, tells of it, lists it, changes and deletes it", async () => {
    const made = await customer.post("/tag/new", {
      name: "free-tag",
      description: "calls of free users",
      models: [],
      max_budget: 4,
    });
    expect(made).toMatchObject({ status: 200, json: { message: expect.any(String), tag: { name: "free-tag" } } });
    expect([400, 409]).toContain((await customer.post("/tag/new", { name: "free-tag" })).status);
    const info = await customer.post("/tag/info", { names: ["free-tag"] });
    expect(info).toMatchObject({
      status: 200,
      json: {
        "free-tag": {
          name: "free-tag",
          description: "calls of free users",
          models: [],
          created_at: expect.any(String),
          updated_at: expect.any(String),
        },
      },
    });
    const updated = await customer.post("/tag/update", { name: "free-tag", description: "changed" });
    expect(updated).toMatchObject({ status: 200, json: { tag: { name: "free-tag", description: "changed" } } });
    const list = await customer.get("/tag/list");
    expect([list.status, rowsWith(list.json, "name", "free-tag")]).toEqual([
      200,
      [expect.objectContaining({ description: "changed" })],
    ]);
    expect((await customer.post("/tag/delete", { name: "free-tag" })).status).toBe(200);
    expect((await customer.post("/tag/info", { names: ["free-tag"] })).status).toBe(404);
    expect((await customer.post("/tag/update", { name: "free-tag" })).status).toBe(404);
    expect((await customer.post("/tag/delete", { name: "free-tag" })).status).toBe(404);
  });

  it("counts the calls that carry the tag, and stops them at its budget", async () => {
    await customer.post("/tag/new", { name: "poor-tag", max_budget: 0.0000001 });
    const key = await customer.key();
    const ask = () => customer.chat(key, { metadata: { tags: ["poor-tag"] } });
    await expect.poll(async () => (await ask()).status, { timeout: 20_000 }).toBe(400);
    const refused = await ask();
    expect(refused.json).toMatchObject({ error: { type: "budget_exceeded" } });
    expect(messageOf(refused)).toContain("Tag=poor-tag");

    await customer.chat(key, { metadata: { tags: ["counted-tag"] } });
    const spend = async (): Promise<unknown> => {
      const { json } = await customer.get(`/spend/tags?start_date=${day(0)}&end_date=${day(1)}`);
      return at(rowsWith(json, "individual_request_tag", "counted-tag")[0], "total_spend");
    };
    await expect.poll(spend, { timeout: 20_000 }).toBeCloseTo(COST_OF_A_CALL, 6);
    expect(listAt((await customer.get("/global/spend/all_tag_names")).json, "tag_names")).toContain("counted-tag");
  });
});
