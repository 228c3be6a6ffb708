import { and, gte, lt, ne, type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import { NOBODY } from "../../core/usage-event.ts";
import type { CacheRow, RateLimitedRow, UnpricedRow } from "../event-reports.ts";
import type { DayHolder, DayQuery } from "../spend-report.ts";
import { askD1 } from "./ask-d1.ts";
import { EVENT_MODEL } from "./match-log.ts";
import { usageEvents, virtualKeys } from "./schema.ts";
import { within } from "./within.ts";

const DAY_MS = 86_400_000;
const startOf = (day: string): number => Date.parse(`${day}T00:00:00Z`);

const orEmpty = (column: SQL | SQLiteColumn): SQL => sql`coalesce(${column}, '')`;
const day = sql`date(${usageEvents.startedAtMs} / 1000, 'unixepoch')`;

/** Events, as often as they count: once, or once for each of their tags. */
const eventsOf = ({ labels }: DayQuery): SQL =>
  labels === "tag" ? sql`${usageEvents}, json_each(${usageEvents.tags}) as tag` : sql`${usageEvents}`;

const columnsOf = ({ labels }: DayQuery): Readonly<Record<DayHolder, SQL | SQLiteColumn>> => ({
  key: usageEvents.keyHash,
  user: usageEvents.userId,
  team: usageEvents.teamId,
  organization: usageEvents.organizationId,
  label: labels === "tag" ? sql`tag.value` : usageEvents.endUser,
});

/** The empty text stands for none, as in the sums. Only a column as it is can be found by its index. */
const isIn = (column: SQL | SQLiteColumn, ids: readonly string[]): SQL =>
  sql`${ids.includes("") ? orEmpty(column) : column} in ${within(ids)}`;
const isNotIn = (column: SQL | SQLiteColumn, ids: readonly string[]): SQL =>
  sql`${orEmpty(column)} not in ${within(ids)}`;

/** The same events that the sums of these days are made of. */
function matching(query: DayQuery): SQL | undefined {
  const columns = columnsOf(query);
  const listed = (filter: DayQuery["only"], test: typeof isIn): SQL[] =>
    Object.entries(filter ?? {}).flatMap(([name, ids]) =>
      ids === undefined ? [] : [test(columns[name as DayHolder], ids)],
    );
  return and(
    gte(usageEvents.startedAtMs, startOf(query.from)),
    lt(usageEvents.startedAtMs, startOf(query.to) + DAY_MS),
    query.labels === "end_user" ? sql`${usageEvents.endUser} is not null` : undefined,
    ...listed(query.only, isIn),
    ...listed(query.except, isNotIn),
    query.model === undefined ? undefined : sql`${EVENT_MODEL} = ${query.model}`,
    query.charged === true ? ne(usageEvents.keyHash, NOBODY) : undefined,
  );
}

/** In the words of the index, or SQLite does not take it. */
const unpriced = sql`${usageEvents.unpriced} = 1`;

const ask = async <Row>(db: DrizzleD1Database, text: SQL): Promise<readonly Row[]> =>
  await askD1(() => db.all<Row>(text));

export async function countUnpriced(db: DrizzleD1Database, query: DayQuery): Promise<number> {
  const count = sql`select count(*) as n from ${eventsOf(query)} where ${and(unpriced, matching(query))}`;
  return (await ask<{ n: number }>(db, count))[0]?.n ?? 0;
}

export const listUnpriced = (db: DrizzleD1Database, query: DayQuery, limit: number): Promise<readonly UnpricedRow[]> =>
  ask(
    db,
    sql`
    select ${day} as day, ${orEmpty(usageEvents.provider)} as provider, ${EVENT_MODEL} as model,
      ${orEmpty(usageEvents.modelGroup)} as modelGroup, ${orEmpty(usageEvents.deploymentId)} as deployment,
      count(*) as requests, total(${usageEvents.inputTokens}) as inputTokens,
      total(${usageEvents.outputTokens}) as outputTokens
    from ${eventsOf(query)} where ${and(unpriced, matching(query))}
    group by 1, 2, 3, 4, 5 order by 1 desc, 6 desc, 2, 3, 4, 5 limit ${limit}`,
  );

export const listCacheHits = (db: DrizzleD1Database, query: DayQuery, limit: number): Promise<readonly CacheRow[]> =>
  ask(
    db,
    sql`
    select ${virtualKeys.keyAlias} as alias, ${usageEvents.operation} as operation, ${usageEvents.path} as path,
      ${EVENT_MODEL} as model, count(*) as requests, total(${usageEvents.outcome} = 'cached') as hits,
      total(${usageEvents.outputTokens}) as outputTokens,
      total(${usageEvents.outputTokens}) filter (where ${usageEvents.outcome} = 'cached') as hitOutputTokens
    from ${usageEvents} left join ${virtualKeys} on ${virtualKeys.hash} = ${usageEvents.keyHash} where ${matching(query)}
    group by 1, 2, 3, 4 order by 5 desc, 1, 2, 3, 4 limit ${limit}`,
  );

export const listRateLimited = (
  db: DrizzleD1Database,
  modelGroup: string,
  query: DayQuery,
  limit: number,
): Promise<readonly RateLimitedRow[]> =>
  ask(
    db,
    sql`
    select ${day} as day, step.value ->> 'deployment' as deployment, count(*) as count
    from ${usageEvents}, json_each(${usageEvents.route}) as step
    where ${matching(query)} and step.value ->> 'group' = ${modelGroup} and step.value ->> 'fault' = 'rate-limited'
    group by 1, 2 order by 1, 3 desc, 2 limit ${limit}`,
  );
