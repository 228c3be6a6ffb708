import { sql } from "drizzle-orm";
import type { BatchItem } from "drizzle-orm/batch";
import { drizzle, type DrizzleD1Database } from "drizzle-orm/d1";
import type { LiveRegistries, PriceRecord } from "../live-config.ts";
import { type AuditTrail, runWrite } from "./d1-audit-trail.ts";
import { D1GroupRegistry } from "./d1-group-registry.ts";
import { priceOverrides } from "./schema.ts";

type PriceRegistry = LiveRegistries["prices"];
type AlsoWritten = (db: DrizzleD1Database) => readonly BatchItem<"sqlite">[];

export class D1PriceRegistry extends D1GroupRegistry<PriceRecord, string> implements PriceRegistry {
  readonly #db;
  readonly #trail: AuditTrail | undefined;
  readonly #also: AlsoWritten;

  constructor(database: D1Database, trail: AuditTrail | undefined, also: AlsoWritten) {
    super(database, priceOverrides, priceOverrides.model, trail, also);
    this.#db = drizzle(database);
    this.#trail = trail;
    this.#also = also;
  }

  /** One statement for all, because a request may ask only so many. */
  async putAll(records: readonly PriceRecord[]): Promise<void> {
    if (records.length === 0) return;
    const { model, prices, updatedAtMs, updatedBy } = priceOverrides;
    // The columns of the table, in their order. "where true" tells SQLite that no join condition follows.
    const rows = sql`
      select value ->> 'model', value -> 'prices', value -> 'extra', value ->> 'createdAtMs', value ->> 'createdBy',
        value ->> 'updatedAtMs', value ->> 'updatedBy'
      from json_each(${JSON.stringify(records)}) where true`;
    const set = {
      prices: sql.raw(`excluded.${prices.name}`),
      updatedAtMs: sql`max(${sql.raw(`excluded.${updatedAtMs.name}`)}, ${updatedAtMs} + 1)`,
      updatedBy: sql.raw(`excluded.${updatedBy.name}`),
    };
    const write = this.#db
      .insert(priceOverrides)
      .select(rows)
      .onConflictDoUpdate({ target: model, set })
      .returning({ model });
    const changes = async () => {
      const before = await this.findAll(records.map((record) => record.model));
      return records.map((after) => {
        const own = before.find((record) => record.model === after.model);
        return { objectId: after.model, before: own, after: { ...own, ...after } };
      });
    };
    await runWrite(this.#db, write, this.#trail, changes, this.#also(this.#db));
  }
}
