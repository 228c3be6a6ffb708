import { getTableColumns, getTableName } from "drizzle-orm";
import { getTableConfig, type SQLiteTable } from "drizzle-orm/sqlite-core";
import { endUsers } from "../../src/store/d1/schema.ts";

/** D1 takes statements of up to 100,000 bytes. The rest is for what stands around the rows. */
export const ROWS_LENGTH_MAX = 90_000;

/**
 * JSON that can stand between quotes in SQL, whatever texts are in it: all that is not plain visible ASCII, quotes and
 * semicolons are written as JSON's own escapes. They only occur within JSON's strings, so SQLite's JSON reads the same
 * values.
 */
export const encodeRow = (values: readonly unknown[]): string =>
  JSON.stringify(values).replace(/[^\x21-\x7e]|[';]/g, escapeUnit);

const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** A table of one column `value`, a row in each: `value ->> 0` is its first field. */
export const rowsOf = (encoded: readonly string[]): string => `json_each('[${encoded.join(",")}]')`;

/** The fields of a record in the order of its names, as drizzle hands them to SQLite. */
export function driverValues(table: SQLiteTable, record: Readonly<Record<string, unknown>>): readonly unknown[] {
  const columns = getTableColumns(table);
  return Object.entries(record).map(([name, value]) =>
    value === null ? null : columns[name]?.mapToDriverValue(value),
  );
}

/** What nobody made here: the ledger gives each customer that requests name a row, which only has what they spent. */
const SPENT_ALONE = ["spend_nano", "spend_set_at_ms", "created_at_ms", "created_by", "updated_by"];

/** As the index of customers who are ruled has it. */
const isRuled = (row: string): string =>
  `(${row}.budget_id is not null or ${row}.blocked or ${row}.allowed_model_region is not null or ${row}.extra <> '{}')`;

/**
 * Inserts rows with these fields. What exists stays as it is, or gets these fields and a later epoch. A customer whom nobody
 * made here gets the rules all the same, or one who is blocked there would not be blocked here.
 */
export function insertRows(
  table: SQLiteTable,
  fields: readonly string[],
  encoded: readonly string[],
  replaces: boolean,
): string {
  const name = getTableName(table);
  const columns = getTableColumns(table);
  const names = fields.map((field) => columns[field]?.name ?? "");
  const set = (changed: readonly string[]): string =>
    changed
      .map((column) =>
        column === "updated_at_ms"
          ? `${column} = max(excluded.${column}, ${name}.${column} + 1)`
          : `${column} = excluded.${column}`,
      )
      .join(", ");
  const rules = names.filter((column) => !SPENT_ALONE.includes(column));
  const change = replaces
    ? `update set ${set(names)}`
    : table === endUsers
      ? `update set ${set(rules)} where ${isRuled("excluded")} and not ${isRuled(name)}`
      : "nothing";
  return [
    `insert into ${name} (${names.join(", ")})`,
    `select ${selectFields(names.length)} from ${rowsOf(encoded)} where true`,
    `on conflict (${primaryKeyOf(table).join(", ")}) do ${change}`,
  ].join(" ");
}

const selectFields = (count: number): string =>
  Array.from({ length: count }, (_, index) => `value ->> ${index}`).join(", ");

function primaryKeyOf(table: SQLiteTable): readonly string[] {
  const { columns, primaryKeys } = getTableConfig(table);
  const own = columns.filter(({ primary }) => primary);
  return (own.length > 0 ? own : primaryKeys.flatMap((key) => key.columns)).map(({ name }) => name);
}
