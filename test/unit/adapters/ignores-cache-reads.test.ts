import { expect, test } from "vitest";
import { ignoresCacheReads } from "../../../src/adapters/ignores-cache-reads.ts";

test.each([
  ["anthropic", true],
  ["bedrock", true],
  ["groq", true],
  ["openai", false],
  ["azure", false],
  ["deepseek", false],
  ["my-own", false],
])("the limits of %s leave cached reads out: %s", (provider, expected) => {
  expect(ignoresCacheReads(provider)).toBe(expected);
});
