import { z } from "zod";
import { toUsd } from "../../core/money.ts";
import { type Action, defineAction } from "../action.ts";
import { DAY_MS, dateFields, dayOf, readDays, startOfDay } from "./days.ts";
import { activeUsersOutput, tagSummaryOutput } from "./report-output.ts";
import { readAll, sumAll } from "./sum-all.ts";
import { tokensOf } from "./sums.ts";

/** How many periods LiteLLM shows. */
const PERIODS = 7;

const filters = { tag_filter: z.string().optional(), tag_filters: z.string().optional() };

/** The tags that are asked for, whole; a list has commas between them. */
function tagsOf({
  tag_filter: one,
  tag_filters: several,
}: { readonly [Name in keyof typeof filters]?: string | undefined }) {
  const tags = [...(several?.split(",") ?? []), ...(one === undefined ? [] : [one])].filter((tag) => tag !== "");
  return tags.length === 0 ? undefined : tags;
}

interface Span {
  readonly path: `/tag/${string}`;
  readonly summary: string;
  readonly daysEach: number;
  /** What a period is called; 1 is the latest. */
  readonly nameOf: (number: number, from: string) => string;
}

const writeDate = (day: string, format: Intl.DateTimeFormatOptions): string =>
  new Date(startOfDay(day)).toLocaleDateString("en-US", { ...format, timeZone: "UTC" });

const SPANS = [
  { path: "/tag/dau", summary: "Users of each tag, by day", daysEach: 1, nameOf: (_, from) => from },
  {
    path: "/tag/wau",
    summary: "Users of each tag, by week",
    daysEach: 7,
    nameOf: (number, from) => `Week ${number} (${writeDate(from, { month: "short", day: "2-digit" })})`,
  },
  {
    path: "/tag/mau",
    summary: "Users of each tag, by thirty days",
    daysEach: 30,
    nameOf: (number, from) => `Month ${number} (${writeDate(from, { month: "short" })})`,
  },
] as const satisfies readonly Span[];

/** Users whose keys sent requests with a tag, in each of the last seven periods, today being the last day of the last one. */
const activeUsers = ({ path, summary, daysEach, nameOf }: Span): Action =>
  defineAction({
    method: "GET",
    paths: [path],
    summary,
    permission: "see-all",
    input: z.object(filters),
    output: activeUsersOutput,
    async run({ spend, now }, input) {
      const to = dayOf(now());
      const query = { to, daysEach, periods: PERIODS, tags: tagsOf(input) };
      const rows = await readAll((limit) => spend.countActiveUsers(query, limit));
      return {
        results: rows.map(({ tag, period, users }) => {
          const end = dayOf(startOfDay(to) - period * daysEach * DAY_MS);
          const start = dayOf(startOfDay(end) - (daysEach - 1) * DAY_MS);
          return {
            tag,
            active_users: users,
            date: nameOf(period + 1, start),
            period_start: start,
            period_end: end,
          };
        }),
      };
    },
  });

/** An event counts once for each of its tags. */
const getTagSummary = defineAction({
  method: "GET",
  paths: ["/tag/summary"],
  summary: "What each tag came to, and how many users it had",
  permission: "see-all",
  input: z.object({ ...dateFields, ...filters }),
  output: tagSummaryOutput,
  async run({ spend }, input) {
    const days = readDays(input);
    const tags = tagsOf(input);
    const query = { ...days, labels: "tag", only: { label: tags }, charged: true } as const;
    const daysEach = Math.max(1, (startOfDay(days.to) - startOfDay(days.from)) / DAY_MS + 1);
    const [rows, users] = await Promise.all([
      sumAll(spend, ["label"], query),
      readAll((limit) => spend.countActiveUsers({ to: days.to, daysEach, periods: 1, tags }, limit)),
    ]);
    const usersOf = new Map(users.map((row) => [row.tag, row.users]));
    return {
      results: rows.map((row) => ({
        tag: row.label,
        unique_users: usersOf.get(row.label) ?? 0,
        total_requests: row.requests,
        successful_requests: row.requests - row.failures,
        failed_requests: row.failures,
        total_tokens: tokensOf(row),
        total_spend: toUsd(row.cost),
      })),
    };
  },
});

export const tagUsers: readonly Action[] = [...SPANS.map(activeUsers), getTagSummary];
