import { GatewayError } from "../../core/errors.ts";
import type { DayQuery, Dimension, SpendReports, SumRow } from "../../store/spend-report.ts";

/** What a worker can hold and a client read. */
const ROWS_MAX = 20_000;
/** Above so many rows, a report does without the keys. */
const KEY_ROWS_MAX = 5_000;

/** All sums there are; refuses where they are too many, since a part of them would be a wrong total. */
export async function sumAll<By extends Dimension>(
  reports: SpendReports,
  by: readonly By[],
  query: DayQuery,
): Promise<readonly SumRow<By>[]> {
  return await readAll((limit) => reports.sumDays(by, query, limit));
}

/** All rows of a report; `read` takes the most that it may answer. */
export async function readAll<Row>(read: (limit: number) => Promise<readonly Row[]>): Promise<readonly Row[]> {
  const rows = await read(ROWS_MAX + 1);
  if (rows.length <= ROWS_MAX) return rows;
  const message = `This report has more than ${ROWS_MAX} rows. Ask about fewer days, or about a single holder.`;
  throw new GatewayError("invalid_request", message);
}

/** The same, told apart by key too unless that is too much to read: then the rows have no key. */
export async function sumAllByKey<By extends Dimension>(
  reports: SpendReports,
  by: readonly By[],
  query: DayQuery,
): Promise<readonly (SumRow<By> & { readonly key?: string })[]> {
  if ((await reports.countDays(query, KEY_ROWS_MAX + 1)) > KEY_ROWS_MAX) return await sumAll(reports, by, query);
  const withKeys: readonly SumRow<By | "key">[] = await sumAll(reports, [...by, "key" as const], query);
  return withKeys;
}
