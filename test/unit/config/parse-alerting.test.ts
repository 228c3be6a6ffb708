import { expect, test } from "vitest";
import { errorsOf, parseText, warningsOf } from "./parse-text.ts";

test.each([
  ["general_settings: {alerting: [webhook]}", ["webhook"], 0],
  ["general_settings: {alerting: [slack, webhook, email]}", ["webhook"], 2],
  ["general_settings: {alerting: []}", [], 0],
  ["", [], 0],
])("%j sends alerts to %j, with %i warnings", (text, channels, warnings) => {
  const parsed = parseText(text);
  expect(errorsOf(parsed)).toEqual([]);
  expect(parsed.config.settings.alerting).toEqual(channels);
  expect(warningsOf(parsed)).toHaveLength(warnings);
});

test.each(["general_settings: {alerting: webhook}", "general_settings: {alerting: [1]}"])("%j is refused", (text) => {
  expect(errorsOf(parseText(text))).toHaveLength(1);
});
