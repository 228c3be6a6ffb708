import { describe, expect, test } from "vitest";
import { errorsOf, parseText, warningsOf } from "./parse-text.ts";

const MODELS = "\nmodel_list: [{ model_name: a, litellm_params: { model: demo/echo } }]";

describe("a key of the router that has no effect is warned of", () => {
  test.each([
    [
      "routing_strategy_args: {lowest_latency_bufer: 1}",
      '1:43: warning: router_settings.routing_strategy_args.lowest_latency_bufer: unknown key "lowest_latency_bufer" has no effect; did you mean "lowest_latency_buffer"?',
    ],
    ["retry_policy: {TimeoutErrorRetrys: 1}", 'did you mean "TimeoutErrorRetries"?'],
    ["retry_policy: {TimeoutErrorAllowedFails: 1}", 'unknown key "TimeoutErrorAllowedFails" has no effect'],
    ["allowed_fails_policy: {TimeoutErrorRetries: 1}", 'unknown key "TimeoutErrorRetries" has no effect'],
    ["model_group_retry_policy: {a: {Timeout: 1}}", 'model_group_retry_policy.a.Timeout: unknown key "Timeout"'],
    [
      "optional_pre_call_checks: [session_affinity]",
      '1:46: warning: router_settings.optional_pre_call_checks[0]: "session_affinity" is not supported yet and has no effect',
    ],
    ["fallbacks: [{'*': [{model: a, api_key: k}]}]", 'fallbacks[0].*[0].api_key: "api_key" is not supported yet'],
    ["default_fallbacks: [{model: a, messages: []}]", 'default_fallbacks[0].messages: "messages" is not supported yet'],
    [
      "fallbacks: [{'*': [a]}, {'*': [a]}]",
      '1:44: warning: router_settings.fallbacks[1].*: "*" has an entry further up, so this one has no effect',
    ],
    ["enable_pre_call_check: true", 'did you mean "enable_pre_call_checks"'],
  ])("%s", (text, message) => {
    const parsed = parseText(`router_settings: {${text}}${MODELS}`);
    expect(errorsOf(parsed)).toEqual([]);
    expect(warningsOf(parsed)).toEqual([expect.stringContaining(message)]);
  });

  test("while each section may have an entry for the same model", () => {
    const entry = "{fallbacks: [{'*': [a]}], context_window_fallbacks: [{'*': [a]}]}";
    expect(warningsOf(parseText(`litellm_settings: ${entry}\nrouter_settings: ${entry}${MODELS}`))).toEqual([]);
  });

  test("the first of two entries for a model is the one that counts", () => {
    const models =
      "model_list: [{ model_name: a, litellm_params: { model: demo/echo } }, { model_name: b, litellm_params: { model: demo/echo } }]";
    const { config } = parseText(`router_settings: {fallbacks: [{'*': [a]}, {'*': [b]}]}\n${models}`);
    expect(config.settings.router.fallbacks).toEqual({ "*": ["a"] });
  });
});
