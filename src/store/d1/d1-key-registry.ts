import { eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { KeyHash } from "../../core/ids.ts";
import type { KeyChange, KeyRecord, KeyRegistry } from "../key-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { virtualKeys } from "./schema.ts";

/** A list as one parameter: D1 takes at most a hundred of them. */
const within = (list: readonly string[]) => sql`(select value from json_each(${JSON.stringify(list)}))`;

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

  async remove(hashes: readonly KeyHash[]): Promise<readonly KeyHash[]> {
    const gone = await askD1(
      async () =>
        await this.#db
          .delete(virtualKeys)
          .where(sql`${virtualKeys.hash} in ${within(hashes)}`)
          .returning({ hash: virtualKeys.hash }),
    );
    return gone.map((row) => row.hash);
  }

  async change(hash: KeyHash, change: KeyChange): Promise<KeyRecord | undefined> {
    return await askD1(
      async () => await this.#db.update(virtualKeys).set(change).where(eq(virtualKeys.hash, hash)).returning().get(),
    );
  }
}
