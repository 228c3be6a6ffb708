import { beforeEach, describe, expect, test } from "vitest";
import { D1LiveConfig } from "../../src/store/d1/d1-live-config.ts";
import { KvLiveCopy } from "../../src/store/kv/kv-live-copy.ts";
import { countQuestions } from "./count-reads.ts";
import { emptyDatabase, keyCopies, withDatabaseAway } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type LiveManagement, manageLiveOn } from "./live-management.ts";

const FILE = `
model_list:
  - model_name: gpt
    litellm_params: { model: openai/gpt-4o }
    model_info: { access_groups: [filed] }
  - model_name: claude
    litellm_params: { model: anthropic/claude-sonnet-4-5 }
  - model_name: mini
    litellm_params: { model: openai/gpt-4o-mini }
router_settings: { fallbacks: [{ gpt: [claude] }] }
`;

let database: D1Database;
let management: LiveManagement;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageLiveOn(database, NOON_MS, { file: FILE });
});
const act = async (...asked: Parameters<LiveManagement["act"]>) => await management.act(...asked);

describe("the version of what is configured at runtime", () => {
  const version = async () => await new D1LiveConfig(database).version();

  test("is 0 before the first write, and higher after each", async () => {
    expect(await version()).toBe(0);
    await act("POST /fallback", { model: "mini", fallback_models: ["gpt"] });
    const first = await version();
    expect(first).toBeGreaterThan(0);
    await act("DELETE /fallback/:model", { model: "mini" });
    expect(await version()).toBeGreaterThan(first);
    await act("PATCH /model/cost_map", { "openai/gpt-4o": { input_cost_per_token: 1e-6 } });
    await act("POST /access_group/new", { access_group: "good", model_names: ["gpt"] });
    await act("POST /credentials", {
      credential_name: "c",
      credential_values: { api_key: "sk-x" },
      credential_info: {},
    });
    expect(await version()).toBeGreaterThanOrEqual(first + 4);
  });

  test("stays as it is when a write is refused", async () => {
    await expect(act("POST /fallback", { model: "gpt", fallback_models: ["nobody"] })).rejects.toThrow("nobody");
    expect(await version()).toBe(0);
    expect(management.writes()).toBe(0);
  });

  test("cannot be told while the database is away", async () => {
    await withDatabaseAway(async () => {
      await expect(version()).rejects.toMatchObject({ code: "store_unavailable" });
    });
  });

  test("comes with everything that was written up to it", async () => {
    await act("POST /fallback", { model: "mini", fallback_models: ["gpt"] });
    await act("POST /access_group/new", { access_group: "good", model_names: ["gpt"] });
    const rows = await new D1LiveConfig(database).read();
    expect(rows).toMatchObject({
      version: await version(),
      settings: [{ section: "router_settings", value: { fallbacks: [{ mini: ["gpt"] }] } }],
      accessGroups: [{ accessGroup: "good", models: ["gpt"] }],
    });
    const copy = new KvLiveCopy(keyCopies);
    await copy.save(rows);
    expect(await copy.load()).toEqual(rows);
  });

  test("tells whether the copy is still right: it is written again for another version alone", async () => {
    const rows = { ...(await new D1LiveConfig(database).read()), version: 100 };
    const puts: string[] = [];
    const counted = new Proxy(keyCopies, {
      get: (kv, name: keyof KVNamespace) => {
        if (name === "put") puts.push(name);
        return kv[name].bind(kv);
      },
    });
    const copy = new KvLiveCopy(counted);
    for (const each of [100, 100, 101, 101, 99]) await copy.save({ ...rows, version: each });
    expect(puts).toHaveLength(3);
    expect(await copy.load()).toMatchObject({ version: 99 });
  });
});

describe("fallbacks", () => {
  test("are set, told and deleted, each kind for itself", async () => {
    const asked = { model: "mini", fallback_models: ["gpt", "claude"], fallback_type: "context_window" };
    expect(await act("POST /fallback", asked)).toMatchObject(asked);
    expect(await act("GET /fallback/:model", { model: "mini", fallback_type: "context_window" })).toEqual(asked);
    await expect(act("GET /fallback/:model", { model: "mini" })).rejects.toMatchObject({ code: "object_not_found" });
    await act("DELETE /fallback/:model", { model: "mini", fallback_type: "context_window" });
    await expect(act("GET /fallback/:model", { model: "mini", fallback_type: "context_window" })).rejects.toThrow("no");
  });

  test("of the file are told, can be overridden, and stand again afterwards", async () => {
    const general = { model: "gpt" };
    expect(await act("GET /fallback/:model", general)).toMatchObject({ fallback_models: ["claude"] });
    await expect(act("DELETE /fallback/:model", general)).rejects.toThrow("configuration file");
    await act("POST /fallback", { ...general, fallback_models: ["mini"] });
    expect(await act("GET /fallback/:model", general)).toMatchObject({ fallback_models: ["mini"] });
    await act("DELETE /fallback/:model", general);
    expect(await act("GET /fallback/:model", general)).toMatchObject({ fallback_models: ["claude"] });
  });

  test("that go round in a circle are refused", async () => {
    await act("POST /fallback", { model: "mini", fallback_models: ["claude"] });
    await expect(act("POST /fallback", { model: "claude", fallback_models: ["mini"] })).rejects.toThrow("circle");
  });

  test("that go round in a circle with those of the file are refused, unless they stand in the place of those", async () => {
    const back = { model: "claude", fallback_models: ["gpt"] };
    await expect(act("POST /fallback", back)).rejects.toThrow("gpt → claude → gpt");
    await act("POST /fallback", { ...back, fallback_type: "context_window" });
    await act("POST /fallback", { model: "gpt", fallback_models: ["mini"] });
    await act("POST /fallback", back);
    // Taken back, the file's would close the circle.
    await expect(act("DELETE /fallback/:model", { model: "gpt" })).rejects.toThrow("circle");
  });

  test("of the file go round in a circle too where an alias closes it", async () => {
    const asked = { model_group_alias: { claude: "gpt" } };
    await expect(act("POST /config/update", { router_settings: asked })).rejects.toThrow("circle");
  });

  test("to models that were deleted since keep nobody from deleting them one by one, or from changing anything else", async () => {
    const names = ["old-1", "old-2"];
    for (const name of names) {
      const params = { model: "openai/gpt-4o" };
      await act("POST /model/new", { model_name: name, litellm_params: params, model_info: { id: name } });
    }
    await act("POST /fallback", { model: "claude", fallback_models: ["old-1"] });
    await act("POST /fallback", { model: "mini", fallback_models: ["old-2"] });
    for (const id of names) await act("POST /model/delete", { id });
    await act("POST /config/field/update", { field_name: "timeout", field_value: 12, config_type: "router_settings" });
    await act("DELETE /fallback/:model", { model: "claude" });
    await expect(act("POST /fallback", { model: "gpt", fallback_models: ["old-1"] })).rejects.toThrow("old-1");
    await act("DELETE /fallback/:model", { model: "mini" });
    expect(await act("GET /router/settings")).toMatchObject({
      current_values: { timeout: 12, fallbacks: [{ gpt: ["claude"] }] },
    });
  });

  test("are in force for whoever reads the configuration after that", async () => {
    await act("POST /fallback", { model: "mini", fallback_models: ["claude"] });
    expect(await act("GET /router/settings")).toMatchObject({
      current_values: { fallbacks: [{ gpt: ["claude"] }, { mini: ["claude"] }] },
    });
  });
});

describe("settings", () => {
  test("are changed field by field, and listed with where they come from", async () => {
    expect(
      await act("POST /config/update", {
        router_settings: { num_retries: 5 },
        litellm_settings: { drop_params: true },
      }),
    ).toEqual({ message: "Config updated successfully" });
    await act("POST /config/field/update", { field_name: "timeout", field_value: 12, config_type: "router_settings" });
    expect(await act("GET /router/settings")).toMatchObject({ current_values: { num_retries: 5, timeout: 12 } });
    expect(await act("GET /config/field/info", { field_name: "timeout", config_type: "router_settings" })).toEqual({
      field_name: "timeout",
      field_value: 12,
      stored_in_db: true,
    });
    await act("POST /config/field/delete", { field_name: "timeout", config_type: "router_settings" });
    expect(await act("GET /router/settings")).toMatchObject({ current_values: { num_retries: 5, timeout: 600 } });
  });

  test.each([
    [{ model_list: [] }, "Use /model/new"],
    [{ environment_variables: { A: "b" } }, "what is deployed"],
    [{ general_settings: { master_key: "sk-x" } }, "cannot be set at runtime"],
    [{ litellm_settings: { max_budget: 1 } }, "cannot be set at runtime"],
    [{ router_settings: { num_retries: "many" } }, "num_retries"],
  ])("that belong to the deployed worker, or mean nothing, are refused: %j", async (asked, reason) => {
    await expect(act("POST /config/update", asked)).rejects.toThrow(reason);
  });

  test.each([
    ["POST /config/field/delete", {}],
    ["POST /config/field/update", { field_value: 1 }],
    ["POST /config/field/update", { field_value: null }],
  ])("that do not exist can be neither set nor taken back: %s %j", async (route, value) => {
    const asked = { field_name: "num_retires", config_type: "router_settings", ...value };
    await expect(act(route, asked)).rejects.toMatchObject({ status: 400, param: "router_settings" });
    await expect(act("GET /config/field/info", asked)).rejects.toMatchObject({ status: 404 });
    expect(await new D1LiveConfig(database).version()).toBe(0);
  });

  test("of an earlier version of the gateway can be taken back", async () => {
    const said = `insert into settings (section, value, created_at_ms, updated_at_ms)
      values ('router_settings', '{"gone":1,"num_retries":3}', 0, 0)`;
    await database.prepare(said).run();
    expect(
      await act("POST /config/field/delete", { field_name: "gone", config_type: "router_settings" }),
    ).toMatchObject({ router_settings: { num_retries: 3 } });
  });

  test("are all there afterwards when several are changed at the same time", async () => {
    const asked = {
      num_retries: 3,
      retry_after: 2,
      timeout: 12,
      stream_timeout: 9,
      allowed_fails: 7,
      cooldown_time: 4,
    };
    await Promise.all([
      ...Object.entries(asked).map(([field, value]) =>
        act("POST /config/field/update", { field_name: field, field_value: value, config_type: "router_settings" }),
      ),
      act("POST /fallback", { model: "mini", fallback_models: ["claude"] }),
      act("POST /fallback", { model: "gpt", fallback_models: ["mini"] }),
    ]);
    const { current_values: found } = await act("GET /router/settings");
    expect(found).toMatchObject({
      ...asked,
      fallbacks: expect.arrayContaining([{ mini: ["claude"] }, { gpt: ["mini"] }]),
    });
  });

  test("are all refused when one of them is", async () => {
    const asked = { litellm_settings: { drop_params: true }, router_settings: { num_retries: "many" } };
    await expect(act("POST /config/update", asked)).rejects.toThrow("num_retries");
    expect(await new D1LiveConfig(database).version()).toBe(0);
  });
});

describe("access groups", () => {
  test.each(["constructor", "__proto__"])("called %s are like any other", async (group) => {
    const named = { access_group: group };
    await expect(act("GET /access_group/:access_group/info", named)).rejects.toMatchObject({
      code: "object_not_found",
    });
    await act("POST /access_group/new", { ...named, model_names: ["gpt"] });
    expect(await act("GET /access_group/:access_group/info", named)).toMatchObject({ model_names: ["gpt"] });
  });

  test("are made, told, changed and deleted", async () => {
    const good = { access_group: "good", model_names: ["gpt", "claude"] };
    expect(await act("POST /access_group/new", good)).toEqual({ ...good, models_updated: 2 });
    expect(await act("GET /access_group/:access_group/info", { access_group: "good" })).toEqual({
      ...good,
      deployment_count: 2,
    });
    await act("PUT /access_group/:access_group/update", { access_group: "good", model_names: ["mini"] });
    expect(await act("GET /access_group/list")).toEqual({
      access_groups: [
        { access_group: "filed", model_names: ["gpt"], deployment_count: 1 },
        { access_group: "good", model_names: ["mini"], deployment_count: 1 },
      ],
    });
    expect(await act("DELETE /access_group/:access_group/delete", { access_group: "good" })).toMatchObject({
      models_updated: 1,
    });
    await expect(act("GET /access_group/:access_group/info", { access_group: "good" })).rejects.toMatchObject({
      code: "object_not_found",
    });
  });

  test.each([
    ["of an unknown model", "POST /access_group/new", { access_group: "a", model_names: ["nobody"] }, "nobody"],
    ["twice", "POST /access_group/new", { access_group: "filed", model_names: ["gpt"] }, "already exists"],
    ["of the file", "DELETE /access_group/:access_group/delete", { access_group: "filed" }, "model_info.access_groups"],
    ["that is not there", "DELETE /access_group/:access_group/delete", { access_group: "none" }, "does not exist"],
  ])("%s are refused", async (_what, route, asked, reason) => {
    await expect(act(route, asked)).rejects.toThrow(reason);
  });
});

describe("prices", () => {
  const priceOf = async (model: string) => {
    const costs = await act("GET /model/cost_map");
    return costs[model];
  };

  test("are those of the catalogue until they are set, and again after that", async () => {
    const listed = await priceOf("openai/gpt-4o");
    expect(listed).toMatchObject({ input_cost_per_token: 0.000_002_5, mode: "chat", origin: "catalogue" });
    await act("PATCH /model/cost_map", { "openai/GPT-4o": { input_cost_per_token: 0.000_001 } });
    expect(await priceOf("openai/gpt-4o")).toMatchObject({ input_cost_per_token: 0.000_001, origin: "override" });
    await act("PATCH /model/cost_map", { "openai/gpt-4o": null });
    expect(await priceOf("openai/gpt-4o")).toEqual(listed);
  });

  test("are set for many models with a handful of questions, and an entry in the audit log for each", async () => {
    const pricesOf = (cost: number) => ({ input_cost_per_token: cost, output_cost_per_token: cost });
    const change = (cost: number) =>
      Object.fromEntries(Array.from({ length: 300 }, (_, n) => [`openai/m-${n}`, pricesOf(cost)]));
    await act("PATCH /model/cost_map", change(1e-6));
    const counted = countQuestions(database);
    management = manageLiveOn(counted.database, NOON_MS, { file: FILE });
    await act("PATCH /model/cost_map", { ...change(2e-6), "openai/m-0": null, "openai/new": pricesOf(1e-6) });
    expect(counted.questions()).toBeLessThan(30);
    expect(await priceOf("openai/m-299")).toMatchObject({ input_cost_per_token: 2e-6 });
    expect(await priceOf("openai/m-0")).toBeUndefined();
    const { results } = await database
      .prepare("select action, count(*) as count from audit_log where kind = 'price' group by 1 order by 1")
      .all();
    expect(results).toEqual([
      { action: "created", count: 301 },
      { action: "deleted", count: 1 },
      { action: "updated", count: 299 },
    ]);
    const entry = "select * from audit_log where action = 'updated' and object_id = 'openai/m-1'";
    const found = await database.prepare(entry).first<{ before: string; after: string }>();
    expect(JSON.parse(found?.before ?? "")).toMatchObject({ prices: { input_cost_per_token: 1e-6 } });
    expect(JSON.parse(found?.after ?? "")).toMatchObject({ prices: { input_cost_per_token: 2e-6 } });
  });

  test("go by the last entry where one model is named twice", async () => {
    await act("PATCH /model/cost_map", {
      "openai/gpt-4o": { input_cost_per_token: 1e-6 },
      "openai/GPT-4o": { input_cost_per_token: 2e-6 },
      "openai/gpt-4o-mini": { input_cost_per_token: 1e-6 },
      "OPENAI/gpt-4o-mini": null,
    });
    expect(await priceOf("openai/gpt-4o")).toMatchObject({ input_cost_per_token: 2e-6 });
    expect(await priceOf("openai/gpt-4o-mini")).toMatchObject({ origin: "catalogue" });
  });

  test("can be given to a model that the catalogue does not know", async () => {
    const prices = { input_cost_per_token: 1e-7, output_cost_per_token: 2e-7 };
    await act("PATCH /model/cost_map", { "openai/brand-new": prices });
    expect(await priceOf("openai/brand-new")).toMatchObject({ ...prices, litellm_provider: "openai" });
  });

  test.each([
    [{ "gpt-4o": { input_cost_per_token: 1 } }, "provider/model"],
    [{ "nobody/x": { input_cost_per_token: 1 } }, "provider/model"],
    [{ "openai/gpt-4o": { price: 1 } }, "no price is named"],
    [{ "openai/gpt-4o": { input_cost_per_token: -1 } }, "input_cost_per_token"],
    [{ "openai/gpt-4o": 5 }, "expected prices"],
  ])("that make no sense are refused: %j", async (asked, reason) => {
    await expect(act("PATCH /model/cost_map", asked)).rejects.toThrow(reason);
  });

  test("are taken over from an address in LiteLLM's form, under those that were set by hand", async () => {
    const fetched = {
      sample_spec: { input_cost_per_token: 0 },
      "gpt-4o": { litellm_provider: "openai", input_cost_per_token: 9e-6, output_cost_per_token: 9e-6, mode: "chat" },
      "gpt-4o-mini": { litellm_provider: "openai", input_cost_per_token: 8e-6, output_cost_per_token: 8e-6 },
      "somebody/else": { litellm_provider: "somebody", input_cost_per_token: 1 },
    };
    const options = {
      file: FILE,
      fetch: async () => await Promise.resolve(Response.json(fetched)),
      variable: () => "https://prices.test/map.json",
    };
    management = manageLiveOn(database, NOON_MS, options);
    await act("PATCH /model/cost_map", {
      "openai/gpt-4o-mini": { input_cost_per_token: 1e-6, output_cost_per_token: 1e-6 },
    });
    expect(await act("POST /reload/model_cost_map")).toMatchObject({ status: "success", prices_changed: 2 });
    expect(await priceOf("openai/gpt-4o")).toMatchObject({ input_cost_per_token: 9e-6 });
    expect(await priceOf("openai/gpt-4o-mini")).toMatchObject({ input_cost_per_token: 1e-6 });
  });

  test("stay as they are when the address does not answer", async () => {
    const options = {
      file: FILE,
      fetch: async () => await Promise.resolve(new Response("no", { status: 500 })),
      variable: () => "https://prices.test/map.json",
    };
    management = manageLiveOn(database, NOON_MS, options);
    await expect(act("POST /reload/model_cost_map")).rejects.toMatchObject({ status: 502 });
  });
});
