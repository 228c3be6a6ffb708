import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { Caller } from "../../core/caller.ts";
import type { KeyHash } from "../../core/ids.ts";
import type { KeySnapshot, KeyStore } from "../key-store.ts";
import { textsOf } from "../../core/json.ts";
import { askD1 } from "./ask-d1.ts";
import { limitsOfKey } from "./key-limits.ts";
import { virtualKeys } from "./schema.ts";

const { hash } = virtualKeys;
const snapshotColumns = {
  hash,
  keyAlias: virtualKeys.keyAlias,
  userId: virtualKeys.userId,
  teamId: virtualKeys.teamId,
  models: virtualKeys.models,
  aliases: virtualKeys.aliases,
  blocked: virtualKeys.blocked,
  expiresAtMs: virtualKeys.expiresAtMs,
  tpmLimit: virtualKeys.tpmLimit,
  rpmLimit: virtualKeys.rpmLimit,
  maxParallelRequests: virtualKeys.maxParallelRequests,
  maxBudget: virtualKeys.maxBudget,
  budgetDuration: virtualKeys.budgetDuration,
  metadata: virtualKeys.metadata,
  extra: virtualKeys.extra,
  updatedAtMs: virtualKeys.updatedAtMs,
};

/** The source of truth itself: every answer is fresh. */
export class D1KeyStore implements KeyStore {
  readonly #db;
  readonly #now: () => number;

  constructor(database: D1Database, now: () => number) {
    this.#db = drizzle(database);
    this.#now = now;
  }

  async findByHash(keyHash: KeyHash): Promise<KeySnapshot | undefined> {
    // Taken before the question is sent: a change made meanwhile must count as later than this snapshot.
    const readAtMs = this.#now();
    const row = await askD1(
      async () => await this.#db.select(snapshotColumns).from(virtualKeys).where(eq(hash, keyHash)).get(),
    );
    if (row === undefined) return undefined;
    const limits = limitsOfKey(row);
    const allowedRoutes = textsOf(row.extra["allowed_routes"]);
    const caller: Caller = {
      role: "key",
      key: row.hash,
      models: row.models,
      aliases: row.aliases,
      standings: [{ holder: `key:${row.hash}`, epoch: row.updatedAtMs }],
      ...(row.keyAlias !== null && { keyAlias: row.keyAlias }),
      ...(row.userId !== null && { user: row.userId }),
      ...(row.teamId !== null && { team: row.teamId }),
      ...(limits !== undefined && { limits: [limits] }),
      ...(allowedRoutes.length > 0 && { allowedRoutes }),
    };
    return {
      caller,
      blocked: row.blocked,
      ...(row.expiresAtMs !== null && { expiresAtMs: row.expiresAtMs }),
      readAtMs,
    };
  }
}
