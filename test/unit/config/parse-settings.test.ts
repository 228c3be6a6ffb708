import { describe, expect, test } from "vitest";
import { DEFAULT_LIMITS } from "../../../src/config/parse-limits.ts";
import { environmentOf, resolveValue } from "../../../src/config/resolve-value.ts";
import { DEFAULT_ROUTER } from "../../../src/router/router-settings.ts";
import { errorsOf, parseText } from "./parse-text.ts";

describe("a setting", () => {
  test.each([
    ["litellm_settings: {drop_params: true}", { dropParams: true }],
    ["litellm_settings: {drop_params: yes}", { dropParams: true }],
    ["litellm_settings: {drop_params: Off}", { dropParams: false }],
    ["litellm_settings: {request_timeout: 0.5}", { requestTimeoutMs: 500 }],
    ["litellm_settings: {request_timeout: '1_000'}", { requestTimeoutMs: 1_000_000 }],
    ["litellm_settings: {request_timeout: 99999999}", { requestTimeoutMs: 2_147_483_647 }],
    ["litellm_settings: {request_timeout: 5}\nrouter_settings: {timeout: 7}", { requestTimeoutMs: 7000 }],
    ["router_settings: {stream_timeout: 3, stream_idle_timeout: 4}", { firstByteTimeoutMs: 3000, idleTimeoutMs: 4000 }],
    ["general_settings: {max_request_size_mb: 1.5}", { requestBytesMax: 1_572_864 }],
    ["general_settings: {litellm_key_header_name: X-My-Key}", { keyHeaderName: "x-my-key" }],
    ["general_settings: {dangerously_allow_mock_testing_request_params: true}", { allowsMockTesting: true }],
    ["general_settings: {invalid_unicode: reject}", { invalidUnicode: "reject" }],
    [
      "litellm_settings: {default_key_generate_params: {max_budget: 1, models: [a]}}",
      { defaultKeyParams: { max_budget: 1, models: ["a"] } },
    ],
  ])("%s applies", (text, settings) => {
    const parsed = parseText(text);
    expect(errorsOf(parsed)).toEqual([]);
    expect(parsed.config.settings).toMatchObject(settings);
  });

  test("that is not given has its default", () => {
    expect(parseText("").config.settings).toEqual({
      dropParams: false,
      requestTimeoutMs: 600_000,
      firstByteTimeoutMs: 60_000,
      idleTimeoutMs: 60_000,
      requestBytesMax: 20_971_520,
      invalidUnicode: "replace",
      allowsMockTesting: false,
      defaultKeyParams: {},
      upperKeyParams: {},
      availableTeams: [],
      limits: DEFAULT_LIMITS,
      router: DEFAULT_ROUTER,
      doorGuard: { failedAuthPerMinute: 30, requestsPerMinutePerIp: 0 },
      health: { inBackground: false, intervalMs: 300_000, hasDetails: true },
      alerting: [],
    });
  });
});

describe("environment variables", () => {
  const { config } = parseText(
    "environment_variables: {A: plain, B: os.environ/OTHER, C: os.environ/UNSET, D: 5, E: true}",
  );

  test("of the configuration win over the worker's own, where they have a value", () => {
    const env = environmentOf(config, { A: "worker", C: "worker", OTHER: "other", X: "worker" });
    expect(env).toEqual({ A: "plain", B: "other", C: "worker", D: "5", E: "true", OTHER: "other", X: "worker" });
  });

  test.each([
    ["plain", "plain"],
    ["os.environ/SET", "value"],
    ["os.environ/EMPTY", undefined],
    ["os.environ/UNSET", undefined],
    ["os.environ/BINDING", undefined],
    ["os.environ/", undefined],
    ["os.environ/toString", undefined],
  ])("%s is looked up as %s", (value, found) => {
    expect(resolveValue(value, { SET: "value", EMPTY: "", BINDING: { prepare() {} } })).toBe(found);
  });
});

describe("credentials", () => {
  const model =
    "model_list: [{model_name: m, litellm_params: {model: openai/gpt-4o, litellm_credential_name: c, api_key: os.environ/OWN}}]";

  test("lie under the model's own parameters", () => {
    const parsed = parseText(
      `credential_list: [{credential_name: c, credential_values: {api_key: os.environ/C, api_base: "https://c.example"}}]\n${model}`,
    );
    expect(parsed.config.models).toMatchObject([{ apiKey: "os.environ/OWN", apiBase: "https://c.example" }]);
  });

  test("with wrong values are told at the model that uses them", () => {
    const parsed = parseText(
      `credential_list: [{credential_name: c, credential_values: {api_base: nowhere}}]\n${model}`,
    );
    expect(errorsOf(parsed)).toEqual([
      expect.stringMatching(
        /^config\.yaml:2:\d+: error: model_list\[0\]\.litellm_params\.api_base: expected an address/,
      ),
    ]);
  });
});
