import { z } from "zod";
import { asId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { DayQuery } from "../../store/spend-report.ts";
import { type Action, defineAction, type ActionContext } from "../action.ts";
import { onlyGiven } from "../given.ts";
import { identifyKey, identifyKeys } from "../keys/resolve-key-hash.ts";
import { pageNumber, pageSize } from "../params.ts";
import { ACTIVITIES, type Activity } from "./activities.ts";
import { activityOutput } from "./activity-output.ts";
import { dateFields, readDays, widen } from "./days.ts";
import { ACTIVITY_BY, type ActivityRow, describeDays, describeTotals } from "./describe-activity.ts";
import { nameAll } from "./name-all.ts";
import { onlyOf, onlyOwnKey, withinScope } from "./spend-scope.ts";
import { sumAllByKey } from "./sum-all.ts";
import { activityTable } from "./tables.ts";

const ids = z.string().optional();
const fields = {
  ...dateFields,
  user_id: ids,
  team_ids: ids,
  exclude_team_ids: ids,
  organization_ids: ids,
  exclude_organization_ids: ids,
  end_user_ids: ids,
  exclude_end_user_ids: ids,
  tags: ids,
  api_keys: ids,
  api_key: z.string().optional(),
  model: z.string().optional(),
  /** Minutes, as `Date.getTimezoneOffset` has them. */
  timezone: z
    .string()
    .regex(/^-?\d{1,4}$/, { error: "Input should be a valid integer" })
    .transform(Number)
    .default(0),
};
const wholeQuery = z.object(fields);
const pagedQuery = wholeQuery.extend({ page: pageNumber, page_size: pageSize(50, 1_000) });

/**
 * Days of single holders, row by row of the sums: LiteLLM's pages are of rows too, and may cut a day in two. How many
 * requests have no known price is told of all pages together.
 */
const pagedActivity = (activity: Activity): Action =>
  defineAction({
    method: "GET",
    paths: activity.paths,
    summary: `Add up usage by day and ${activity.paths[0].split("/")[1]}`,
    permission: activity.permission,
    input: pagedQuery,
    output: activityOutput,
    table: activityTable,
    async run(context, input) {
      const { page, page_size: size } = input;
      const query = await queryOf(context, activity, input);
      const paging = { offset: (page - 1) * size, limit: size };
      const [{ rows, total }, unpriced] = await Promise.all([
        context.spend.pageDays([...ACTIVITY_BY, activity.holder], query, paging),
        context.spend.countUnpriced(query),
      ]);
      const pages = Math.ceil(total / size);
      const named = rows.map((row): ActivityRow => ({ ...row, entity: row[activity.holder] }));
      return await tell(context, activity, named, {
        total_unpriced_requests: unpriced,
        page,
        total_pages: pages,
        has_more: page < pages,
      });
    },
  });

/** The same on one page, without the users; and without the keys where there are too many of them. */
export const getWholeActivity = defineAction({
  method: "GET",
  paths: ["/user/daily/activity/aggregated"],
  summary: "Add up the days of all users on one page",
  permission: "any-key",
  input: wholeQuery,
  output: activityOutput,
  table: activityTable,
  async run(context, input) {
    const [activity] = ACTIVITIES;
    const by = ["day", "modelGroup", "model", "provider", "operation"] as const;
    const query = await queryOf(context, activity, input);
    const [rows, unpriced] = await Promise.all([
      sumAllByKey(context.spend, by, query),
      context.spend.countUnpriced(query),
    ]);
    const paging = { page: 1, total_pages: 1, has_more: false };
    return await tell(context, activity, rows, { total_unpriced_requests: unpriced, ...paging });
  },
});

export const dailyActivities: readonly Action[] = ACTIVITIES.map(pagedActivity);

async function tell(
  context: ActionContext,
  activity: Activity,
  rows: readonly ActivityRow[],
  paging: JsonObject,
): Promise<JsonObject> {
  const names = await nameAll(context, activity.holder, rows);
  return { results: describeDays(rows, names), metadata: { ...describeTotals(rows), ...paging } };
}

async function queryOf(
  context: ActionContext,
  activity: Activity,
  input: z.output<typeof wholeQuery>,
): Promise<DayQuery> {
  const { holder, labels } = activity;
  const listed = listOf(input[activity.only]);
  const excluded = activity.except === undefined ? undefined : listOf(input[activity.except]);
  const asked = holder === "key" && listed !== undefined ? await identifyKeys(context, listed) : listed;
  for (const each of asked ?? []) {
    if (holder === "key") withinScope(context.actor, { key: asId(each) });
    if (holder === "user") withinScope(context.actor, { user: asId(each) });
  }
  const key = input.api_key === undefined ? undefined : await identifyKey(context, input.api_key);
  const scope = withinScope(context.actor, {
    key,
    teams: holder === "team" ? asked : undefined,
    organizations: holder === "organization" ? asked : undefined,
  });
  return {
    ...widen(readDays(input), input.timezone),
    only: {
      ...(asked !== undefined && { [holder]: asked }),
      ...onlyGiven(onlyOf(scope)),
      // Of labels, the sums know keys and no users.
      ...(labels !== undefined && { user: undefined, ...onlyOwnKey(context.actor) }),
    },
    except: { [holder]: activity.isOfHolders ? ["", ...(excluded ?? [])] : excluded },
    model: input.model,
    charged: true,
    labels,
  };
}

const listOf = (text: string | undefined): readonly string[] | undefined =>
  text === undefined || text === "" ? undefined : text.split(",").map((each) => each.trim());
