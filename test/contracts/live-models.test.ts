import { beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { liveContextOn, type LiveManagement, type LiveOptions, manageLiveOn } from "./live-management.ts";
import { callerOf, fillTenants, KEYS } from "./tenants.ts";

const SECRET = "sk-live-0123456789abcdef";
const FILE = `
model_list:
  - model_name: fixed
    litellm_params: { model: openai/gpt-4o, api_key: os.environ/OPENAI, api_base: "https://private.test/v1", rpm: 7 }
    model_info: { id: published }
  - model_name: "mistral/*"
    litellm_params: { model: "mistral/*" }
`;

let database: D1Database;
let management: LiveManagement;
const open = (options: LiveOptions = {}) => manageLiveOn(database, NOON_MS, { file: FILE, ...options });
beforeEach(async () => {
  database = await emptyDatabase();
  management = open();
});

const GIVEN = {
  model_name: "mine",
  litellm_params: { model: "openai/gpt-4o-mini", api_key: SECRET, rpm: 5, timeout: 30 },
  model_info: { id: "one", description: "the first" },
};
const add = async (changes: JsonObject = {}) => await management.act("POST /model/new", { ...GIVEN, ...changes });
const entriesOf = async (query: JsonObject = {}, of = management) =>
  listAt(await of.act("GET /model/info", query), "data");
const one = async () => (await entriesOf({ litellm_model_id: "one" }))[0];

describe("a model that is added", () => {
  test("is answered as LiteLLM's row, its secrets masked", async () => {
    expect(await add()).toEqual({
      model_id: "one",
      model_name: "mine",
      litellm_params: { model: "openai/gpt-4o-mini", api_key: "****", rpm: 5, timeout: 30 },
      model_info: { id: "one", db_model: true, description: "the first" },
      created_at: "2026-01-15T12:00:00.000+00:00",
      created_by: "default_user_id",
      updated_at: "2026-01-15T12:00:00.000+00:00",
      updated_by: "default_user_id",
    });
    expect(management.writes()).toBe(1);
  });

  test("is shown with what is known of it, and without its secrets", async () => {
    await add();
    expect(await one()).toMatchObject({
      model_name: "mine",
      litellm_params: { model: "openai/gpt-4o-mini", rpm: 5, timeout: 30 },
      model_info: {
        id: "one",
        db_model: true,
        key: "openai/gpt-4o-mini",
        litellm_provider: "openai",
        mode: "chat",
        input_cost_per_token: 0.000_000_15,
        output_cost_per_token: 0.000_000_6,
        max_input_tokens: 128_000,
        max_output_tokens: 16_384,
        supports_function_calling: true,
        description: "the first",
      },
    });
    expect(at(await one(), "litellm_params", "api_key")).toBeUndefined();
    expect(listAt(await one(), "model_info", "supported_openai_params")).toContain("temperature");
  });

  test("gets an id when it is given none, and none twice", async () => {
    const { model_info: _, ...unnamed } = GIVEN;
    const ids = [
      textAt(await management.act("POST /model/new", unnamed), "model_id"),
      textAt(await management.act("POST /model/new", unnamed), "model_id"),
    ];
    expect(new Set(ids).size).toBe(2);
    for (const id of [ids[0] ?? "", "published"]) {
      await expect(add({ model_info: { id } })).rejects.toMatchObject({ code: "object_exists", status: 400 });
    }
  });

  test("may name its secret by a variable, which is shown and needs no salt key", async () => {
    management = open({ salts: [] });
    const row = await add({ litellm_params: { model: "openai/gpt-4o", api_key: "os.environ/MY_KEY" } });
    expect(at(row, "litellm_params", "api_key")).toBe("os.environ/MY_KEY");
    await expect(add({ model_info: { id: "two" } })).rejects.toMatchObject({
      code: "gateway_not_configured",
      message: expect.stringContaining("LITELLM_SALT_KEY"),
    });
  });

  test.each<[string, JsonObject, string, RegExp]>([
    ["of no provider", { litellm_params: { model: "nobody/x" } }, "litellm_params", /nobody/],
    ["without a model", { litellm_params: { api_key: SECRET } }, "litellm_params", /model/],
    [
      "with a bad address",
      { litellm_params: { model: "openai/x", api_base: "no address" } },
      "litellm_params",
      /api_base/,
    ],
    [
      "with a credential that is not there",
      { litellm_params: { model: "openai/x", litellm_credential_name: "none" } },
      "litellm_params",
      /credential "none"/,
    ],
    [
      "that would send the gateway's own secret",
      { litellm_params: { model: "openai/x", api_key: "os.environ/LITELLM_SALT_KEY" } },
      "litellm_params",
      /gateway's own/,
    ],
    [
      "with a mask in place of its key",
      { litellm_params: { model: "openai/x", api_key: "****" } },
      "api_key",
      /not shown/,
    ],
    ["of a single team", { model_info: { id: "one", team_id: "blue" } }, "model_info.team_id", /single team/],
    ["with a secret in its model_info", { model_info: { note: SECRET } }, "model_info.note", /litellm_params/],
  ])("%s is refused", async (_, changes, param, message) => {
    const refusal = await add(changes).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(refusal).toMatchObject({
      code: "invalid_request",
      status: 400,
      param,
      message: expect.stringMatching(message),
    });
    expect(textAt(refusal, "message")).not.toContain(SECRET);
    expect(management.writes()).toBe(0);
    expect(await entriesOf()).toHaveLength(2);
  });
});

describe("a model that is changed", () => {
  beforeEach(async () => void (await add()));

  test("by POST keeps what is left out or null", async () => {
    const row = await management.act("POST /model/update", {
      model_name: "renamed",
      litellm_params: { rpm: 9, timeout: null },
      model_info: { id: "one", mode: "chat" },
    });
    expect(row).toMatchObject({
      model_name: "renamed",
      litellm_params: { model: "openai/gpt-4o-mini", api_key: "****", rpm: 9, timeout: 30 },
      model_info: { id: "one", description: "the first", mode: "chat" },
    });
    expect(management.writes()).toBe(2);
  });

  test("by PATCH loses what is null", async () => {
    const row = await management.act("PATCH /model/:model_id/update", {
      model_id: "one",
      litellm_params: { timeout: null, api_key: null },
      model_info: { description: null },
    });
    expect(at(row, "litellm_params")).toEqual({ model: "openai/gpt-4o-mini", rpm: 5 });
    expect(at(row, "model_info")).toEqual({ id: "one", db_model: true });
    expect(await database.prepare("select sealed from models").all()).toMatchObject({ results: [{ sealed: null }] });
  });

  test("keeps a secret whose mask is sent back", async () => {
    await management.act("PATCH /model/:model_id/update", {
      model_id: "one",
      litellm_params: { api_key: "****", rpm: 1 },
    });
    const { live } = await liveContextOn(database, () => NOON_MS, { file: FILE });
    expect(live.config.models.at(-1)).toMatchObject({ id: "one", apiKey: SECRET, rpm: 1 });
  });

  test("by several at once has all of their changes", async () => {
    const fields = ["rpm", "tpm", "weight", "order", "timeout"];
    await Promise.all(
      fields.map((field) =>
        management.act("PATCH /model/:model_id/update", { model_id: "one", litellm_params: { [field]: 3 } }),
      ),
    );
    expect(at(await one(), "litellm_params")).toMatchObject(Object.fromEntries(fields.map((field) => [field, 3])));
  });

  test("is checked as a whole, and stays as it was when it is refused", async () => {
    await expect(
      management.act("POST /model/update", { model_info: { id: "one" }, litellm_params: { model: "nobody/x" } }),
    ).rejects.toMatchObject({ code: "invalid_request", param: "litellm_params" });
    expect(at(await one(), "litellm_params", "model")).toBe("openai/gpt-4o-mini");
  });
});

test("a model that is deleted is gone", async () => {
  await add();
  expect(await management.act("POST /model/delete", { id: "one" })).toEqual({
    message: "Model: one deleted successfully",
  });
  expect(management.writes()).toBe(2);
  await expect(one()).rejects.toMatchObject({ code: "object_not_found" });
});

const named: readonly (readonly [string, (id: string) => JsonObject])[] = [
  ["POST /model/update", (id) => ({ model_info: { id } })],
  ["PATCH /model/:model_id/update", (id) => ({ model_id: id })],
  ["POST /model/delete", (id) => ({ id })],
];
describe.each(named)("%s", (route, input) => {
  test("refuses a published model", async () => {
    await expect(management.act(route, input("published"))).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("published configuration"),
    });
  });

  test("does not find what is not there", async () => {
    await expect(management.act(route, input("none"))).rejects.toMatchObject({ code: "object_not_found", status: 404 });
  });
});

describe("/model/info", () => {
  test("shows a model that cannot be served, and why, to who sees all, and to nobody else", async () => {
    await add();
    const other = open({ salts: ["another salt key"] });
    const [entry] = await entriesOf({ litellm_model_id: "one" }, other);
    expect(textAt(entry, "model_info", "problem")).toContain("LITELLM_SALT_KEY");
    expect(JSON.stringify(entry)).not.toContain(SECRET);
    await fillTenants(database);
    const shown = await other.act("GET /model/info", {}, await callerOf(database, KEYS.internalUser));
    expect(listAt(shown, "data").map((each) => textAt(each, "model_name"))).toEqual(["fixed", "mistral/*"]);
  });

  test("shows a key the models that it may use, and no address of theirs", async () => {
    await add();
    await fillTenants(database);
    const caller = { ...(await callerOf(database, KEYS.internalUser)), models: ["fixed"] };
    const { data } = await management.act("GET /model/info", {}, caller);
    expect(data).toMatchObject([
      {
        model_name: "fixed",
        litellm_params: { model: "openai/gpt-4o", custom_llm_provider: "openai", rpm: 7 },
        model_info: { id: "published", db_model: false },
      },
    ]);
    expect(JSON.stringify(data)).not.toContain("private.test");
    await expect(management.act("GET /model/info", { litellm_model_id: "one" }, caller)).rejects.toMatchObject({
      code: "object_not_found",
    });
  });

  test("shows who sees all the address, and the variable of the key", async () => {
    expect(at((await entriesOf({ litellm_model_id: "published" }))[0], "litellm_params")).toMatchObject({
      api_base: "https://private.test/v1",
      api_key: "os.environ/OPENAI",
    });
  });

  test("says prices as they were set, to the last digit", async () => {
    const costs = {
      input_cost_per_token: 1.1e-6,
      output_cost_per_token: 4.4e-6,
      cache_read_input_token_cost: 2.75e-7,
      input_cost_per_token_above_200k_tokens: 2.2e-6,
      output_cost_per_token_above_200k_tokens: 8.8e-6,
    };
    await add({ litellm_params: { ...GIVEN.litellm_params, ...costs } });
    expect(at(await one(), "model_info")).toMatchObject(costs);
  });
});

describe("/v2/model/info", () => {
  const page = async (query: JsonObject) => await management.act("GET /v2/model/info", query);
  const names = (answer: JsonObject) => listAt(answer, "data").map((entry) => textAt(entry, "model_name"));
  beforeEach(async () => {
    for (const model_name of ["beta", "alpha", "gamma"]) await add({ model_name, model_info: {} });
  });

  test("cuts the list into pages, sorted", async () => {
    const first = await page({ size: "2", sortBy: "model_name", sortOrder: "desc" });
    expect(first).toMatchObject({ total_count: 5, current_page: 1, total_pages: 3, size: 2 });
    expect(names(first)).toEqual(["mistral/*", "gamma"]);
    expect(names(await page({ size: "2", page: "3", sortBy: "model_name", sortOrder: "desc" }))).toEqual(["alpha"]);
  });

  test("has those whose price is not known after the others, up and down", async () => {
    for (const sortOrder of ["asc", "desc"])
      expect(names(await page({ sortBy: "costs", sortOrder })).at(-1)).toBe("mistral/*");
  });

  test("finds by a part of the name, the name and the id", async () => {
    expect(names(await page({ search: "LPH" }))).toEqual(["alpha"]);
    expect(names(await page({ model: "beta" }))).toEqual(["beta"]);
    expect(names(await page({ modelId: "published" }))).toEqual(["fixed"]);
    expect(await page({ search: "none" })).toMatchObject({ data: [], total_count: 0, total_pages: 0 });
  });
});

describe("/model_group/info", () => {
  const groups = async (query: JsonObject = {}) => listAt(await management.act("GET /model_group/info", query), "data");

  test("adds up the deployments of a name: sums of rates, the dearest price, all providers", async () => {
    await add({ model_name: "fixed", litellm_params: { model: "anthropic/claude-sonnet-4-5", rpm: 3, tpm: 100 } });
    expect(await groups({ model_group: "fixed" })).toMatchObject([
      {
        model_group: "fixed",
        providers: ["openai", "anthropic"],
        rpm: 10,
        tpm: 100,
        mode: "chat",
        input_cost_per_token: 0.000_003,
        output_cost_per_token: 0.000_015,
        max_input_tokens: 200_000,
        supports_reasoning: true,
        is_public_model_group: false,
      },
    ]);
  });

  test("has a wildcard by the names that it is known to stand for", async () => {
    const names = (await groups()).map((group) => textAt(group, "model_group"));
    expect(names).toContain("fixed");
    expect(names).toContain("mistral/mistral-large-latest");
    expect(names).not.toContain("mistral/*");
  });

  test("shows a key what it may use", async () => {
    await fillTenants(database);
    const caller = { ...(await callerOf(database, KEYS.plain)), models: ["fixed"] };
    const { data } = await management.act("GET /model_group/info", {}, caller);
    expect(data).toMatchObject([{ model_group: "fixed" }]);
  });
});
