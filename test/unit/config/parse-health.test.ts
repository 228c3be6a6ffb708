import { describe, expect, test } from "vitest";
import { errorsOf, oneModel, parseText, warningsOf } from "./parse-text.ts";

const settingsOf = (text: string) => {
  const parsed = parseText(text);
  expect([...errorsOf(parsed), ...warningsOf(parsed)]).toEqual([]);
  return parsed.config.settings.health;
};

describe("how deployments are probed", () => {
  test.each([
    ["{}", { inBackground: false, intervalMs: 300_000, hasDetails: true }],
    ["{background_health_checks: yes}", { inBackground: true, intervalMs: 300_000, hasDetails: true }],
    ["{health_check_interval: 90}", { inBackground: false, intervalMs: 90_000, hasDetails: true }],
    ["{health_check_details: false}", { inBackground: false, intervalMs: 300_000, hasDetails: false }],
  ])("%s keeps what is not said", (text, health) => {
    expect(settingsOf(`general_settings: ${text}`)).toEqual(health);
  });

  test("an interval that is none is an error", () => {
    const errors = errorsOf(parseText("general_settings: {health_check_interval: 0}"));
    expect(errors).toEqual([expect.stringContaining("health_check_interval: expected a number of seconds above 0")]);
  });

  test("a model may say how it is probed", () => {
    const info = "    model_info: {health_check_model: openai/gpt-4o-mini, health_check_timeout: 2.5, ";
    const rest = "health_check_max_tokens: 9, disable_background_health_check: true}\n";
    const parsed = parseText(oneModel("model: openai/*", "openai/*") + info + rest);
    expect([...errorsOf(parsed), ...warningsOf(parsed)]).toEqual([]);
    expect(parsed.config.models[0]?.probe).toEqual({
      model: "openai/gpt-4o-mini",
      timeoutMs: 2_500,
      outputTokensMax: 9,
      isLeftOut: true,
    });
  });

  test("a model that says nothing of it has nothing of it", () => {
    expect(parseText(oneModel("model: openai/gpt-4o")).config.models[0]).not.toHaveProperty("probe");
  });
});
