import { and, asc, desc, eq, inArray, lte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { ManagedKind, ManagedObject, ManagedObjects, ObjectChange, ObjectPage } from "../managed-objects.ts";
import { askD1 } from "./ask-d1.ts";
import { managedObjects as rows } from "./schema.ts";

export class D1ManagedObjects implements ManagedObjects {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async insert(objects: readonly ManagedObject[]): Promise<void> {
    // A statement each: D1 takes a hundred parameters a statement.
    const [first, ...rest] = objects.map((object) => this.#db.insert(rows).values(object).onConflictDoNothing());
    if (first !== undefined) await askD1(async () => await this.#db.batch([first, ...rest]));
  }

  async find(ids: readonly string[], owner?: string): Promise<readonly ManagedObject[]> {
    if (ids.length === 0) return [];
    const isNamed = inArray(rows.id, sql`(select value from json_each(${JSON.stringify(ids)}))`);
    const isTheirs = owner === undefined ? undefined : eq(rows.owner, owner);
    return await askD1(async () => await this.#db.select().from(rows).where(and(isNamed, isTheirs)));
  }

  async list(
    owner: string,
    kind: ManagedKind,
    { limit, after, purpose, oldestFirst = false }: ObjectPage,
  ): Promise<readonly ManagedObject[]> {
    const [order, beyond] = oldestFirst ? [asc, sql`>`] : [desc, sql`<`];
    const seen = sql`(select ${rows.createdAtMs}, ${rows.id} from ${rows} where ${rows.id} = ${after} and ${rows.owner} = ${owner})`;
    const where = and(
      eq(rows.owner, owner),
      eq(rows.kind, kind),
      purpose === undefined ? undefined : eq(sql`${rows.body} ->> 'purpose'`, purpose),
      after === undefined ? undefined : sql`(${rows.createdAtMs}, ${rows.id}) ${beyond} ${seen}`,
    );
    return await askD1(
      async () =>
        await this.#db.select().from(rows).where(where).orderBy(order(rows.createdAtMs), order(rows.id)).limit(limit),
    );
  }

  async change(id: string, change: ObjectChange): Promise<void> {
    await askD1(async () => await this.#db.update(rows).set(change).where(eq(rows.id, id)));
  }

  async remove(id: string): Promise<void> {
    await askD1(async () => await this.#db.delete(rows).where(eq(rows.id, id)));
  }

  async due(nowMs: number, limit: number): Promise<readonly ManagedObject[]> {
    return await askD1(
      async () =>
        await this.#db.select().from(rows).where(lte(rows.dueAtMs, nowMs)).orderBy(asc(rows.dueAtMs)).limit(limit),
    );
  }
}
