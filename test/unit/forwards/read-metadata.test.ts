import { expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { readMetadata } from "../../../src/forwards/read-metadata.ts";

const pairs = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`name ${n}`, "x"]));

test.each<JsonObject>([pairs(16), { ["x".repeat(64)]: "x".repeat(512) }, { "": "" }, JSON.parse('{"__proto__":"a"}')])(
  "%j is within OpenAI's bounds",
  (metadata) => {
    expect(JSON.stringify(readMetadata(metadata))).toBe(JSON.stringify(metadata));
  },
);

test("none is an empty object", () => {
  expect([readMetadata(undefined), readMetadata(null)]).toEqual([{}, {}]);
});

test.each<[string, JsonObject["metadata"]]>([
  ["metadata", "a"],
  ["metadata", ["a"]],
  ["metadata", pairs(17)],
  ["metadata", { ["x".repeat(65)]: "a" }],
  ["metadata.a", { a: "x".repeat(513) }],
  ["metadata.a", { a: null }],
])("%s is refused", (param, metadata) => {
  expect(() => readMetadata(metadata)).toThrow(expect.objectContaining({ code: "invalid_request", param }));
});
