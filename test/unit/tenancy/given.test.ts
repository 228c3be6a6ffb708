import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/core/json.ts";
import { mergeExtra, onlyGiven, orEmpty, withoutNulls } from "../../../src/tenancy/given.ts";

describe("what a request gives", () => {
  test("is what is not undefined, null included", () => {
    expect(Object.entries(onlyGiven({ a: 1, b: null, c: undefined, d: false }))).toEqual([
      ["a", 1],
      ["b", null],
      ["d", false],
    ]);
  });

  test("has no nulls where there is nothing to clear yet", () => {
    expect(Object.keys(withoutNulls({ a: 0, b: null, c: undefined, d: "" }))).toEqual(["a", "d"]);
  });

  test.each([
    [["x"], ["x"]],
    [null, []],
    [undefined, undefined],
  ])("clears %j of a field that cannot be null to %j", (given, stored) => {
    expect(orEmpty<readonly string[], readonly string[]>(given, [])).toEqual(stored);
  });

  test("wins over the fields before it, takes away with null, and leaves the rest", () => {
    expect(mergeExtra({ a: 1, b: 2, c: 3 }, { a: 9, b: null, c: undefined, d: 4 })).toEqual({ a: 9, c: 3, d: 4 });
  });

  test("keeps fields named like parts of the language", () => {
    const given = JSON.parse('{"__proto__":{"a":1},"constructor":2}') as JsonObject;
    expect(JSON.stringify(mergeExtra({}, given))).toBe('{"__proto__":{"a":1},"constructor":2}');
  });
});
