import * as fc from "fast-check";
import { expect, test } from "vitest";
import { suggestName } from "../../../src/config/suggest-name.ts";

const names = ["model_list", "general_settings", "api_key", "openai"];

test.each([
  ["modle_list", "model_list"],
  ["model-list", "model_list"],
  ["MODEL_LIST", "model_list"],
  ["general_setings", "general_settings"],
  ["apikey", "api_key"],
  ["openia", "openai"],
  ["guardrails", undefined],
  ["x", undefined],
  ["", undefined],
])("%j most likely means %j", (name, meant) => {
  expect(suggestName(name, names)).toBe(meant);
});

test("one slip is always recognised", () => {
  fc.assert(
    fc.property(fc.constantFrom(...names), fc.nat(), fc.constantFrom("q", ""), (name, at, letter) => {
      const place = at % name.length;
      expect(suggestName(name.slice(0, place) + letter + name.slice(place + 1), names)).toBe(name);
    }),
  );
});
