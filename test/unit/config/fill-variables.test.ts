import { expect, test } from "vitest";
import { fillVariables } from "../../../src/config/fill-variables.ts";

test.each([
  ["Bearer os.environ/A", "Bearer 1"],
  ["os.environ/A:os.environ/B", "1:2"],
  ["plain", "plain"],
  ["Bearer os.environ/MISSING", undefined],
])("%s is sent as %s", (text, sent) => {
  const values: Record<string, string> = { A: "1", B: "2" };
  expect(fillVariables(text, (name) => values[name])).toBe(sent);
});
