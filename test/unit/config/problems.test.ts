import { describe, expect, test } from "vitest";
import { errorsOf, oneModel, parseText, warningsOf } from "./parse-text.ts";

describe("a wrong value", () => {
  test.each([
    [
      "timeout: soon",
      '4:16: error: model_list[0].litellm_params.timeout: expected a number of seconds above 0, got the text "soon"',
    ],
    [
      "timeout: -1",
      "4:16: error: model_list[0].litellm_params.timeout: expected a number of seconds above 0, got the number -1",
    ],
    ["timeout: .inf", "expected a number of seconds above 0, got the number Infinity"],
    ["timeout: .nan", "expected a number of seconds above 0, got the number NaN"],
    [
      "timeout: [1]",
      "4:7: error: model_list[0].litellm_params.timeout: expected a number of seconds above 0, got a list",
    ],
    [
      "weight: -1",
      "4:15: error: model_list[0].litellm_params.weight: expected a number from 0 on and below a billion, got the number -1",
    ],
    ["order: first", 'expected a whole number from 0 on, got the text "first"'],
    ["tags: fast", 'expected a list of tags, got the text "fast"'],
    ["cooldown_time: -1", "expected a number of seconds from 0 on, got the number -1"],
    ["num_retries: 1.5", "expected a whole number from 0 on, got the number 1.5"],
    ["drop_params: maybe", 'expected true or false, got the text "maybe"'],
    ["max_tokens: 1.5", "expected a whole number above 0, got the number 1.5"],
    ["api_base: example.com", 'expected an address such as https://api.example.com/v1, got the text "example.com"'],
    ["api_base: https://a b/v1", "expected an address such as"],
    ["api_version: 2024", "expected text, got the number 2024"],
    ["extra_headers: [a]", "expected a map of header names to text, got a list"],
    [
      "extra_headers: { a: 1 }",
      "model_list[0].litellm_params.extra_headers.a: expected text, got a number that is not shown here",
    ],
    [
      'extra_headers: { "a b": c }',
      'model_list[0].litellm_params.extra_headers.a b: expected the name of a header, got the text "a b"',
    ],
    ['extra_headers: { a: "b\\nc" }', "model_list[0].litellm_params.extra_headers.a: expected text on one line"],
    ["extra_body: text", 'expected a map of request fields, got the text "text"'],
    ["input_cost_per_token: -1", "expected dollars per token, from 0 to 1, got the number -1"],
    ["output_cost_per_token: 2.5", "expected dollars per token, from 0 to 1, got the number 2.5"],
    ["litellm_credential_name: nobody", 'there is no credential "nobody" in credential_list'],
  ])("%s of a model is told with its place", (line, message) => {
    const parsed = parseText(oneModel(`${line}\nmodel: demo/echo`));
    expect(errorsOf(parsed)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    ["model_list: 7", "1:13: error: model_list: expected a list of models, got the number 7"],
    [
      "model_list: [7]",
      "1:14: error: model_list[0]: expected a map with model_name and litellm_params, got the number 7",
    ],
    ["model_list: [{}]", "model_list[0].model_name: expected the public name of the model, but it is missing"],
    ["model_list: [{ model_name: a, litellm_params: [] }]", "expected a map of provider settings, got a list"],
    [
      "model_list: [{ model_name: a, litellm_params: {} }]",
      "litellm_params.model: expected the provider's model, as provider/name, but it is missing",
    ],
    ["litellm_settings: [a]", "1:1: error: litellm_settings: expected a map of settings, got a list"],
    [
      "litellm_settings: { request_timeout: x }",
      "litellm_settings.request_timeout: expected a number of seconds above 0",
    ],
    [
      "general_settings: { master_key: 12345 }",
      "general_settings.master_key: expected text, got a number that is not shown here",
    ],
    ["general_settings: { litellm_key_header_name: my key }", "expected the name of a header"],
    ["general_settings: { invalid_unicode: drop }", 'expected replace, escape or reject, got the text "drop"'],
    [
      "router_settings: { model_group_alias: { a: 1 } }",
      "model_group_alias.a: expected a model name, or a map with model and hidden, got the number 1",
    ],
    ["environment_variables: { A: [] }", "environment_variables.A: expected text, got a list"],
    ["credential_list: { a: b }", "credential_list: expected a list of credentials, got a map"],
    [
      "credential_list: [{ credential_name: a }]",
      "credential_list[0].credential_values: expected a map of parameters, but it is missing",
    ],
    ["include: other.yaml", "1:10: error: include: expected a list of file names"],
    ["include: [other.yaml]", '1:11: error: include[0]: there is no file "other.yaml"'],
    ["just text", "1:1: error: expected a map of settings such as model_list"],
    ["[]", "1:1: error: expected a map of settings such as model_list"],
  ])("%s is told with its place", (text, message) => {
    const found = errorsOf(parseText(text));
    expect(found[0]).toMatch(/^config\.yaml:\d+:\d+: error: /);
    expect(found.join("\n")).toContain(message);
  });

  test("every error is told, in the order of the lines", () => {
    const parsed = parseText(`general_settings: { max_request_size_mb: 0 }\n${oneModel("model: nix/x\ntimeout: 0")}`);
    expect(parsed.errors.map(({ line, column }) => [line, column])).toEqual([
      [1, 42],
      [6, 16],
    ]);
  });

  test("a secret is never repeated", () => {
    const secret = "sk-very-secret";
    const parsed = parseText(`
general_settings: { master_key: [${secret}] }
environment_variables: { SOME_TOKEN: [${secret}] }
credential_list: [{ credential_name: a, credential_values: ${secret} }]
providers: { p: { base_url: https://x.example, headers: { Authorization: { a: ${secret} } } } }
model_list:
  - model_name: m
    litellm_params: { model: demo/echo, api_key: [${secret}], extra_headers: { X-Key: [${secret}] } }
`);
    expect(parsed.errors.length).toBeGreaterThanOrEqual(6);
    expect([...errorsOf(parsed), ...warningsOf(parsed)].join("\n")).not.toContain(secret);
  });
});

describe("a key without effect", () => {
  test.each([
    ["modle_list: []", '1:1: warning: modle_list: unknown key "modle_list" has no effect; did you mean "model_list"?'],
    [
      "litellm_settings:\n  drop_parms: true",
      '2:3: warning: litellm_settings.drop_parms: unknown key "drop_parms" has no effect; did you mean "drop_params"?',
    ],
    ["general_settings: { zzzzzz: 1 }", 'general_settings.zzzzzz: unknown key "zzzzzz" has no effect'],
    ["general_settings: { alerting: [slack] }", "slack has no effect here yet; use webhook"],
    ["router_settings: { redis_host: h }", '"redis_host" is not supported yet and has no effect'],
    ["guardrails: []", '"guardrails" is not supported yet and has no effect'],
    [
      oneModel("model: demo/echo\nguardrails: []"),
      '5:7: warning: model_list[0].litellm_params.guardrails: "guardrails" is not supported yet and has no effect',
    ],
    [
      oneModel("model: demo/echo\ninput_cost_per_video_per_second: 1"),
      '"input_cost_per_video_per_second" is not supported yet',
    ],
    [oneModel("model: demo/echo\ntemprature: 1"), 'did you mean "temperature"?'],
    [`${oneModel("model: demo/echo")}    model_inf: {}\n`, 'did you mean "model_info"?'],
  ])("%j is warned of", (text, message) => {
    const parsed = parseText(text);
    expect(errorsOf(parsed)).toEqual([]);
    expect(warningsOf(parsed)).toEqual([expect.stringContaining(message)]);
  });

  test.each([
    "model_list:",
    "litellm_settings:",
    "general_settings:\n  master_key:",
    "include:",
    "providers:",
    "credential_list:",
    "environment_variables:",
    "",
  ])("%j, a key without a value, counts as absent", (text) => {
    const parsed = parseText(text);
    expect([...errorsOf(parsed), ...warningsOf(parsed)]).toEqual([]);
    expect(parsed.config.masterKey).toBe("os.environ/LITELLM_MASTER_KEY");
  });
});
