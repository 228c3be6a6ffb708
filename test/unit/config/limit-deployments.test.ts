import { describe, expect, test } from "vitest";
import { buildTemplate } from "../../../src/config/build-template.ts";
import { findAdapter } from "../../../src/config/find-adapter.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { configOf, errorsOf, oneModel, parseText, warningsOf } from "./parse-text.ts";

function build(params: JsonObject, sections: JsonObject = {}, info: JsonObject = {}) {
  const litellm_params = { model: "openai/gpt-4o", ...params };
  const model_info = { id: "d:1", ...info };
  const config = configOf({ ...sections, model_list: [{ model_name: "m", litellm_params, model_info }] });
  const [model] = config.models;
  if (model === undefined) throw new Error("The model was not accepted.");
  return buildTemplate(model, findAdapter(config, {})(model.provider), config.settings, {}).build(model.model);
}

const enforced = { router_settings: { optional_pre_call_checks: ["enforce_model_rate_limits"] } };

describe("what a deployment may be used for", () => {
  test("is not limited by itself", () => {
    expect(build({})).not.toHaveProperty("limits");
  });

  test("is its own budget and parallel calls", () => {
    expect(build({ max_parallel_requests: 0, max_budget: 1.5, budget_duration: "1d" }).limits).toEqual([
      {
        holder: "deployment:d%3A1",
        parallelRequests: 0,
        budgets: [{ limit: 1_500_000_000, duration: "1d" }],
      },
    ]);
  });

  test("is its rates where they are enforced", () => {
    expect(build({ rpm: 5, tpm: 0 })).not.toHaveProperty("limits");
    expect(build({ rpm: 5, tpm: 0 }, enforced).limits).toEqual([
      { holder: "deployment:d%3A1", requestsPerMinute: 5, tokensPerMinute: 0 },
    ]);
  });

  test("is shared by all models that the catch-all stands for", () => {
    const params = { model: "*", max_budget: 1 };
    const config = configOf({ model_list: [{ model_name: "*", litellm_params: params }] });
    const holders = config.models.map((model) => {
      const adapter = findAdapter(config, {})(model.provider);
      const [limits] = buildTemplate(model, adapter, config.settings, {}).build(model.model).limits ?? [];
      return limits?.holder;
    });
    expect(holders.length).toBeGreaterThan(1);
    expect(new Set(holders).size).toBe(1);
    expect(holders[0]).toMatch(/^deployment:[0-9a-f]{16}$/);
  });

  test("is the budget of its provider too", () => {
    const provider_budget_config = { openai: { budget_limit: 5, time_period: "30d" }, azure: { budget_limit: 1 } };
    const ofProvider = { holder: "provider:openai", budgets: [{ limit: 5_000_000_000, duration: "30d" }] };
    expect(build({}, { router_settings: { provider_budget_config } }).limits).toEqual([ofProvider]);
    expect(build({ max_budget: 1 }, { router_settings: { provider_budget_config } }).limits).toEqual([
      { holder: "deployment:d%3A1", budgets: [{ limit: 1_000_000_000 }] },
      ofProvider,
    ]);
  });

  test.each([
    ["rpm: some", "litellm_params.rpm: expected a whole number from 0 on"],
    ["tpm: 1.5", "litellm_params.tpm: expected a whole number from 0 on"],
    ["max_parallel_requests: -1", "litellm_params.max_parallel_requests: expected a whole number from 0 on"],
    ["max_budget: -1", "litellm_params.max_budget: expected dollars"],
    ["budget_duration: soon", "litellm_params.budget_duration: expected a duration"],
    ["exclude_cached_tokens_from_tpm: 5", "expected true, false or auto, got the number 5"],
  ])("is an error when it reads %s", (line, message) => {
    const [error, ...more] = errorsOf(parseText(oneModel(`${line}\nmodel: demo/echo`)));
    expect(error).toMatch(/^config\.yaml:4:\d+: error: model_list\[0\]\./);
    expect(error).toContain(message);
    expect(more).toEqual([]);
  });

  test("with a period and no budget is warned of", () => {
    expect(warningsOf(parseText(oneModel("model: demo/echo\nbudget_duration: 1d")))).toEqual([
      'config.yaml:5:7: warning: model_list[0].litellm_params.budget_duration: "budget_duration" has no effect without max_budget',
    ]);
  });
});

describe("tokens read from a cache", () => {
  const rule = (value: boolean | "auto"): JsonObject => ({ exclude_cached_tokens_from_tpm: value });
  const [openai, anthropic] = [{ model: "openai/gpt-4o" }, { model: "anthropic/claude-sonnet-4-5" }];

  test.each<[about: string, params: JsonObject, global: JsonObject, info: JsonObject, expected: boolean]>([
    ["count by default", anthropic, {}, {}, false],
    ["are left out for all", openai, rule(true), {}, true],
    ["are left out where the provider does so", anthropic, rule("auto"), {}, true],
    ["count where the provider counts them", openai, rule("auto"), {}, false],
    ["are left out for one deployment", { ...openai, ...rule(true) }, {}, {}, true],
    ["count for one deployment", { ...anthropic, ...rule(false) }, rule("auto"), {}, false],
    ["go by the provider for one deployment", { ...anthropic, ...rule("auto") }, {}, {}, true],
    ["are left out by model_info", openai, {}, rule(true), true],
    ["go by litellm_params before model_info", { ...openai, ...rule(false) }, {}, rule(true), false],
  ])("%s", (_, params, global, info, expected) => {
    expect(build(params, { litellm_settings: global }, info).excludesCachedTokens).toBe(expected);
  });
});
