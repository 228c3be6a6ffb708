import { getTableColumns, type SQL } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { laterThan } from "./later-than.ts";

/** The instants of a table that its writes set; a table whose rows spend nothing has no second one. */
export interface StampColumns {
  readonly updatedAtMs: SQLiteColumn;
  readonly spendSetAtMs?: SQLiteColumn;
}

interface Stamped {
  readonly updatedAtMs?: number | undefined;
  readonly spend?: number | undefined;
}

/** A change with the row's next epoch. One that says what was spent begins a new count: that has an instant of its own. */
export const stampChange = <Change extends Stamped>(
  { updatedAtMs, spendSetAtMs }: StampColumns,
  change: Change,
): Omit<Change, "updatedAtMs"> & { updatedAtMs: SQL; spendSetAtMs?: SQL } => ({
  ...change,
  updatedAtMs: laterThan(updatedAtMs, change.updatedAtMs),
  ...(change.spend !== undefined &&
    spendSetAtMs !== undefined && { spendSetAtMs: laterThan(spendSetAtMs, change.updatedAtMs) }),
});

/** A new row that is said to have spent something already. */
export const stampInsert = <Row extends Stamped>(row: Row): Row & { spendSetAtMs?: number } =>
  row.spend !== undefined && row.spend > 0 && row.updatedAtMs !== undefined
    ? { ...row, spendSetAtMs: row.updatedAtMs }
    : row;

/** A table's columns as a record has them: the second instant is a matter of the store alone. */
export function recordColumns<Table extends SQLiteTable>(table: Table): Omit<Table["_"]["columns"], "spendSetAtMs"> {
  const { spendSetAtMs: _, ...columns }: Table["_"]["columns"] = getTableColumns(table);
  return columns;
}
