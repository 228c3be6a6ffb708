import { expect, test } from "vitest";
import { nameModel } from "../../../../src/forwards/pass-through/name-model.ts";

test.each([
  ["/v1beta/models/gemini-2.5-flash:streamGenerateContent", "gemini-2.5-flash"],
  ["/v1/publishers/anthropic/models/claude-sonnet-4@20250514:rawPredict", "claude-sonnet-4@20250514"],
  ["/model/anthropic.claude-3-haiku-20240307-v1%3A0/converse", "anthropic.claude-3-haiku-20240307-v1:0"],
  ["/openai/deployments/quay/chat/completions", "quay"],
  ["/openai/Deployments/Quay/chat/completions", "Quay"],
  ["/v1/models/gpt-4o", "gpt-4o"],
  ["/v1/models/ft%3Agpt-4o%3Aorg%3A%3Aid", "ft:gpt-4o:org::id"],
  ["/v1/models", undefined],
  ["/openai/deployments/quay", undefined],
  ["/v1/chat/completions", undefined],
  ["/v1/models/a/model/b/c", "b"],
  ["/model/a/deployments/b/c", undefined],
])("%s names %s", (path, model) => {
  expect(nameModel(path)).toBe(model);
});
