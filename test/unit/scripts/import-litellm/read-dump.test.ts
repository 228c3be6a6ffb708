import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, describe, expect, test } from "vitest";
import { readDump } from "../../../../scripts/import-litellm/read-dump.ts";

const folder = mkdtempSync(join(tmpdir(), "tollgate-dump-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function read(text: string): Promise<[table: string, number: number, row: unknown][]> {
  const file = join(folder, "dump.json");
  writeFileSync(file, text);
  const rows: [string, number, unknown][] = [];
  for await (const row of readDump(file)) rows.push([row.table, row.number, JSON.parse(row.text)]);
  return rows;
}

const expected = (dump: Readonly<Record<string, readonly unknown[] | null>>) =>
  Object.entries(dump).flatMap(([table, rows]) => (rows ?? []).map((row, index) => [table, index + 1, row]));

describe("a dump", () => {
  test("is read as it was written, whatever is in its rows", async () => {
    const row = fc.dictionary(fc.string({ unit: "binary" }), fc.jsonValue({ stringUnit: "binary" }), {
      noNullPrototype: true,
    });
    const table = fc.stringMatching(/^LiteLLM_[A-Za-z]{1,20}$/);
    const dumps = fc.dictionary(table, fc.option(fc.array(row)), { noNullPrototype: true });
    await fc.assert(
      fc.asyncProperty(dumps, fc.constantFrom(undefined, 1), async (dump, indent) => {
        const text = JSON.stringify(dump, undefined, indent);
        const asJson = JSON.parse(text) as typeof dump;
        expect(await read(text)).toEqual(expected(asJson));
      }),
      { numRuns: 300 },
    );
  });

  test("is read where its rows lie across the blocks of a file", async () => {
    const rows = Array.from({ length: 200 }, (_, index) => ({
      id: `é"\\${index}`,
      list: [{}, [[]], "]}"],
      text: "😀{".repeat(index * 7),
    }));
    const dump = { LiteLLM_A: rows, LiteLLM_B: null, LiteLLM_C: rows };
    expect(await read(JSON.stringify(dump))).toEqual(expected(dump));
  });

  test("may begin with a byte order mark, as some shells write one", async () => {
    expect(await read('\uFEFF{"A": [{"b": 1}]}')).toEqual([["A", 1, { b: 1 }]]);
  });

  test.each([
    ["cut off within a row", '{"A": [{"b": 1}, {"b"'],
    ["cut off between rows", '{"A": [{"b": 1}'],
    ["a list", '[{"b": 1}]'],
    ["a table that is no list", '{"A": {"b": {"c": 1}}}'],
    ["a row that is no object", '{"A": [[1]]}'],
    ["a comma too many", '{"A": [{"b": 1},]}'],
    ["rows without a comma between", '{"A": [{"b": 1} {"b": 2}]}'],
    ["empty", ""],
  ])("that is %s is refused", async (_, text) => {
    await expect(read(text)).rejects.toThrow("is not a JSON object of tables");
  });

  test("that is not there is told of", async () => {
    await expect(readDump(join(folder, "none.json")).next()).rejects.toThrow("ENOENT");
  });
});
