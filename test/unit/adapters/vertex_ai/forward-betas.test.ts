import { expect, test } from "vitest";
import { forwardBetas } from "../../../../src/adapters/vertex_ai/forward-betas.ts";

test.each([
  ["context-1m-2025-08-07", { "anthropic-beta": "context-1m-2025-08-07" }],
  [
    "claude-code-20250219, interleaved-thinking-2025-05-14,,effort-2025-11-24,web-search-2025-03-05",
    { "anthropic-beta": "interleaved-thinking-2025-05-14,web-search-2025-03-05" },
  ],
  ["prompt-caching-scope-2026-01-05", {}],
  ["", {}],
])("of the betas %j, Vertex AI is told those that it knows", (asked, headers) => {
  expect(forwardBetas(new Headers({ "anthropic-beta": asked }))).toEqual(headers);
});

test("a client that asks for no betas gets none", () => {
  expect(forwardBetas(new Headers())).toEqual({});
});
