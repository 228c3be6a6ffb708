import { expect, test } from "vitest";
import { findCircle } from "../../../src/config/find-circle.ts";

test.each([
  ["none", { a: "b", b: "c", c: "" }, undefined],
  ["one that the start only leads to", { a: "b", b: "c", c: "b" }, undefined],
  ["itself", { a: "a" }, "aa"],
  ["a long one", { a: "b", b: "c", c: "d", d: "a" }, "abcda"],
  ["the shortest of several", { a: "bc", b: "d", c: "a", d: "a" }, "aca"],
  ["a name that is not there", { a: "x" }, undefined],
])("the way back to a is found: %s", (_, table: Readonly<Record<string, string>>, expected) => {
  expect(findCircle("a", (name) => (table[name] ?? "").split(""))?.join("")).toBe(expected);
});

test("a chain of any length is followed", () => {
  const length = 10_000;
  const circle = findCircle("0", (name) => [String((Number(name) + 1) % length)]);
  expect(circle).toHaveLength(length + 1);
});
