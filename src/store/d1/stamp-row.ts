import { getTableColumns, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { AuditTrail } from "./d1-audit-trail.ts";
import { laterThan } from "./later-than.ts";
import { auditLog } from "./schema.ts";

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

/**
 * A new row begins a count of its own where it is said to have spent something already, and where the trail knows of an
 * earlier row of its id: what that had spent is none of its. An index finds that, and rows are seldom made.
 */
export function stampInsert<Row extends Stamped>(
  { spendSetAtMs }: StampColumns,
  row: Row,
  trail: AuditTrail | undefined,
  objectId: string,
): Row & { spendSetAtMs?: number | SQL } {
  if (spendSetAtMs === undefined) return row;
  const { spend = 0, updatedAtMs = 0 } = row;
  const givenAtMs = spend > 0 ? updatedAtMs : 0;
  if (trail === undefined) return { ...row, spendSetAtMs: givenAtMs };
  const { atMs, kind, objectId: ofRow } = auditLog;
  const remadeAtMs = sql`(
    select max(${updatedAtMs}, max(${atMs}) + 1) from ${auditLog} where ${kind} = ${trail.kind} and ${ofRow} = ${objectId}
  )`;
  return { ...row, spendSetAtMs: sql`coalesce(${remadeAtMs}, ${givenAtMs})` };
}

/** A table's columns as a record has them: the second instant is a matter of the store alone. */
export function recordColumns<Table extends SQLiteTable>(table: Table): Omit<Table["_"]["columns"], "spendSetAtMs"> {
  const { spendSetAtMs: _, ...columns }: Table["_"]["columns"] = getTableColumns(table);
  return columns;
}
