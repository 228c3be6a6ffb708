import { and, asc, desc, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { KeyHash } from "../../core/ids.ts";
import type { KeyFilter, KeyOwner, KeyPage, KeyRecord, KeyRegistry } from "../key-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { laterThan } from "./later-than.ts";
import { virtualKeys } from "./schema.ts";
import { within } from "./within.ts";

/** A field that is left out says nothing. */
const matching = (filter: KeyFilter): SQL | undefined =>
  and(
    filter.hash === undefined ? undefined : eq(virtualKeys.hash, filter.hash),
    filter.alias === undefined ? undefined : eq(virtualKeys.keyAlias, filter.alias),
    filter.user === undefined ? undefined : eq(virtualKeys.userId, filter.user),
    filter.team === undefined ? undefined : eq(virtualKeys.teamId, filter.team),
    filter.organization === undefined ? undefined : eq(virtualKeys.organizationId, filter.organization),
  );

export class D1KeyRegistry implements KeyRegistry {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async insert(record: KeyRecord): Promise<"inserted" | "key-taken" | "alias-taken"> {
    const inserted = await askD1(
      async () =>
        await this.#db
          .insert(virtualKeys)
          .values(record)
          .onConflictDoNothing()
          .returning({ hash: virtualKeys.hash })
          .get(),
    );
    if (inserted !== undefined) return "inserted";
    return (await this.find(record.hash)) === undefined ? "alias-taken" : "key-taken";
  }

  async find(hash: KeyHash): Promise<KeyRecord | undefined> {
    return await askD1(async () => await this.#db.select().from(virtualKeys).where(eq(virtualKeys.hash, hash)).get());
  }

  async findByAliases(aliases: readonly string[]): Promise<readonly KeyRecord[]> {
    return await askD1(
      async () =>
        await this.#db
          .select()
          .from(virtualKeys)
          .where(sql`${virtualKeys.keyAlias} in ${within(aliases)}`),
    );
  }

  async list(filter: KeyFilter, { offset, limit, sortBy, descending }: KeyPage) {
    const where = matching(filter);
    const column = virtualKeys[sortBy];
    const [records, total] = await askD1(() =>
      Promise.all([
        this.#db
          .select()
          .from(virtualKeys)
          .where(where)
          .orderBy(descending ? desc(column) : asc(column), virtualKeys.hash)
          .limit(limit)
          .offset(offset),
        this.#db.$count(virtualKeys, where),
      ]),
    );
    return { records, total };
  }

  async remove(hashes: readonly KeyHash[]): Promise<readonly KeyRecord[]> {
    return await this.#removeWhere(sql`${virtualKeys.hash} in ${within(hashes)}`);
  }

  async removeOf(owner: KeyOwner): Promise<readonly KeyRecord[]> {
    return await this.#removeWhere(matching(owner));
  }

  async #removeWhere(where: SQL | undefined): Promise<readonly KeyRecord[]> {
    return await askD1(async () => await this.#db.delete(virtualKeys).where(where).returning());
  }

  async change(hash: KeyHash, change: Partial<KeyRecord>): Promise<KeyRecord | "alias-taken" | undefined> {
    const { keyAlias = null } = change;
    const isFree = sql`not exists (
      select 1 from ${virtualKeys} as other where other.key_alias = ${keyAlias} and other.hash <> ${hash}
    )`;
    const changed = await askD1(
      async () =>
        await this.#db
          .update(virtualKeys)
          .set({ ...change, updatedAtMs: laterThan(virtualKeys.updatedAtMs, change.updatedAtMs) })
          .where(and(eq(virtualKeys.hash, hash), isFree))
          .returning()
          .get(),
    );
    if (changed !== undefined) return changed;
    return (await this.find(hash)) === undefined ? undefined : "alias-taken";
  }
}
