import { describe, expect, it } from "vitest";
import { findLeak } from "../../injection/find-leak.ts";

describe("an answer", () => {
  it.each([
    ["an error of D1", 'D1_ERROR: near "x": syntax error at offset 7', "D1_ERROR"],
    ["a code of SQLite", "UNIQUE failed: SQLITE_CONSTRAINT", "SQLITE_CONSTRAINT"],
    ["a failed query", "Failed query: select 1", "Failed query"],
    ["a table that is missing", "no such table: x", "no such table"],
    [
      "a frame of a stack",
      "Error\n    at run (file:///src/tenancy/action.ts:101:5)",
      "at run (file:///src/tenancy/action.ts:101",
    ],
    ["an exception", '{"message":"TypeError: x is undefined"}', "TypeError:"],
  ])("tells too much with %s", (_name, answer, leak) => {
    expect(findLeak(answer, "'")).toBe(leak);
  });

  it("tells nothing by repeating what was asked", () => {
    const payload = `x'; "no such table" --`;
    expect(findLeak(JSON.stringify({ detail: [{ input: payload }] }), payload)).toBeUndefined();
    expect(findLeak(JSON.stringify({ message: JSON.stringify(payload) }), payload)).toBeUndefined();
  });
});
