import * as fc from "fast-check";
import { expect, test } from "vitest";
import { suggestName } from "../../../src/config/suggest-name.ts";

const names = ["a", "model_list", "general_settings", "api_key", "openai", "TimeoutErrorRetries"];

test.each([
  ["modle_list", "model_list"],
  ["model-list", "model_list"],
  ["MODEL_LIST", "model_list"],
  ["general_setings", "general_settings"],
  ["apikey", "api_key"],
  ["openia", "openai"],
  ["timeouterrorretrys", "TimeoutErrorRetries"],
  ["guardrails", undefined],
  ["x", undefined],
  ["A", "a"],
  ["OPENAI", "openai"],
  ["", undefined],
])("%j most likely means %j", (name, meant) => {
  expect(suggestName(name, names)).toBe(meant);
});

test("one slip is always recognised", () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...names.filter((name) => name.length > 1)),
      fc.nat(),
      fc.constantFrom("q", ""),
      (name, at, letter) => {
        const place = at % name.length;
        expect(suggestName(name.slice(0, place) + letter + name.slice(place + 1), names)).toBe(name);
      },
    ),
  );
});
