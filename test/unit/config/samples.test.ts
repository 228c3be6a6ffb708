import { describe, expect, test } from "vitest";
import { errorsOf, parseText, warningsOf } from "./parse-text.ts";

/** Configurations of the shapes that LiteLLM's documentation shows, with what their users expect of them. */
describe("a configuration written for LiteLLM", () => {
  test("deployments of one group, by Azure region, keep their order and their addresses", () => {
    const parsed = parseText(`
model_list:
  - model_name: gpt-4o
    litellm_params:
      model: azure/gpt-4o-eu
      api_base: https://eu.example.com/
      api_key: "os.environ/AZURE_API_KEY_EU"
      api_version: 2024-10-21
      rpm: 6
    model_info:
      base_model: azure/gpt-4o
  - model_name: gpt-4o
    litellm_params: { model: azure/gpt-4o-ca, api_base: os.environ/AZURE_CA, api_key: os.environ/AZURE_API_KEY_CA, rpm: 6 }
  - model_name: vllm-models
    litellm_params:
      model: openai/facebook/opt-125m
      api_base: http://0.0.0.0:4000/v1
      api_key: none
`);
    expect(errorsOf(parsed)).toEqual([]);
    expect(parsed.config.models).toMatchObject([
      {
        modelName: "gpt-4o",
        provider: "azure",
        model: "gpt-4o-eu",
        apiBase: "https://eu.example.com/",
        apiVersion: "2024-10-21",
        baseModel: "azure/gpt-4o",
      },
      { modelName: "gpt-4o", provider: "azure", model: "gpt-4o-ca", apiBase: "os.environ/AZURE_CA" },
      { modelName: "vllm-models", provider: "openai", model: "facebook/opt-125m", apiKey: "none" },
    ]);
    expect(warningsOf(parsed)).toEqual([
      expect.stringContaining(
        "model_list[2].litellm_params.api_key: the key itself becomes part of the published configuration",
      ),
    ]);
  });

  test("all its sections and Python's capital True are understood", () => {
    const parsed = parseText(`
model_list:
  - model_name: "*"
    litellm_params:
      model: "*"
litellm_settings:
  drop_params: True
  request_timeout: 120
  set_verbose: False
  num_retries: 3
  success_callback: ["langfuse"]
  cache: True
  cache_params: {type: redis}
router_settings:
  routing_strategy: simple-shuffle
  model_group_alias: {"gpt-4": "gpt-4o", hidden-one: {model: gpt-4o, hidden: true}}
  timeout: 30
  redis_host: os.environ/REDIS_HOST
general_settings:
  master_key: os.environ/GATE_KEY
  database_url: "postgresql://user:password@host/db"
  alerting: ["slack"]
environment_variables:
  OPENAI_API_BASE: https://example.com/v1
  DEBUG: true
guardrails: []
`);
    expect(errorsOf(parsed)).toEqual([]);
    expect(parsed.config).toMatchObject({
      masterKey: "os.environ/GATE_KEY",
      aliases: { "gpt-4": { model: "gpt-4o", hidden: false }, "hidden-one": { model: "gpt-4o", hidden: true } },
      settings: { dropParams: true, requestTimeoutMs: 30_000, router: { retries: 3 } },
      environment: { OPENAI_API_BASE: "https://example.com/v1", DEBUG: "true" },
    });
    expect(parsed.config.variables).toContain("GATE_KEY");
    const named = parsed.warnings.map(({ path }) => path);
    expect(named).toEqual([
      "litellm_settings.set_verbose",
      "litellm_settings.success_callback",
      "litellm_settings.cache",
      "litellm_settings.cache_params",
      "router_settings.redis_host",
      "general_settings.database_url",
      "general_settings.alerting[0]",
      "guardrails",
    ]);
    expect(JSON.stringify(parsed)).not.toContain("password");
  });

  test("wildcards, presets, prices, groups and a credential of the list", () => {
    const parsed = parseText(`
credential_list:
  - credential_name: shared
    credential_values: {api_key: os.environ/SHARED_KEY, api_base: "https://shared.example.com/v1"}
    credential_info: {description: for all, custom_llm_provider: openai}
model_list:
  - model_name: anthropic/*
    litellm_params: {model: anthropic/*, api_key: os.environ/ANTHROPIC_API_KEY}
  - model_name: creative
    litellm_params:
      model: gpt-4o
      litellm_credential_name: shared
      temperature: 0.9
      max_tokens: "100"
      extra_body: {guided: {a: 1}}
      extra_headers: {X-Team: a}
      timeout: 10.5
      stream_timeout: 2
      weight: 3
      input_cost_per_token: 1.5e-07
      output_cost_per_token: 0.0000006
    model_info: {id: 17, mode: chat, access_groups: [beta], max_output_tokens: 4096, supports_web_search: true}
`);
    expect(errorsOf(parsed)).toEqual([]);
    expect(warningsOf(parsed)).toEqual([expect.stringContaining('"supports_web_search" is not supported yet')]);
    expect(parsed.config.models[0]).toMatchObject({ modelName: "anthropic/*", provider: "anthropic", model: "*" });
    expect(parsed.config.models[1]).toEqual({
      id: "17",
      modelName: "creative",
      provider: "openai",
      model: "gpt-4o",
      apiKey: "os.environ/SHARED_KEY",
      apiBase: "https://shared.example.com/v1",
      headers: { "X-Team": "a" },
      defaults: { temperature: 0.9, max_tokens: 100, guided: { a: 1 } },
      weight: 3,
      timeoutMs: 10_500,
      streamTimeoutMs: 2000,
      mode: "chat",
      prices: { input: 150_000_000, output: 600_000_000 },
      maxOutputTokens: 4096,
      accessGroups: ["beta"],
    });
  });

  test("a model nobody can serve yet, or any more, is named in a warning and the others are served", () => {
    const parsed = parseText(`
model_list:
  - {model_name: claude, litellm_params: {model: oci/cohere.command, aws_role_name: someone}}
  - {model_name: bison, litellm_params: {model: palm/chat-bison}}
  - {model_name: echo, litellm_params: {model: demo/echo}}
`);
    expect(errorsOf(parsed)).toEqual([]);
    // Who calls the retired one is told of its successor.
    expect(parsed.config.models.map(({ modelName }) => modelName)).toEqual(["bison", "echo"]);
    expect(warningsOf(parsed)).toEqual([
      expect.stringMatching(/^config\.yaml:3:43: warning: .*the provider "oci" is not supported yet/),
      expect.stringMatching(/aws_role_name/),
      expect.stringMatching(/^config\.yaml:4:42: warning: .*the provider "palm" is retired; .*use gemini\//),
    ]);
  });
});
