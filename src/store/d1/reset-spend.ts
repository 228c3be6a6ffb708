import { ne, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import { zeroUsd } from "../../core/money.ts";
import type { ChangeStamp } from "../change-stamp.ts";
import type { ResetRow } from "../spend-resets.ts";
import { askD1 } from "./ask-d1.ts";
import { type AuditTrail, runWrite } from "./d1-audit-trail.ts";
import { type StampColumns, stampChange } from "./stamp-row.ts";

interface SpendTable extends SQLiteTable, StampColumns {
  readonly spend: SQLiteColumn;
}

/** Of all rows in what is one statement, however many there are, and one entry in the audit log: about `*`, with their sum. */
export async function resetSpend<Id extends string>(
  db: DrizzleD1Database,
  table: SpendTable,
  id: SQLiteColumn & { readonly _: { readonly data: Id } },
  trail: AuditTrail | undefined,
  stamp: ChangeStamp,
): Promise<readonly ResetRow<Id>[]> {
  const { spend, updatedAtMs } = table;
  const write = db
    .update(table as SQLiteTable)
    .set(stampChange(table, { spend: zeroUsd, ...stamp }))
    .where(ne(spend, zeroUsd))
    .returning({ id, updatedAtMs });
  const rows = await runWrite<unknown>(db, write, trail, async () => {
    const sum = await askD1(
      async () => await db.get<{ spend: number }>(sql`select total(${spend}) as spend from ${table}`),
    );
    return [{ objectId: "*", before: sum, after: { spend: zeroUsd } }];
  });
  return rows as readonly ResetRow<Id>[];
}
