import { describe, expect, test } from "vitest";
import { adapters } from "../../../src/adapters/index.ts";
import { buildTemplate } from "../../../src/config/build-template.ts";
import { findAdapter } from "../../../src/config/find-adapter.ts";
import { groupModels } from "../../../src/config/group-models.ts";
import type { Json, JsonObject } from "../../../src/core/json.ts";
import { configOf } from "./parse-text.ts";
import { signedFor } from "../../support/adapters.ts";

const env = {
  OPENAI_API_KEY: "sk-usual",
  MINE: "sk-mine",
  BASE: "https://mine.example/v1",
  AZURE_API_VERSION: "2025-01-01",
};

function build(litellm_params: JsonObject, model_info: Json = {}, name?: string) {
  const config = configOf({ model_list: [{ model_name: "m", litellm_params, model_info }] });
  const [model] = config.models;
  if (model === undefined) throw new Error("The model was not accepted.");
  const adapter = findAdapter(config, env)(model.provider);
  return buildTemplate(model, adapter, config.settings, env).build(name ?? model.model);
}

describe("a deployment", () => {
  test("takes its key from the provider's usual variable unless it names another", () => {
    expect(build({ model: "openai/gpt-4o" }).credential).toBe("sk-usual");
    expect(build({ model: "openai/gpt-4o", api_key: "os.environ/MINE" }).credential).toBe("sk-mine");
  });

  test("takes its address and version from variables too", () => {
    expect(build({ model: "openai/gpt-4o", api_base: "os.environ/BASE" }).baseUrl).toBe("https://mine.example/v1");
    expect(build({ model: "azure/gpt-4o", api_base: "https://r.example" }).apiVersion).toBe("2025-01-01");
  });

  test("is priced by the catalogue, and by its own prices first", () => {
    expect(build({ model: "openai/gpt-4o" }).prices).toMatchObject({ input: 2_500_000_000, output: 10_000_000_000 });
    const own = build({ model: "openai/gpt-4o", input_cost_per_token: 0.000001, output_cost_per_token: 0.000002 });
    // What a search of the web costs is no matter of tokens.
    expect(own.prices).toEqual({ input: 1_000_000_000, output: 2_000_000_000, perSearch: 10_000_000 });
  });

  test("of a model nobody lists has no price", () => {
    expect(build({ model: "openai/nobody-knows" }).prices).toBeUndefined();
  });

  test("of the demo costs nothing", () => {
    expect(build({ model: "demo/echo" }).prices).toEqual({ input: 0, output: 0 });
  });

  test("is priced as the model that a wildcard stands for", () => {
    expect(build({ model: "openai/*" }, {}, "gpt-4o").prices).toMatchObject({ input: 2_500_000_000 });
  });

  test("is where the name or the id of its model says, before where others of its account are", () => {
    const [maker, aws_region_name] = ["anthropic.claude-sonnet-4-v1:0", "eu-west-1"];
    const arn = `arn:aws:bedrock:us-east-1:123456789012:inference-profile/us.${maker}`;
    const regionOf = (params: JsonObject) => build({ ...params, aws_region_name }).routing.region;
    expect(regionOf({ model: `bedrock/${maker}` })).toBe("eu");
    expect(regionOf({ model: `bedrock/us-east-1/${maker}` })).toBe("us");
    expect(regionOf({ model: `bedrock/${arn}` })).toBe("us");
    expect(regionOf({ model: `bedrock/${maker}`, model_id: arn })).toBe("us");
  });

  test("is in no region when it is said to be in another than its name says", () => {
    const all = { model: "bedrock/*", region_name: "eu", aws_region_name: "eu-west-1" };
    const regionOf = (name: string) => build(all, {}, `${name}anthropic.claude-sonnet-4-v1:0`).routing.region;
    expect(regionOf("")).toBe("eu");
    expect(regionOf("eu-central-1/")).toBe("eu");
    expect(regionOf("us-east-1/")).toBeUndefined();
    const worldwide = { model: "bedrock/eu-west-1/global.anthropic.claude-sonnet-4-v1:0", region_name: "global" };
    expect(build(worldwide).routing.region).toBeUndefined();
  });

  test("sends header names in lower case and its variables' values", () => {
    const { headers } = build({ model: "openai/gpt-4o", extra_headers: { "X-Team": "os.environ/MINE" } });
    expect(headers).toEqual({ "x-team": "sk-mine" });
  });
});

describe("the providers", () => {
  const declared = { baseUrl: "os.environ/BASE", base_url: "os.environ/BASE" };

  test("are the built-in ones", () => {
    for (const [id, adapter] of adapters) expect(findAdapter(configOf({}), env)(id)).toBe(adapter);
  });

  test("include those that the configuration declares, with their variables in place", () => {
    const config = configOf({
      providers: { acme: { base_url: declared.base_url, headers: { "X-Key": "os.environ/MINE" } } },
      model_list: [{ model_name: "m", litellm_params: { model: "acme/one" } }],
    });
    const [model] = config.models;
    const adapter = findAdapter(config, env)("acme");
    if (model === undefined) throw new Error("The model was not accepted.");
    const deployment = buildTemplate(model, adapter, config.settings, env).build("one");
    expect(adapter.url("/chat/completions", deployment)).toBe("https://mine.example/v1/chat/completions");
    expect(Object.values(signedFor(adapter, deployment))).toContain("sk-mine");
  });

  test("do not include one that nobody declared", () => {
    expect(() => findAdapter(configOf({}), env)("nobody")).toThrow('There is no provider "nobody".');
  });
});

test("an access group holds the public names of its models", () => {
  const entry = (name: string, groups: readonly string[]) => ({
    model_name: name,
    litellm_params: { model: "openai/gpt-4o" },
    model_info: { access_groups: groups },
  });
  const { models } = configOf({ model_list: [entry("a", ["fast", "all"]), entry("b", ["all"]), entry("c", [])] });
  expect(groupModels(models)).toEqual(
    new Map([
      ["fast", new Set(["a"])],
      ["all", new Set(["a", "b"])],
    ]),
  );
});
