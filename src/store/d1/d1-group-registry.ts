import { and, asc, eq, getTableColumns, sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Registry } from "../group-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { type AuditTrail, type Change, runWrite } from "./d1-audit-trail.ts";
import { recordColumns, type StampColumns, stampChange, stampInsert } from "./stamp-row.ts";
import { within } from "./within.ts";

/** A table that tells its rows apart by one text, `id`. */
interface GroupTable<Row> extends SQLiteTable, StampColumns {
  readonly $inferSelect: Row & Record<string, unknown>;
}

/** Any table of groups. The rows are `Row` because the constructor takes no other table. */
export class D1GroupRegistry<
  Row extends { readonly updatedAtMs: number; readonly spend?: number },
  Id extends string,
> implements Registry<Row, Id> {
  readonly #db;
  readonly #table: SQLiteTable & StampColumns;
  readonly #columns: Readonly<Record<string, SQLiteColumn>>;
  readonly #id: SQLiteColumn;
  readonly #trail: AuditTrail | undefined;
  readonly #also: ((db: DrizzleD1Database) => readonly BatchItem<"sqlite">[]) | undefined;

  /** With a trail every write leaves an entry, in the same batch; `also` is what else is written with each. */
  constructor(
    database: D1Database,
    table: GroupTable<Row>,
    id: SQLiteColumn,
    trail?: AuditTrail,
    also?: (db: DrizzleD1Database) => readonly BatchItem<"sqlite">[],
  ) {
    this.#trail = trail;
    this.#also = also;
    this.#db = drizzle(database);
    this.#table = table;
    this.#columns = recordColumns(table);
    this.#id = id;
  }

  async insert(record: Row): Promise<"inserted" | "taken"> {
    const row = stampInsert(this.#table, record, this.#trail, this.#idOf(record));
    const write = this.#db.insert(this.#table).values(row).onConflictDoNothing().returning({ id: this.#id });
    const changes = () => [{ objectId: this.#idOf(record), before: undefined, after: record }];
    const inserted = await this.#run(write, changes);
    return inserted.length === 0 ? "taken" : "inserted";
  }

  async find(id: Id): Promise<Row | undefined> {
    const row = await askD1(
      async () => await this.#db.select(this.#columns).from(this.#table).where(eq(this.#id, id)).get(),
    );
    return row as Row | undefined;
  }

  async findAll(ids: readonly Id[]): Promise<readonly Row[]> {
    const rows = await askD1(
      async () => await this.#db.select(this.#columns).from(this.#table).where(this.#isOneOf(ids)),
    );
    return rows as unknown as readonly Row[];
  }

  async list({ offset, limit }: { readonly offset: number; readonly limit: number }): Promise<readonly Row[]> {
    const rows = await askD1(
      async () =>
        await this.#db.select(this.#columns).from(this.#table).orderBy(asc(this.#id)).limit(limit).offset(offset),
    );
    return rows as unknown as readonly Row[];
  }

  async change(id: Id, change: Partial<Row>, seenAtMs?: number): Promise<Row | undefined> {
    const isSeen = seenAtMs === undefined ? undefined : eq(this.#table.updatedAtMs, seenAtMs);
    const write = this.#db
      .update(this.#table)
      .set(stampChange(this.#table, change))
      .where(and(eq(this.#id, id), isSeen))
      .returning(this.#columns);
    const rows = await this.#run<unknown>(write, async () => {
      const before = await this.find(id);
      return [{ objectId: id, before, after: { ...before, ...change } }];
    });
    return rows[0] as Row | undefined;
  }

  async remove(ids: readonly Id[]): Promise<readonly Id[]> {
    const write = this.#db.delete(this.#table).where(this.#isOneOf(ids)).returning({ id: this.#id });
    const gone = await this.#run<{ id: unknown }>(write, async () =>
      (await this.findAll(ids)).map((before) => ({
        objectId: this.#idOf(before),
        before,
        after: undefined,
      })),
    );
    return gone.map(({ id }) => id as Id);
  }

  #run<Returned>(
    write: BatchItem<"sqlite"> & PromiseLike<readonly Returned[]>,
    changes: () => Change[] | Promise<Change[]>,
  ): Promise<readonly Returned[]> {
    return runWrite(this.#db, write, this.#trail, changes, this.#also?.(this.#db));
  }

  #isOneOf(ids: readonly Id[]) {
    return sql`${this.#id} in ${within(ids)}`;
  }

  /** The one text by which the table tells its rows apart. */
  #idOf(record: Row): string {
    const [field] = Object.entries(getTableColumns(this.#table)).find(([, column]) => column === this.#id) ?? [""];
    return String((record as Row & Record<string, unknown>)[field]);
  }
}
