import { describe, expect, it } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import { applyLiveRows, type LiveAdditions } from "../../../src/config/apply-live-rows.ts";
import { checkLiveSettings } from "../../../src/config/check-live-settings.ts";
import { findAdapter } from "../../../src/config/find-adapter.ts";
import { parseConfig } from "../../../src/config/parse-config.ts";

const providers = new Set(adapters.keys());

const FILE = `
model_list:
  - model_name: gpt
    litellm_params: { model: openai/gpt-4o, api_key: os.environ/OPENAI_API_KEY }
    model_info: { id: published, access_groups: [good] }
  - model_name: claude
    litellm_params: { model: anthropic/claude-sonnet-4-5 }
credential_list:
  - credential_name: shared
    credential_values: { api_base: "https://shared.test/v1", api_key: os.environ/SHARED }
router_settings: { num_retries: 1, fallbacks: [{ gpt: [claude] }] }
`;
const published = parseConfig(FILE, "config.yaml", { providers }).config;

const NOTHING: LiveAdditions = {
  models: [],
  credentials: new Map(),
  accessGroups: {},
  settings: {},
  prices: {},
  passThrough: new Map(),
};
const apply = (added: Partial<LiveAdditions>) => applyLiveRows(published, { ...NOTHING, ...added }, providers);
const model = (id: string, params: LiveAdditions["models"][number]["params"], modelName = "new") => ({
  id,
  modelName,
  params,
  info: {},
});

describe("a configuration with what was added at runtime", () => {
  it("has the published models first and as they are, then the others, marked", () => {
    const { config, problems } = apply({
      models: [model("one", { model: "openai/gpt-4o-mini", api_key: "sk-secret" })],
    });
    expect(problems).toEqual([]);
    expect(config.models.slice(0, 2)).toEqual(published.models);
    expect(config.models[2]).toMatchObject({
      id: "one",
      modelName: "new",
      provider: "openai",
      model: "gpt-4o-mini",
      apiKey: "sk-secret",
      isLive: true,
    });
  });

  it("reads a model as a configuration file would", () => {
    const params = { model: "openai/gpt-4o", rpm: 5, timeout: 2, input_cost_per_token: 0.000_001 };
    const [live] = apply({ models: [model("one", params, "gpt2")] }).config.models.slice(2);
    const text = JSON.stringify({
      model_list: [{ model_name: "gpt2", litellm_params: params, model_info: { id: "one" } }],
    });
    const [filed] = parseConfig(text, "config.yaml", { providers }).config.models;
    expect(live).toEqual({ ...filed, isLive: true });
  });

  it("gives a model the values of a credential by name, wherever the credential was given", () => {
    const credentials = new Map([["mine", { api_key: "sk-mine" }]]);
    const { config } = apply({
      credentials,
      models: [
        model("one", { model: "openai/a", litellm_credential_name: "mine" }),
        model("two", { model: "openai/b", litellm_credential_name: "shared" }),
      ],
    });
    expect(config.models.slice(2)).toMatchObject([{ apiKey: "sk-mine" }, { apiBase: "https://shared.test/v1" }]);
  });

  it.each([
    ["whose provider nobody knows", { model: "nobody/x" }, /nobody/],
    ["without a model", {}, /litellm_params\.model/],
    ["whose credential is not there", { model: "openai/x", litellm_credential_name: "gone" }, /no credential "gone"/],
    ["that names the master key", { model: "openai/x", api_key: "os.environ/LITELLM_MASTER_KEY" }, /gateway's own/],
    [
      "that names the salt key deep inside",
      { model: "openai/x", extra_body: { list: [{ a: "os.environ/LITELLM_SALT_KEY" }] } },
      /gateway's own/,
    ],
  ])("leaves out a model %s, says why, and serves the others", (_what, params, message) => {
    const { config, problems } = apply({
      models: [model("bad", params), model("good", { model: "openai/gpt-4o-mini" })],
    });
    expect(config.models.slice(2).map(({ id }) => id)).toEqual(["good"]);
    expect(problems.map(({ row }) => row)).toContain("model bad");
    expect(problems.map((problem) => problem.message).join()).toMatch(message);
  });

  it.each(["constructor", "toString", "own"])("knows a provider called %s by its address", (provider) => {
    const params = { model: `${provider}/x`, api_base: "https://own.test/v1" };
    const { config, problems } = apply({ models: [model("one", params)] });
    expect(problems).toEqual([]);
    expect(config.models.at(-1)).toMatchObject({ provider, model: "x" });
    expect(findAdapter(config, {})(provider).id).toBe(provider);
  });

  it("never tells a secret in a problem", () => {
    const { problems } = apply({
      models: [model("bad", { model: "nobody/x", api_key: "sk-very-secret", timeout: "sk-very-secret" })],
    });
    expect(JSON.stringify(problems)).not.toContain("very-secret");
  });

  it("keeps the published model where an id is taken", () => {
    const { config, problems } = apply({ models: [model("published", { model: "openai/other" })] });
    expect(config.models).toEqual(published.models);
    expect(problems).toHaveLength(1);
  });

  it("lays settings over the published ones, field by field and fallback by fallback", () => {
    const { config } = apply({
      settings: {
        router_settings: { num_retries: 4, fallbacks: [{ claude: ["gpt"] }] },
        litellm_settings: { drop_params: true },
      },
    });
    expect(config.settings).toMatchObject({
      dropParams: true,
      router: { retries: 4, fallbacks: { gpt: ["claude"], claude: ["gpt"] } },
    });
    expect(config.settings.limits).toEqual(published.settings.limits);
  });

  it("serves the endpoints that can be read, behind those of the file, and says what is wrong with the others", () => {
    const filed = { general_settings: { pass_through_endpoints: [{ path: "/a", target: "https://a.test" }] } };
    const file = parseConfig(JSON.stringify({ ...filed, model_list: [] }), "config.json", { providers }).config;
    const passThrough = new Map([
      ["again", { path: "/a", target: "https://b.test" }],
      ["bad", { path: "/b", target: "tides", headers: { a: "sk-very-secret\n" } }],
      ["own", { path: "/c", target: "https://c.test", headers: { a: "os.environ/LITELLM_MASTER_KEY" } }],
      ["good", { path: "/d", target: "https://d.test", guardrails: { old: true } }],
    ]);
    const { config, problems } = applyLiveRows(file, { ...NOTHING, passThrough }, providers);
    expect(config.settings.passThrough).toMatchObject([
      { path: "/a", target: "https://a.test" },
      { id: "good", path: "/d" },
    ]);
    expect(problems.map(({ row }) => row)).toEqual(["pass-through again", "pass-through bad", "pass-through own"]);
    expect(JSON.stringify(problems)).not.toContain("very-secret");
  });

  it("ignores what belongs to the deployed worker, however it came into the database", () => {
    const { config } = apply({
      settings: { general_settings: { master_key: "sk-mine" }, litellm_settings: { max_budget: 1 } },
    });
    expect(config.masterKey).toBe(published.masterKey);
    expect(config.settings).toEqual(published.settings);
  });

  it("keeps the fields that can be read beside one that cannot", () => {
    const { config, problems } = apply({ settings: { router_settings: { num_retries: "many" } } });
    expect(problems).toHaveLength(1);
    expect(config.settings.router.retries).toBe(1);
  });

  it("reads prices in dollars a token to nano-dollars a million", () => {
    const { config } = apply({ prices: { "openai/gpt-4o": { input_cost_per_token: 0.000_002 } } });
    expect(config.prices).toEqual({ "openai/gpt-4o": { input: 2_000_000_000 } });
  });
});

describe("settings that are asked for at runtime", () => {
  const check = (sections: Parameters<typeof checkLiveSettings>[1]) =>
    checkLiveSettings({ config: published, published }, sections);

  it.each([
    [{ router_settings: { num_retries: 3, routing_strategy: "least-busy" } }],
    [{ router_settings: { fallbacks: [{ gpt: ["claude"] }], model_group_alias: { alias: "gpt" } } }],
    [{ litellm_settings: { drop_params: true, request_timeout: 30 } }],
    [{}],
  ])("are taken: %j", (sections) => {
    expect(check(sections)).toEqual([]);
  });

  it.each([
    [{ general_settings: { master_key: "sk-x" } }, /master_key.*cannot be set at runtime/],
    [{ router_settings: { num_retries: -1 } }, /num_retries/],
    [{ router_settings: { routing_strategy: "best" } }, /routing_strategy/],
    [{ router_settings: { fallbacks: [{ gpt: ["nobody"] }] } }, /there is no model "nobody"/],
    [{ router_settings: { fallbacks: [{ gpt: ["claude"] }, { claude: ["gpt"] }] } }, /circle/],
    [{ router_settings: { fallback: [] } }, /cannot be set/],
  ])("are refused with the reason: %j", (sections, reason) => {
    expect(check(sections as Parameters<typeof checkLiveSettings>[1]).join()).toMatch(reason);
  });
});
