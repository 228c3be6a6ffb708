import { asc, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { Registry } from "../group-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { laterThan } from "./later-than.ts";
import { within } from "./within.ts";

/** A table that tells its rows apart by one text, `id`. */
interface GroupTable<Row> extends SQLiteTable {
  readonly $inferSelect: Row & Record<string, unknown>;
  readonly updatedAtMs: SQLiteColumn;
}

/** Any table of groups. The rows are `Row` because the constructor takes no other table. */
export class D1GroupRegistry<Row extends { readonly updatedAtMs: number }, Id extends string> implements Registry<
  Row,
  Id
> {
  readonly #db;
  readonly #table: SQLiteTable;
  readonly #id: SQLiteColumn;
  readonly #updatedAtMs: SQLiteColumn;

  constructor(database: D1Database, table: GroupTable<Row>, id: SQLiteColumn) {
    this.#db = drizzle(database);
    this.#table = table;
    this.#id = id;
    this.#updatedAtMs = table.updatedAtMs;
  }

  async insert(record: Row): Promise<"inserted" | "taken"> {
    const inserted = await askD1(
      async () =>
        await this.#db.insert(this.#table).values(record).onConflictDoNothing().returning({ id: this.#id }).get(),
    );
    return inserted === undefined ? "taken" : "inserted";
  }

  async find(id: Id): Promise<Row | undefined> {
    const row = await askD1(async () => await this.#db.select().from(this.#table).where(eq(this.#id, id)).get());
    return row as Row | undefined;
  }

  async findAll(ids: readonly Id[]): Promise<readonly Row[]> {
    const rows = await askD1(async () => await this.#db.select().from(this.#table).where(this.#isOneOf(ids)));
    return rows as unknown as readonly Row[];
  }

  async list({ offset, limit }: { readonly offset: number; readonly limit: number }): Promise<readonly Row[]> {
    const rows = await askD1(
      async () => await this.#db.select().from(this.#table).orderBy(asc(this.#id)).limit(limit).offset(offset),
    );
    return rows as unknown as readonly Row[];
  }

  async change(id: Id, change: Partial<Row>): Promise<Row | undefined> {
    const values = { ...change, updatedAtMs: laterThan(this.#updatedAtMs, change.updatedAtMs) };
    const row = await askD1(
      async () => await this.#db.update(this.#table).set(values).where(eq(this.#id, id)).returning().get(),
    );
    return row as Row | undefined;
  }

  async remove(ids: readonly Id[]): Promise<readonly Id[]> {
    const gone = await askD1(
      async () => await this.#db.delete(this.#table).where(this.#isOneOf(ids)).returning({ id: this.#id }),
    );
    return gone.map(({ id }) => id as Id);
  }

  #isOneOf(ids: readonly Id[]) {
    return sql`${this.#id} in ${within(ids)}`;
  }
}
