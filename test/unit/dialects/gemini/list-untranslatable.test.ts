import { expect, test } from "vitest";
import type { JsonObject } from "../../../../src/core/json.ts";
import { listUntranslatable } from "../../../../src/dialects/gemini/list-untranslatable.ts";

test.each<[readonly string[], JsonObject]>([
  [[], {}],
  [[], { generationConfig: { candidateCount: 1, responseLogprobs: false, logprobs: 3 } }],
  [["candidateCount"], { generationConfig: { candidateCount: 2 } }],
  [["candidateCount"], { generation_config: { candidate_count: 3 } }],
  [["responseLogprobs"], { generationConfig: { responseLogprobs: true } }],
])("no answer of another dialect can hold %j of %j", (names, body) => {
  expect(listUntranslatable(body)).toEqual(names);
});
