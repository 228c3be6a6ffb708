import { and, desc, eq, gte, lt, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { UsageEvent } from "../../core/usage-event.ts";
import type { DailySpend, SpendFilter, SpendReader } from "../spend-reader.ts";
import { askD1 } from "./ask-d1.ts";
import { usageEvents } from "./schema.ts";
import { fromUsageRow } from "./usage-row.ts";

const day = sql<string>`date(${usageEvents.startedAtMs} / 1000, 'unixepoch')`;
/** A request that was turned away before routing has only the name the client gave. */
const model = sql<string>`coalesce(${usageEvents.model}, ${usageEvents.modelGroup}, ${usageEvents.requestedModel})`;
/** `sum` fails where integers overflow; `total` is exact up to the largest safe integer and near enough beyond. */
const cost = sql<DailySpend["cost"]>`total(${usageEvents.cost})`;

export class D1SpendReader implements SpendReader {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async list(filter: SpendFilter, limit: number): Promise<readonly UsageEvent[]> {
    const rows = await askD1(
      async () =>
        await this.#db
          .select()
          .from(usageEvents)
          .where(matching(filter))
          .orderBy(desc(usageEvents.startedAtMs), desc(usageEvents.id))
          .limit(limit),
    );
    return rows.map(fromUsageRow);
  }

  async sumByDay(filter: SpendFilter): Promise<readonly DailySpend[]> {
    const rows = await askD1(
      async () =>
        await this.#db
          .select({ day, user: usageEvents.userId, model, cost })
          .from(usageEvents)
          .where(matching(filter))
          .groupBy(day, usageEvents.userId, model)
          .orderBy(day),
    );
    return rows.map((row) => ({ ...row, user: row.user ?? undefined }));
  }
}

function matching(filter: SpendFilter): SQL | undefined {
  return and(
    filter.key === undefined ? undefined : eq(usageEvents.keyHash, filter.key),
    filter.user === undefined ? undefined : eq(usageEvents.userId, filter.user),
    filter.request === undefined ? undefined : eq(usageEvents.id, filter.request),
    filter.fromMs === undefined ? undefined : gte(usageEvents.startedAtMs, filter.fromMs),
    filter.beforeMs === undefined ? undefined : lt(usageEvents.startedAtMs, filter.beforeMs),
  );
}
