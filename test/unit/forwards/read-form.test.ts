import { describe, expect, test } from "vitest";
import { readForm } from "../../../src/forwards/read-form.ts";

describe("the fields of a form", () => {
  test.each<[string, [string, string][], object]>([
    [
      "texts stay texts for the provider",
      [
        ["model", "7"],
        ["temperature", "0.5"],
        ["stream", "true"],
      ],
      { model: "7", temperature: "0.5", stream: "true" },
    ],
    [
      "what the gateway reads may be JSON",
      [
        ["num_retries", "2"],
        ["disable_fallbacks", "true"],
        ["fallbacks", '["a"]'],
      ],
      { num_retries: 2, disable_fallbacks: true, fallbacks: ["a"] },
    ],
    ["metadata as JSON", [["metadata", '{"tags":["a"]}']], { metadata: { tags: ["a"] } }],
    [
      "metadata in brackets",
      [
        ["metadata[tags][]", "a"],
        ["metadata[tags][]", "b"],
        ["metadata[x][y]", "z"],
      ],
      { metadata: { tags: ["a", "b"], x: { y: "z" } } },
    ],
    ["one tag", [["tags", "a"]], { tags: ["a"] }],
    [
      "tags in a list",
      [
        ["tags[]", "a"],
        ["tags[]", "b"],
      ],
      { tags: ["a", "b"] },
    ],
    [
      "a name that comes twice, of which the last counts",
      [
        ["a", "1"],
        ["a", "2"],
      ],
      { a: "2" },
    ],
    ["lists of the provider's", [["include[]", "logprobs"]], { include: ["logprobs"] }],
  ])("%s", (_what, fields, body) => {
    expect(readForm(fields)).toEqual(body);
  });

  test("reach no prototype", () => {
    readForm([
      ["__proto__[a]", "1"],
      ["constructor[prototype][a]", "1"],
      ["metadata[__proto__][a]", "1"],
    ]);
    expect(({} as Record<string, unknown>)["a"]).toBeUndefined();
  });
});

test("a name that nests without end is refused", () => {
  expect(readForm([[`x${"[a]".repeat(99)}`, "1"]])).toHaveProperty(["x", ...Array<string>(99).fill("a")], "1");
  expect(() => readForm([[`x${"[a]".repeat(5_000)}`, "1"]])).toThrow("nests deeper than 100 levels");
});
