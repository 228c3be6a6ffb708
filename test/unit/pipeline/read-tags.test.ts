import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { readTags } from "../../../src/pipeline/read-tags.ts";

const read = (asked: JsonObject, header?: string): readonly string[] =>
  readTags(asked, new Headers(header === undefined ? {} : { "x-litellm-tags": header }));

describe("the tags of a request", () => {
  test.each<[string, JsonObject, string | undefined, readonly string[]]>([
    ["nowhere", {}, undefined, []],
    ["tags", { tags: ["a", "b"] }, undefined, ["a", "b"]],
    ["metadata.tags", { metadata: { tags: ["a"] } }, undefined, ["a"]],
    ["litellm_metadata.tags", { litellm_metadata: { tags: ["a"] } }, undefined, ["a"]],
    ["the header", {}, " a, b,,c ", ["a", "b", "c"]],
    ["an empty header", {}, "", []],
    [
      "everywhere, once each",
      { tags: ["a"], metadata: { tags: ["a", "b"] }, litellm_metadata: { tags: ["c"] } },
      "b,d",
      ["a", "b", "c", "d"],
    ],
    ["nowhere, where null stands for it", { tags: null, metadata: { tags: null } }, undefined, []],
    ["no metadata that is a provider's", { metadata: { tags: "a" } }, undefined, []],
  ])("are read from %s", (_, asked, header, tags) => {
    expect(read(asked, header)).toEqual(tags);
  });

  test.each<[string, JsonObject]>([
    ["tags", { tags: "a" }],
    ["tags", { tags: [1, "a"] }],
    ["metadata.tags", { metadata: { tags: [null] } }],
    ["litellm_metadata.tags", { litellm_metadata: { tags: "a" } }],
    ["tags", { tags: Array.from({ length: 101 }, (_, index) => `t${index}`) }],
  ])("are refused, naming %s: %j", (param, asked) => {
    expect(() => read(asked)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
  });
});
