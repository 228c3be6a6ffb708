import { type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import type { ActiveUsersQuery, ActiveUsersRow } from "../event-reports.ts";
import type { DayQuery } from "../spend-report.ts";
import { askD1 } from "./ask-d1.ts";
import { dailyLabelSpend, virtualKeys } from "./schema.ts";
import { within } from "./within.ts";

/** Goes from each label to the next in the primary key, past all the days of each. */
export async function listLabels(
  db: DrizzleD1Database,
  kind: NonNullable<DayQuery["labels"]>,
  limit: number,
): Promise<readonly string[]> {
  const next = (after: SQL): SQL => sql`(select min(label) from ${dailyLabelSpend} where kind = ${kind}${after})`;
  const rows = await askD1(() =>
    db.all<{ label: string }>(sql`
      with recursive labels(label) as (
        select ${next(sql``)}
        union all select ${next(sql` and label > labels.label`)} from labels where labels.label is not null
      )
      select label from labels where label is not null limit ${limit}`),
  );
  return rows.map(({ label }) => label);
}

export async function countActiveUsers(
  db: DrizzleD1Database,
  { to, daysEach, periods, tags }: ActiveUsersQuery,
  limit: number,
): Promise<readonly ActiveUsersRow[]> {
  const { day, kind, label, keyHash } = dailyLabelSpend;
  const ago = sql`(julianday(${to}) - julianday(${day}))`;
  return await askD1(() =>
    db.all<ActiveUsersRow>(sql`
      select ${label} as tag, cast(${ago} / ${daysEach} as integer) as period, count(distinct ${virtualKeys.userId}) as users
      from ${dailyLabelSpend} join ${virtualKeys} on ${virtualKeys.hash} = ${keyHash}
      where ${kind} = 'tag' and ${day} <= ${to} and ${day} > date(${to}, ${`-${daysEach * periods} days`})
        and ${virtualKeys.userId} is not null ${tags === undefined ? sql`` : sql`and ${label} in ${within(tags)}`}
      group by 1, 2 order by 2, 3 desc, 1 limit ${limit}`),
  );
}
