import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId, type KeyHash } from "../../core/ids.ts";
import { fromUsd } from "../../core/money.ts";
import type { LogFilter, LogSort } from "../../store/spend-report.ts";
import { defineAction, type ActionContext } from "../action.ts";
import { identifyKey } from "../keys/resolve-key-hash.ts";
import { pageNumber, pageSize } from "../params.ts";
import { dateFields, DAY_MS, isDate, startOfDay } from "./days.ts";
import { spendLogPageOutput } from "./log-output.ts";
import { showEvents } from "./show-events.ts";
import { withinScope } from "./spend-scope.ts";
import { logTable } from "./tables.ts";

const SORTS = {
  startTime: "startedAt",
  endTime: "endedAt",
  request_duration_ms: "duration",
  spend: "cost",
  total_tokens: "tokens",
} as const satisfies Record<string, LogSort>;

const amount = z
  .string()
  .regex(/^\d{1,7}(\.\d+)?$/, { error: "Input should be a valid number" })
  .transform((text) => fromUsd(Number(text)));

const query = z.object({
  ...dateFields,
  api_key: z.string().optional(),
  key_alias: z.string().optional(),
  user_id: z.string().optional(),
  team_id: z.string().optional(),
  end_user: z.string().optional(),
  request_id: z.string().optional(),
  model: z.string().optional(),
  status_filter: z.enum(["success", "failure"]).optional(),
  error_code: z.string().optional(),
  min_spend: amount.optional(),
  max_spend: amount.optional(),
  page: pageNumber,
  page_size: pageSize(50, 100),
  sort_by: z.enum(Object.keys(SORTS) as [keyof typeof SORTS]).default("startTime"),
  sort_order: z.enum(["asc", "desc"]).default("desc"),
  snapshot: z
    .string()
    .regex(/^\d{1,15}$/, { error: "Input should be a valid integer" })
    .transform(Number)
    .optional(),
});

/**
 * Single events, page by page. Whoever sends the `snapshot` of the first page along with the others gets each event
 * once, whatever arrives meanwhile.
 */
export const listSpendPages = defineAction({
  method: "GET",
  paths: ["/spend/logs/v2", "/spend/logs/ui"],
  summary: "List usage events, page by page",
  permission: "any-key",
  input: query,
  output: spendLogPageOutput,
  table: logTable,
  async run(context, input) {
    const { page, page_size: size, snapshot: before } = input;
    const filter = await filterOf(context, input);
    const { events, total, snapshot } =
      filter === undefined
        ? { events: [], total: 0, snapshot: before ?? 0 }
        : await context.spend.pageEvents(filter, {
            offset: (page - 1) * size,
            limit: size,
            sortBy: SORTS[input.sort_by],
            descending: input.sort_order === "desc",
            snapshot: before,
          });
    return {
      data: await showEvents(context, events),
      total,
      page,
      page_size: size,
      total_pages: Math.ceil(total / size),
      snapshot,
    };
  },
});

/** Undefined when no event can match: there is no key of that alias. */
async function filterOf(context: ActionContext, input: z.output<typeof query>): Promise<LogFilter | undefined> {
  const given = input.api_key === undefined ? undefined : await identifyKey(context, input.api_key);
  const named = input.key_alias === undefined ? given : await keyOfAlias(context, input.key_alias);
  if (input.key_alias !== undefined && (named === undefined || (given !== undefined && given !== named)))
    return undefined;
  return {
    ...withinScope(context.actor, {
      key: named,
      user: input.user_id === undefined ? undefined : asId<"user">(input.user_id),
      teams: input.team_id === undefined ? undefined : [input.team_id],
    }),
    fromMs: readInstant(input.start_date, "start_date").fromMs,
    beforeMs: readInstant(input.end_date, "end_date").beforeMs,
    team: input.team_id === undefined ? undefined : asId<"team">(input.team_id),
    model: input.model,
    succeeded: input.status_filter === undefined ? undefined : input.status_filter === "success",
    request: input.request_id,
    endUser: input.end_user,
    error: input.error_code,
    costMin: input.min_spend,
    costMax: input.max_spend,
  };
}

async function keyOfAlias({ keys }: ActionContext, alias: string): Promise<KeyHash | undefined> {
  return (await keys.findByAliases([alias]))[0]?.hash;
}

const INSTANT = /^(\d{4}-\d\d-\d\d)[T ]([01]\d|2[0-3]):([0-5]\d):([0-5]\d)$/;

/** A day or a second, UTC: when it begins and when it is over. */
function readInstant(text: string | undefined, param: string): { readonly fromMs: number; readonly beforeMs: number } {
  if (text === undefined) throw new GatewayError("invalid_request", "Start date and end date are required.", { param });
  if (isDate(text)) return { fromMs: startOfDay(text), beforeMs: startOfDay(text) + DAY_MS };
  const [, date = "", ...clock] = INSTANT.exec(text) ?? [];
  if (!isDate(date)) {
    const message = `${param} should be in the form YYYY-MM-DD or YYYY-MM-DD HH:MM:SS.`;
    throw new GatewayError("invalid_request", message, { param });
  }
  const fromMs = Date.parse(`${date}T${clock.join(":")}Z`);
  return { fromMs, beforeMs: fromMs + 1_000 };
}
