import { beforeAll, describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../support/at.ts";
import { awaitSpend } from "../../support/spend.ts";
import { COST_OF_A_CALL, day, MODEL, OTHER_MODEL, rowsWith, useCustomer, type Answer } from "./customer.ts";

const customer = useCustomer();

const today = `start_date=${day(0)}&end_date=${day(0)}`;
const throughTomorrow = `start_date=${day(0)}&end_date=${day(1)}`;

let key = "";
let hash = "";
let callId = "";

/** Three calls of one key, and one more without a team. */
beforeAll(async () => {
  await customer.post("/team/new", { team_id: "spending-team", team_alias: "Spenders" });
  await customer.user({ user_id: "spending-user", user_role: "internal_user" });
  key = await customer.key({ user_id: "spending-user", team_id: "spending-team", key_alias: "spending-key" });
  hash = textAt((await customer.get("/key/info", key)).json, "key");
  const first = await customer.chat(key, { user: "spending-customer", metadata: { tags: ["spending-tag"] } });
  callId = first.headers.get("x-litellm-call-id") ?? "";
  await customer.chat(key);
  await customer.chat(key, { model: OTHER_MODEL });
  await customer.chat(await customer.key({ key_alias: "another" }));
  await awaitSpend(customer.stage.gateway, 4, () => true);
});

const logs = async (query: string): Promise<unknown> => (await customer.get(`/spend/logs${query}`)).json;

describe("/spend/logs", () => {
  it("has one row for each call, found by the id of the request", async () => {
    const rows = await logs(`?request_id=${callId}`);
    expect(rows).toEqual([
      expect.objectContaining({
        request_id: callId,
        call_type: "acompletion",
        api_key: hash,
        spend: expect.closeTo(COST_OF_A_CALL, 6),
        total_tokens: 34,
        prompt_tokens: 21,
        completion_tokens: 13,
        startTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        endTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        model: expect.stringContaining("gpt-4o-mini"),
        model_id: expect.any(String),
        model_group: MODEL,
        custom_llm_provider: "openai",
        user: "spending-user",
        team_id: "spending-team",
        end_user: "spending-customer",
        cache_hit: expect.any(String),
        status: "success",
        metadata: expect.objectContaining({ user_api_key_alias: "spending-key" }),
      }),
    ]);
    const tags = at(rows, 0, "request_tags");
    expect(typeof tags === "string" ? JSON.parse(tags) : tags).toContain("spending-tag");
  });

  it("are found by key, by its hash, and by user", async () => {
    for (const query of [`api_key=${key}`, `api_key=${hash}`, "user_id=spending-user"]) {
      const rows = await logs(`?${query}&${throughTomorrow}&summarize=false`);
      expect([query.slice(0, 7), listAt(rows).length]).toEqual([query.slice(0, 7), 3]);
    }
    expect(await logs("?user_id=nobody")).toEqual([]);
  });

  it("are added up for each day between two dates", async () => {
    const rows = await logs(`?${throughTomorrow}&user_id=spending-user&summarize=true`);
    const row = listAt(rows).find((one) => textAt(one, "startTime").startsWith(day(0)));
    expect(row).toMatchObject({ spend: expect.closeTo(3 * COST_OF_A_CALL, 6) });
    expect(at(row, "users", "spending-user")).toBeCloseTo(3 * COST_OF_A_CALL, 6);
    expect(Object.keys(at(row, "models") ?? {})).toHaveLength(2);
  });

  it("come in pages in their second version", async () => {
    const { status, json } = await customer.get(
      `/spend/logs/v2?user_id=spending-user&${throughTomorrow}&page=1&page_size=2`,
    );
    expect(status).toBe(200);
    expect(json).toMatchObject({ total: 3, page: 1, page_size: 2, total_pages: 2 });
    expect(listAt(json, "data")).toHaveLength(2);
    const ofTeam = await customer.get(`/spend/logs/v2?team_id=spending-team&model=${OTHER_MODEL}&${throughTomorrow}`);
    expect(at(ofTeam.json, "total")).toBe(1);
    const failed = await customer.get(`/spend/logs/v2?status_filter=failure&${throughTomorrow}`);
    expect(listAt(failed.json, "data")).toEqual([]);
  });

  it("never show a key", async () => {
    expect(JSON.stringify(await logs(`?${throughTomorrow}&summarize=false`))).not.toContain(key);
  });
});

describe("/global/spend", () => {
  const list = async (answer: Promise<Answer>): Promise<readonly unknown[]> => {
    const { status, json } = await answer;
    expect(status).toBe(200);
    expect(Array.isArray(json)).toBe(true);
    return listAt(json);
  };

  it("is the sum of all", async () => {
    const { status, json } = await customer.get("/global/spend");
    expect(status).toBe(200);
    expect(at(json, "spend")).toBeCloseTo(4 * COST_OF_A_CALL, 6);
    expect(json).toHaveProperty("max_budget");
  });

  it("is told by day", async () => {
    const rows = await list(customer.get("/global/spend/logs"));
    expect(rowsWith(rows, "date", day(0))).toEqual([{ date: day(0), spend: expect.closeTo(4 * COST_OF_A_CALL, 6) }]);
  });

  it("is told by key, model, provider, tag and end user", async () => {
    expect(rowsWith(await list(customer.get("/global/spend/keys?limit=5")), "key_alias", "spending-key")).toEqual([
      expect.objectContaining({ api_key: hash, total_spend: expect.closeTo(3 * COST_OF_A_CALL, 6) }),
    ]);
    for (const row of await list(customer.get("/global/spend/models?limit=5"))) {
      expect(row).toMatchObject({ model: expect.any(String), total_spend: expect.any(Number) });
    }
    expect(await list(customer.get(`/global/spend/provider?${throughTomorrow}`))).toEqual([
      expect.objectContaining({ provider: "openai", spend: expect.closeTo(4 * COST_OF_A_CALL, 6) }),
    ]);
    expect(
      rowsWith(await list(customer.get(`/spend/tags?${throughTomorrow}`)), "individual_request_tag", "spending-tag"),
    ).toEqual([expect.objectContaining({ log_count: 1, total_spend: expect.closeTo(COST_OF_A_CALL, 6) })]);
    expect(rowsWith(await list(customer.post("/global/spend/end_users", {})), "end_user", "spending-customer")).toEqual(
      [expect.objectContaining({ total_count: 1, total_spend: expect.closeTo(COST_OF_A_CALL, 6) })],
    );
  });

  it("is told by team", async () => {
    const { status, json } = await customer.get("/global/spend/teams");
    expect(status).toBe(200);
    expect(json).toMatchObject({ daily_spend: expect.any(Array), teams: expect.any(Array) });
    expect(listAt(json, "total_spend_per_team")).not.toEqual([]);
  });

  it("is reported by team, customer and key", async () => {
    for (const group of ["team", "customer", "api_key"]) {
      const { status, json } = await customer.get(`/global/spend/report?${throughTomorrow}&group_by=${group}`);
      expect([group, status, Array.isArray(json)]).toEqual([group, 200, true]);
    }
    expect((await customer.get(`/global/spend/report?${throughTomorrow}&group_by=moon`)).status).toBe(422);
  });

  it("is for nobody who may not see it", async () => {
    const user = await customer.user({ user_id: "not-looking", user_role: "internal_user" });
    expect([401, 403]).toContain((await customer.get("/global/spend", user)).status);
    expect([401, 403]).toContain((await customer.get(`/global/spend/report?${throughTomorrow}`, user)).status);
    expect(JSON.stringify((await customer.get("/spend/logs?user_id=spending-user", user)).json)).not.toContain(callId);
  });
});

describe("/global/activity", () => {
  it("counts requests and tokens by day, and by model", async () => {
    const all = await customer.get(`/global/activity?${throughTomorrow}`);
    expect(all).toMatchObject({ status: 200, json: { sum_api_requests: 4, sum_total_tokens: 4 * 34 } });
    expect(listAt(all.json, "daily_data")).not.toEqual([]);
    const models = await customer.get(`/global/activity/model?${throughTomorrow}`);
    expect(models.status).toBe(200);
    for (const row of listAt(models.json)) {
      expect(row).toMatchObject({
        model: expect.any(String),
        daily_data: expect.any(Array),
        sum_api_requests: expect.any(Number),
        sum_total_tokens: expect.any(Number),
      });
    }
  });
});

describe("daily activity", () => {
  const METRICS = {
    spend: expect.any(Number),
    prompt_tokens: expect.any(Number),
    completion_tokens: expect.any(Number),
    cache_read_input_tokens: expect.any(Number),
    cache_creation_input_tokens: expect.any(Number),
    total_tokens: expect.any(Number),
    successful_requests: expect.any(Number),
    failed_requests: expect.any(Number),
    api_requests: expect.any(Number),
  };

  it.each([
    ["/user/daily/activity", ""],
    ["/team/daily/activity", "&team_ids=spending-team"],
    ["/tag/daily/activity", "&tags=spending-tag"],
    ["/customer/daily/activity", "&end_user_ids=spending-customer"],
    ["/end_user/daily/activity", "&end_user_ids=spending-customer"],
    ["/organization/daily/activity", ""],
    ["/user/daily/activity/aggregated", ""],
  ])("%s has results with metrics and a breakdown, and sums", async (path, query) => {
    const { status, json } = await customer.get(`${path}?${today}${query}`);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      results: expect.any(Array),
      metadata: {
        total_spend: expect.any(Number),
        total_prompt_tokens: expect.any(Number),
        total_completion_tokens: expect.any(Number),
        total_tokens: expect.any(Number),
        total_api_requests: expect.any(Number),
        total_successful_requests: expect.any(Number),
        total_failed_requests: expect.any(Number),
        total_cache_read_input_tokens: expect.any(Number),
        total_cache_creation_input_tokens: expect.any(Number),
        page: 1,
        total_pages: expect.any(Number),
        has_more: false,
      },
    });
    for (const row of listAt(json, "results")) {
      expect(row).toMatchObject({
        date: day(0),
        metrics: METRICS,
        breakdown: {
          models: expect.any(Object),
          model_groups: expect.any(Object),
          providers: expect.any(Object),
          endpoints: expect.any(Object),
          api_keys: expect.any(Object),
          mcp_servers: expect.any(Object),
          entities: expect.any(Object),
        },
      });
    }
  });

  it("adds up what the team spent, by key", async () => {
    const { json } = await customer.get(`/team/daily/activity?${today}&team_ids=spending-team`);
    expect(at(json, "metadata", "total_spend")).toBeCloseTo(3 * COST_OF_A_CALL, 6);
    expect(at(json, "results", 0, "breakdown", "api_keys", hash)).toMatchObject({
      metrics: { ...METRICS, api_requests: 3, successful_requests: 3 },
      metadata: { key_alias: "spending-key", team_id: "spending-team" },
    });
    expect(at(json, "results", 0, "breakdown", "models", OTHER_MODEL, "metrics", "api_requests") ?? 1).toBe(1);
  });

  it("needs its dates", async () => {
    expect([400, 422]).toContain((await customer.get("/user/daily/activity")).status);
    expect([400, 422]).toContain((await customer.get("/user/daily/activity?start_date=yesterday&end_date=x")).status);
  });
});

describe("what something would cost", () => {
  it("is calculated from messages, or from an answer", async () => {
    const messages = [{ role: "user", content: "Hey, how's it going?" }];
    const ofMessages = await customer.post("/spend/calculate", { model: MODEL, messages });
    expect(ofMessages.status).toBe(200);
    expect(at(ofMessages.json, "cost")).toBeGreaterThan(0);
    const completion_response = (await customer.chat(key)).json;
    const ofAnswer = await customer.post("/spend/calculate", { completion_response });
    expect(ofAnswer.status).toBe(200);
    expect(at(ofAnswer.json, "cost")).toBeGreaterThan(0);
    expect((await customer.post("/spend/calculate", {})).status).toBe(400);
  });

  it("is estimated for a day and a month", async () => {
    const { status, json } = await customer.post("/cost/estimate", {
      model: MODEL,
      input_tokens: 1000,
      output_tokens: 500,
      num_requests_per_day: 100,
      num_requests_per_month: 3000,
    });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      model: MODEL,
      input_tokens: 1000,
      output_tokens: 500,
      cost_per_request: 6,
      input_cost_per_request: 1,
      output_cost_per_request: 5,
      margin_cost_per_request: 0,
      daily_cost: 600,
      daily_input_cost: 100,
      daily_output_cost: 500,
      monthly_cost: 18_000,
      input_cost_per_token: 0.001,
      output_cost_per_token: 0.01,
      provider: "openai",
    });
    expect((await customer.post("/cost/estimate", { model: MODEL })).status).toBe(422);
    const unknown = await customer.post("/cost/estimate", { model: "no-such", input_tokens: 1, output_tokens: 1 });
    expect([400, 404]).toContain(unknown.status);
  });
});

describe("the other spend routes", () => {
  it("list keys and users by what they spent", async () => {
    const keys = await customer.get("/spend/keys");
    expect(keys.status).toBe(200);
    expect(rowsWith(keys.json, "key_alias", "spending-key")).toHaveLength(1);
    const users = await customer.get("/spend/users?user_id=spending-user");
    expect(users.status).toBe(200);
    expect(listAt(users.json)[0]).toMatchObject({ user_id: "spending-user" });
  });

  it("tell of the budgets of providers", async () => {
    const { status, json } = await customer.get("/provider/budgets");
    expect([status, json]).toEqual([200, { providers: expect.any(Object) }]);
  });

  it("name the end users there are", async () => {
    const { status, json } = await customer.get("/global/all_end_users");
    expect(status).toBe(200);
    expect(listAt(json, "end_users")).toContain("spending-customer");
  });
});
