import { describe, expect, test } from "vitest";
import { oneModelConfig } from "../../../src/config/one-model-config.ts";
import { parseConfig } from "../../../src/config/parse-config.ts";
import { errorsOf, oneModel, parseText, warningsOf } from "./parse-text.ts";

const idsOf = (text: string): string[] => parseText(text).config.models.map(({ id }) => id);
const entry = (params: string): string => `  - {model_name: m, litellm_params: {model: openai/gpt-4o, ${params}}}\n`;

describe("the id of a model", () => {
  test("is the same at every start, and for every order of the keys", () => {
    const one = oneModel(
      "model: openai/gpt-4o\napi_key: os.environ/A\nextra_body: {x: 1, y: {a: 1, b: 2}}\nextra_headers: {p: q, r: s}",
    );
    const other = oneModel(
      "extra_headers: {r: s, p: q}\nextra_body: {y: {b: 2, a: 1}, x: 1}\napi_key: os.environ/A\nmodel: openai/gpt-4o",
    );
    expect(idsOf(one)).toEqual(idsOf(other));
    expect(idsOf(one)[0]).toMatch(/^[0-9a-f]{16}$/);
  });

  test.each([
    "api_key: os.environ/B",
    "api_base: https://b.example",
    "api_version: v2",
    "temperature: 1",
    "extra_headers: {a: b}",
  ])("tells deployments apart by %s", (params) => {
    const [one, other] = idsOf(`model_list:\n${entry("api_key: os.environ/A")}${entry(params)}`);
    expect(one).not.toBe(other);
  });

  test.each(["weight: 3", "timeout: 5", "api_key: other"])("stays when only %s changes", (params) => {
    expect(idsOf(`model_list:\n${entry(params)}`)).toEqual(idsOf(`model_list:\n${entry("api_key: plain")}`));
  });

  test("is made distinct where two entries are alike", () => {
    const [one, two, three] = idsOf(`model_list:\n${entry("api_key: a")}${entry("api_key: b")}${entry("api_key: c")}`);
    expect([two, three]).toEqual([`${one}-2`, `${one}-3`]);
  });

  test("may be given, once", () => {
    const text = (id: string): string =>
      `  - {model_name: m, litellm_params: {model: demo/echo}, model_info: {id: ${id}}}\n`;
    expect(idsOf(`model_list:\n${text("a")}${text("7")}`)).toEqual(["a", "7"]);
    expect(errorsOf(parseText(`model_list:\n${text("a")}${text("a")}`))).toEqual([
      'config.yaml:3:74: error: model_list[1].model_info.id: the id "a" is already taken by another model',
    ]);
    expect(errorsOf(parseText(`model_list:\n${text("")}${text("")}`))).toEqual([]);
  });
});

describe("include", () => {
  test("adds the models of other files, and their settings win", () => {
    const parsed = parseText(
      `include: [a.yaml, b.yaml]\nlitellm_settings: {drop_params: false, request_timeout: 5}\n${oneModel("model: demo/echo", "main")}`,
      {
        "a.yaml": `include: [b.yaml, a.yaml]\nlitellm_settings: {drop_params: true}\n${oneModel("model: demo/echo", "a")}`,
        "b.yaml": oneModel("model: own/x", "b") + "providers: {own: {base_url: https://own.example}}\n",
      },
    );
    expect(errorsOf(parsed)).toEqual([]);
    expect(parsed.config.models.map(({ modelName }) => modelName)).toEqual(["main", "a", "b"]);
    expect(parsed.config.settings).toMatchObject({ dropParams: true, requestTimeoutMs: 5000 });
  });

  test("problems name the file that they are in", () => {
    const parsed = parseText("include: [a.yaml]\n", { "a.yaml": "model_list: 7\nx: 1\n" });
    expect(errorsOf(parsed)).toEqual(["a.yaml:1:13: error: model_list: expected a list of models, got the number 7"]);
    expect(warningsOf(parsed)).toEqual(['a.yaml:2:1: warning: x: unknown key "x" has no effect']);
  });

  test("finds nothing where no files can be read", () => {
    const { errors } = parseConfig("include: [a.yaml]", "c", { providers: new Set() });
    expect(errors).toMatchObject([{ message: 'there is no file "a.yaml"' }]);
  });
});

describe("the catch-all model", () => {
  test("serves every provider by its prefix, and well-known names without one", () => {
    const { config } = parseText(oneModel('model: "*"', "*"));
    const served = config.models.map(({ modelName, provider, model }) => `${modelName} ${provider} ${model}`);
    expect(served).toEqual(
      expect.arrayContaining([
        "openai/* openai *",
        "demo/* demo *",
        "gpt-* openai gpt-*",
        "claude-* anthropic claude-*",
      ]),
    );
    expect(new Set(config.models.map(({ id }) => id)).size).toBe(config.models.length);
  });

  test("takes no key, which would go to every provider", () => {
    expect(errorsOf(parseText(oneModel('model: "*"\napi_key: os.environ/OPENAI_API_KEY', "*")))).toEqual([
      expect.stringContaining("this key would be sent to every provider"),
    ]);
  });

  test("is refused under another name", () => {
    expect(errorsOf(parseText(oneModel('model: "*"', "all")))).toEqual([
      expect.stringContaining('or the model_name "*"'),
    ]);
  });

  test("with an address is that one service", () => {
    const { config } = parseText(oneModel('model: "*"\napi_base: https://x.example/v1\napi_key: os.environ/K', "*"));
    expect(config.models).toMatchObject([{ modelName: "*", provider: "openai", model: "*" }]);
  });
});

test("one model is a configuration of its own, under every name", () => {
  const { config, errors } = oneModelConfig('de"mo/x: {y}', { providers: new Set(['de"mo']) });
  expect(errors).toEqual([]);
  expect(config.models).toMatchObject([{ modelName: "*", provider: 'de"mo', model: "x: {y}" }]);
});

test("every variable that is looked up is listed once, sorted", () => {
  const parsed = parseText(`
general_settings: {master_key: os.environ/GATE}
environment_variables: {X_KEY: os.environ/Y_KEY}
providers: {p: {base_url: os.environ/BASE, auth: {env: os.environ/P_KEY}}}
${oneModel("model: openai/x\napi_key: os.environ/A\nextra_headers: {h: os.environ/A, i: os.environ/}\nextra_body: {z: [os.environ/Z]}")}`);
  expect(errorsOf(parsed)).toEqual([]);
  expect(parsed.config.variables).toEqual(["A", "BASE", "GATE", "P_KEY", "Y_KEY", "Z"]);
});

test.each([
  ["general_settings: {master_key: sk-1234}", "general_settings.master_key"],
  ["environment_variables: {OPENAI_API_KEY: sk-1234}", "environment_variables.OPENAI_API_KEY"],
  [oneModel("model: demo/echo\napi_key: sk-1234"), "model_list[0].litellm_params.api_key"],
])("a secret in %j is warned of and not repeated", (text, path) => {
  const { warnings } = parseText(text);
  expect(warnings).toMatchObject([
    { path, message: expect.stringContaining("becomes part of the published configuration") },
  ]);
  expect(JSON.stringify(warnings)).not.toContain("sk-1234");
});
