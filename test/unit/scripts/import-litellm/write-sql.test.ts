import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { encodeRow, rowsOf } from "../../../../scripts/import-litellm/write-sql.ts";

const database = new DatabaseSync(":memory:");

const readBack = (rows: readonly (readonly unknown[])[]): unknown[] =>
  database
    .prepare(`select value ->> 0 as text, value ->> 1 as number from ${rowsOf(rows.map(encodeRow))}`)
    .all()
    .map(({ text, number }) => [text, number]);

/** No character has this number. SQLite's JSON takes its escape for a wrong one, and leaves it out. */
const UNREADABLE = "\u{99999}";
const text = fc.string({ unit: "binary" }).filter((any) => !any.includes(UNREADABLE));
const number = fc.option(fc.maxSafeInteger());

describe("a row in a statement", () => {
  test("comes back from SQLite as it was, with any text in it", () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(text, number)), (rows) => {
        expect(readBack(rows)).toEqual(rows);
      }),
      { numRuns: 2_000 },
    );
  });

  test.each([
    "'); drop table virtual_keys; --",
    "''",
    "\\'",
    "\\u0027",
    "\0",
    "a\0b",
    "\n\r\u2028",
    "😀é\u007f",
    "BEGIN TRANSACTION; COMMIT;",
    '"]}',
  ])("is safe with %j", (awkward) => {
    expect(readBack([[awkward, 1]])).toEqual([[awkward, 1]]);
  });

  test("has none of the characters that could end the text or the statement", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (any) => {
        expect(encodeRow([any])).toMatch(/^[\x21-\x26\x28-\x3a\x3c-\x7e]*$/);
      }),
    );
  });

  test("may have half a character pair in it, which SQLite gets as JSON has it", () => {
    expect(encodeRow(["\ud800"])).toBe(String.raw`["\ud800"]`);
  });
});
