import { and, eq, gte, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { asId } from "../../core/ids.ts";
import type { SpentReader } from "../spent-reader.ts";
import { askD1 } from "./ask-d1.ts";
import { usageEvents, virtualKeys } from "./schema.ts";

const spent = sql<number>`total(${usageEvents.cost})`;

export class D1SpentReader implements SpentReader {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async spentSince(holder: string, sinceMs: number | undefined): Promise<number> {
    const key = holder.startsWith("key:") ? asId<"key-hash">(holder.slice("key:".length)) : undefined;
    if (key !== undefined && sinceMs === undefined) return await this.#spentByKey(key);
    const events = this.#db.select({ spent }).from(usageEvents);
    const recent = sinceMs === undefined ? undefined : gte(usageEvents.startedAtMs, sinceMs);
    const row = await askD1(
      async () => await events.where(and(recent, key === undefined ? undefined : eq(usageEvents.keyHash, key))).get(),
    );
    return row?.spent ?? 0;
  }

  /** A key's row carries its sum, and what it was given to begin with. */
  async #spentByKey(key: ReturnType<typeof asId<"key-hash">>): Promise<number> {
    const { spend } = virtualKeys;
    const row = await askD1(
      async () => await this.#db.select({ spend }).from(virtualKeys).where(eq(virtualKeys.hash, key)).get(),
    );
    return row?.spend ?? 0;
  }
}
