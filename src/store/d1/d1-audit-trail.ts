import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { JsonObject } from "../../core/json.ts";
import type { AuditAction, Audited, Author } from "../audit-log.ts";
import { redactRecord } from "../redact-record.ts";
import { askD1 } from "./ask-d1.ts";
import { auditLog } from "./schema.ts";

/** One row before and after a write; one of the two may not be there. */
export interface Change {
  readonly objectId: string;
  readonly before: object | undefined;
  readonly after: object | undefined;
}

/** Who writes, what about, and by which clock. */
export interface AuditTrail {
  readonly author: Author;
  readonly kind: Audited;
  readonly now: () => number;
}

/**
 * Runs a write that returns its rows; with a trail, an entry for each of its changes is written in the same batch, and so is
 * what else has to come with it.
 */
export async function runWrite<Row>(
  db: DrizzleD1Database,
  write: BatchItem<"sqlite"> & PromiseLike<readonly Row[]>,
  trail: AuditTrail | undefined,
  changes: () => Change[] | Promise<Change[]>,
  also: readonly BatchItem<"sqlite">[] = [],
): Promise<readonly Row[]> {
  if (trail === undefined && also.length === 0) return await askD1(async () => await write);
  // The entries come right after the write: they ask how many rows it changed.
  const noted = trail === undefined ? [] : [noteChanges(db, trail, await changes())];
  const [rows] = await askD1(async () => await db.batch([write, ...noted, ...also]));
  return rows as readonly Row[];
}

/** Writes nothing where the statement before it in the batch changed no row. */
function noteChanges(db: DrizzleD1Database, { author, kind, now }: AuditTrail, changes: readonly Change[]) {
  const rows = changes.map(({ objectId, before, after }) => ({
    id: crypto.randomUUID(),
    objectId,
    action: actionOf(before, after),
    before: before && redactRecord(before as JsonObject),
    after: after && redactRecord(after as JsonObject),
  }));
  // The columns of the table, in their order.
  return db.insert(auditLog).select(sql`
    select value ->> 'id', ${now()}, ${author.key}, ${author.user ?? null}, value ->> 'action', ${kind},
      value ->> 'objectId', nullif(value -> 'before', 'null'), nullif(value -> 'after', 'null')
    from json_each(${JSON.stringify(rows)}) where changes() > 0`);
}

function actionOf(
  before: { readonly blocked?: boolean } | undefined,
  after: { readonly blocked?: boolean } | undefined,
): AuditAction {
  if (before === undefined) return "created";
  if (after === undefined) return "deleted";
  if (before.blocked === after.blocked) return "updated";
  return after.blocked === true ? "blocked" : "unblocked";
}
