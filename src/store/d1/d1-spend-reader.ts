import { and, desc, eq, gte, lt, lte, type SQL, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { asId } from "../../core/ids.ts";
import type { UsageEvent } from "../../core/usage-event.ts";
import type { Page } from "../group-search.ts";
import type { DailySpend, SpendFilter, SpendReader } from "../spend-reader.ts";
import type { ActiveUsersQuery } from "../event-reports.ts";
import type { DayQuery, Dimension, LogEvents, LogFilter, LogPage } from "../spend-report.ts";
import type { SpentReader } from "../spent-reader.ts";
import { askD1 } from "./ask-d1.ts";
import { D1SpentReader } from "./d1-spent-reader.ts";
import { EVENT_MODEL } from "./match-log.ts";
import { pageLog } from "./page-log.ts";
import { countUnpriced, listCacheHits, listRateLimited, listUnpriced } from "./report-events.ts";
import { countActiveUsers, listLabels } from "./report-labels.ts";
import { dailySpend, usageEvents } from "./schema.ts";
import { countDays, pageDays, sumDays } from "./sum-days.ts";
import { fromUsageRow } from "./usage-row.ts";
import { dayOf, nextMidnight } from "./utc-day.ts";

const day = sql<string>`date(${usageEvents.startedAtMs} / 1000, 'unixepoch')`;
/** `sum` fails where integers overflow; `total` is exact up to the largest safe integer and near enough beyond. */
const total = (costs: SQLiteColumn) => sql<DailySpend["cost"]>`total(${costs})`;

export class D1SpendReader implements SpendReader {
  readonly #db;
  readonly #spent: SpentReader;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
    this.#spent = new D1SpentReader(database);
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
      async () => await (isOfDays(filter) ? this.#sumWholeDays(filter) : this.#sumEvents(filter)),
    );
    return rows.map((row) => ({
      ...row,
      user: row.user === null || row.user === "" ? undefined : asId<"user">(row.user),
    }));
  }

  async sumDays<By extends Dimension>(by: readonly By[], query: DayQuery, limit: number) {
    return await sumDays(this.#db, by, query, limit);
  }

  async countDays(query: DayQuery, atMost: number): Promise<number> {
    return await countDays(this.#db, query, atMost);
  }

  async pageDays<By extends Dimension>(by: readonly By[], query: DayQuery, page: Page) {
    return await pageDays(this.#db, by, query, page);
  }

  async pageEvents(filter: LogFilter, page: LogPage): Promise<LogEvents> {
    return await pageLog(this.#db, filter, page);
  }

  async countUnpriced(query: DayQuery): Promise<number> {
    return await countUnpriced(this.#db, query);
  }

  async listUnpriced(query: DayQuery, limit: number) {
    return await listUnpriced(this.#db, query, limit);
  }

  async listCacheHits(query: DayQuery, limit: number) {
    return await listCacheHits(this.#db, query, limit);
  }

  async listRateLimited(modelGroup: string, query: DayQuery, limit: number) {
    return await listRateLimited(this.#db, modelGroup, query, limit);
  }

  async listLabels(kind: NonNullable<DayQuery["labels"]>, limit: number) {
    return await listLabels(this.#db, kind, limit);
  }

  async countActiveUsers(query: ActiveUsersQuery, limit: number) {
    return await countActiveUsers(this.#db, query, limit);
  }

  async spentSince(holder: string, sinceMs: number | undefined): Promise<number> {
    return await this.#spent.spentSince(holder, sinceMs);
  }

  #sumWholeDays(filter: SpendFilter) {
    return this.#db
      .select({ day: dailySpend.day, user: dailySpend.userId, model: dailySpend.model, cost: total(dailySpend.cost) })
      .from(dailySpend)
      .where(matchingDays(filter))
      .groupBy(dailySpend.day, dailySpend.userId, dailySpend.model)
      .orderBy(dailySpend.day);
  }

  #sumEvents(filter: SpendFilter) {
    return this.#db
      .select({ day, user: usageEvents.userId, model: EVENT_MODEL, cost: total(usageEvents.cost) })
      .from(usageEvents)
      .where(matching(filter))
      .groupBy(day, usageEvents.userId, EVENT_MODEL)
      .orderBy(day);
  }
}

/** Whether the sums of whole days can tell. */
const isOfDays = ({ request, fromMs, beforeMs }: SpendFilter): boolean =>
  request === undefined && [fromMs, beforeMs].every((atMs) => atMs === undefined || nextMidnight(atMs) === atMs);

const matchingDays = ({ key, user, fromMs, beforeMs }: SpendFilter): SQL | undefined =>
  and(
    key === undefined ? undefined : eq(dailySpend.keyHash, key),
    user === undefined ? undefined : eq(dailySpend.userId, user),
    fromMs === undefined ? undefined : gte(dailySpend.day, dayOf(fromMs)),
    // The day before, which may be the last one that has four digits to its year.
    beforeMs === undefined ? undefined : lte(dailySpend.day, dayOf(beforeMs - 1)),
  );

function matching(filter: SpendFilter): SQL | undefined {
  return and(
    filter.key === undefined ? undefined : eq(usageEvents.keyHash, filter.key),
    filter.user === undefined ? undefined : eq(usageEvents.userId, filter.user),
    filter.request === undefined ? undefined : eq(usageEvents.id, filter.request),
    filter.fromMs === undefined ? undefined : gte(usageEvents.startedAtMs, filter.fromMs),
    filter.beforeMs === undefined ? undefined : lt(usageEvents.startedAtMs, filter.beforeMs),
  );
}
