import { describe, expect, test } from "vitest";
import type { LimitSettings } from "../../../src/config/gateway-config.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { configOf, errorsOf, parseText, warningsOf } from "./parse-text.ts";

const limitsOf = (sections: JsonObject): LimitSettings => configOf(sections).settings.limits;

describe("limits", () => {
  test("are counted, told and kept in the usual way unless told otherwise", () => {
    expect(limitsOf({})).toEqual({
      timeZone: "UTC",
      tokens: { kind: "total", excludeCached: false },
      shadow: [],
      deadlineMs: 140,
      whenAway: { requests: "allow_little", tokens: "allow_little", parallel: expect.any(String), cost: "refuse" },
      leases: "auto",
      budgetStatus: 400,
      needsPrices: false,
      enforcesDeploymentRates: false,
      tags: {},
      providers: {},
      endUser: {},
    });
  });

  test("of the whole gateway are LiteLLM's max_budget and global_max_parallel_requests", () => {
    const proxy = limitsOf({
      litellm_settings: { max_budget: 100, budget_duration: "30d", timezone: "Europe/Berlin" },
      general_settings: { global_max_parallel_requests: 0, token_rate_limit_type: "output" },
    });
    expect(proxy).toMatchObject({
      timeZone: "Europe/Berlin",
      tokens: { kind: "output" },
      proxy: { holder: "proxy", budgets: [{ limit: 100_000_000_000, duration: "30d" }], parallelRequests: 0 },
    });
  });

  test.each<[sections: JsonObject, expected: Partial<LimitSettings>]>([
    [
      { litellm_settings: { exclude_cached_tokens_from_tpm: "auto" } },
      { tokens: { kind: "total", excludeCached: "auto" } },
    ],
    [
      { litellm_settings: { exclude_cached_tokens_from_tpm: "yes" } },
      { tokens: { kind: "total", excludeCached: true } },
    ],
    [{ litellm_settings: { budget_exceeded_status: 429 } }, { budgetStatus: 429 }],
    [{ litellm_settings: { budget_exceeded_status: "400" } }, { budgetStatus: 400 }],
    [{ general_settings: { fail_closed_budget_enforcement: true } }, { needsPrices: true }],
    [{ general_settings: { limits_leases: "off" } }, { leases: "off" }],
    [{ general_settings: { limits_deadline: 2 } }, { deadlineMs: 2_000 }],
    [
      { general_settings: { limits_in_shadow: ["requests", "budget", "team", "team_member/budget", "proxy/tokens"] } },
      { shadow: ["requests", "cost", "team", "team_member/cost", "proxy/tokens"] },
    ],
    [
      { router_settings: { optional_pre_call_checks: ["enforce_model_rate_limits"] } },
      { enforcesDeploymentRates: true },
    ],
    [{ router_settings: { optional_pre_call_checks: [] } }, { enforcesDeploymentRates: false }],
    [{ litellm_settings: { max_end_user_budget: 0.5 } }, { endUser: { budget: { limit: 500_000_000 as never } } }],
    [{ litellm_settings: { max_end_user_budget_id: "small" } }, { endUser: { budgetId: "small" } }],
  ])("%j apply", (sections, expected) => {
    expect(limitsOf(sections)).toMatchObject(expected);
  });

  test("may be treated each in its own way while the counters are away", () => {
    const rules = { requests: "refuse", tokens: "allow", parallel: "allow", budget: "allow" };
    expect(limitsOf({ general_settings: { limits_when_away: rules } }).whenAway).toEqual({
      requests: "refuse",
      tokens: "allow",
      parallel: "allow",
      cost: "allow",
    });
    expect(limitsOf({ general_settings: { limits_when_away: { tokens: "refuse" } } }).whenAway).toMatchObject({
      requests: "allow_little",
      tokens: "refuse",
      cost: "refuse",
    });
  });

  test("of tags and providers are known by either of LiteLLM's names", () => {
    const limits = limitsOf({
      litellm_settings: { tag_budget_config: { "product:chat": { max_budget: 1, budget_duration: "1d" } } },
      router_settings: {
        provider_budget_config: { openai: { budget_limit: 0, time_period: "30d" }, azure: { max_budget: 2 } },
      },
    });
    expect(limits.tags).toEqual({
      "product:chat": { holder: "tag:product%3Achat", budgets: [{ limit: 1_000_000_000, duration: "1d" }] },
    });
    expect(limits.providers).toEqual({
      openai: { holder: "provider:openai", budgets: [{ limit: 0, duration: "30d" }] },
      azure: { holder: "provider:azure", budgets: [{ limit: 2_000_000_000 }] },
    });
  });

  test("of an included file lie on top of those of the file that includes it", () => {
    const { config } = parseText(
      `include: [a.yaml]
litellm_settings: {max_budget: 1, max_end_user_budget: 1, tag_budget_config: {one: {max_budget: 1}}}
general_settings: {global_max_parallel_requests: 7, limits_when_away: {tokens: refuse, requests: refuse}}
router_settings: {optional_pre_call_checks: [enforce_model_rate_limits]}`,
      {
        "a.yaml": `litellm_settings: {max_budget: 2, tag_budget_config: {two: {max_budget: 2}}}
general_settings: {limits_when_away: {tokens: allow}}`,
      },
    );
    expect(config.settings.limits).toMatchObject({
      proxy: { holder: "proxy", budgets: [{ limit: 2_000_000_000 }], parallelRequests: 7 },
      whenAway: { tokens: "allow", requests: "refuse" },
      endUser: { budget: { limit: 1_000_000_000 } },
      enforcesDeploymentRates: true,
    });
    expect(Object.keys(config.settings.limits.tags)).toEqual(["one", "two"]);
  });
});

describe("limits that make no sense are errors with their place", () => {
  const where = (text: string): string => errorsOf(parseText(text)).join("\n");

  test.each([
    [
      "litellm_settings: {timezone: Mars/Olympus}",
      "1:30: error: litellm_settings.timezone: expected the name of a time zone",
    ],
    ["litellm_settings: {max_budget: -1}", "expected dollars, from 0 to nine million, got the number -1"],
    ["litellm_settings: {budget_duration: soon}", "expected a duration such as 1d"],
    [
      "litellm_settings: {exclude_cached_tokens_from_tpm: maybe}",
      'litellm_settings.exclude_cached_tokens_from_tpm: expected true, false or auto, got the text "maybe"',
    ],
    ["litellm_settings: {budget_exceeded_status: 402}", "expected 400 or 429, got the number 402"],
    ["litellm_settings: {max_end_user_budget: much}", "expected dollars"],
    ["litellm_settings: {tag_budget_config: [a]}", "expected a map of tag to its budget, got a list"],
    [
      "litellm_settings: {tag_budget_config: {a: 5}}",
      "tag_budget_config.a: expected a map with budget_limit and time_period",
    ],
    [
      "litellm_settings: {tag_budget_config: {a: {budget_duration: 1d}}}",
      "tag_budget_config.a: expected a map with budget_limit",
    ],
    [
      "router_settings: {provider_budget_config: {a: {budget_limit: 1, time_period: x}}}",
      "a.time_period: expected a duration",
    ],
    ["general_settings: {token_rate_limit_type: all}", 'expected total, input or output, got the text "all"'],
    ["general_settings: {global_max_parallel_requests: 1.5}", "expected a whole number from 0 on"],
    [
      "general_settings: {limits_in_shadow: [requests, money]}",
      'general_settings.limits_in_shadow[1]: expected requests, tokens, parallel, budget, a kind of holder such as team, or both as team/budget, got the text "money"',
    ],
    ["general_settings: {limits_in_shadow: [team/money]}", 'got the text "team/money"'],
    ["general_settings: {limits_in_shadow: [7]}", "limits_in_shadow[0]: expected requests"],
    ["general_settings: {limits_in_shadow: budget}", "expected a list of limits, got the text"],
    [
      "general_settings: {limits_when_away: allow}",
      "expected a map of requests, tokens, parallel and budget, got the text",
    ],
    [
      "general_settings: {limits_when_away: {tokens: some}}",
      "limits_when_away.tokens: expected refuse, allow_little or allow",
    ],
    [
      "general_settings: {limits_when_away: {budget: allow_little}}",
      'limits_when_away.budget: expected refuse or allow, got the text "allow_little"',
    ],
    ["general_settings: {limits_leases: sometimes}", "expected auto, always or off"],
    ["general_settings: {fail_closed_budget_enforcement: 2}", "expected true or false"],
  ])("%s", (text, message) => {
    expect(where(text)).toMatch(/^config\.yaml:1:\d+: error: /);
    expect(where(text)).toContain(message);
  });
});

describe("a key about limits that has no effect is warned of", () => {
  test.each([
    [
      "general_settings: {limits_when_away: {tokenz: allow}}",
      'limits_when_away.tokenz: unknown key "tokenz" has no effect; did you mean "tokens"?',
    ],
    [
      "litellm_settings: {tag_budget_config: {a: {max_budget: 1, budget_duratoin: 1d}}}",
      'did you mean "budget_duration"?',
    ],
    [
      "router_settings: {provider_budget_config: {a: {max_budget: 1, rpm_limit: 1}}}",
      '"rpm_limit" is not supported yet',
    ],
  ])("%s", (text, message) => {
    const parsed = parseText(text);
    expect(errorsOf(parsed)).toEqual([]);
    expect(warningsOf(parsed)).toEqual([expect.stringContaining(message)]);
  });
});
