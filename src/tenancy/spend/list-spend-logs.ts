import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { nanoUsd, type NanoUsd, toUsd, zeroUsd } from "../../core/money.ts";
import type { DailySpend } from "../../store/spend-reader.ts";
import { seesAll } from "../access/actor.ts";
import { defineAction } from "../action.ts";
import { identifyKey } from "../keys/resolve-key-hash.ts";
import { flag } from "../params.ts";
import { DAY_MS, isDate, startOfDay } from "./days.ts";
import { spendLogsOutput } from "./log-output.ts";
import { showEvents } from "./show-events.ts";

const ROWS_MAX = 1_000;

const date = z.string().refine(isDate, { error: "Input should be a date in the form YYYY-MM-DD" });

/** Newest first. Days are UTC and both ends are included. With a date, the answer is summed by day unless `summarize=false`. */
export const listSpendLogs = defineAction({
  method: "GET",
  paths: ["/spend/logs"],
  summary: "List usage events, or what was spent on each day",
  permission: "any-key",
  input: z.object({
    api_key: z.string().optional(),
    user_id: z.string().optional(),
    request_id: z.string().optional(),
    start_date: date.optional(),
    end_date: date.optional(),
    summarize: flag.optional(),
  }),
  output: spendLogsOutput,
  async run(context, input): Promise<Json> {
    const { actor, spend } = context;
    const key = input.api_key === undefined ? undefined : await identifyKey(context, input.api_key);
    if (!seesAll(actor) && key !== undefined && key !== actor.key) {
      throw new GatewayError("route_denied", "You are not allowed to see the spend of this key.", { param: "api_key" });
    }
    const filter = {
      key: seesAll(actor) ? key : actor.key,
      user: input.user_id === undefined ? undefined : asId<"user">(input.user_id),
      request: input.request_id === undefined ? undefined : asId<"request">(input.request_id),
      fromMs: input.start_date === undefined ? undefined : startOfDay(input.start_date),
      beforeMs: input.end_date === undefined ? undefined : startOfDay(input.end_date) + DAY_MS,
    };
    const dated = input.start_date !== undefined || input.end_date !== undefined;
    if (dated && input.summarize !== false) return summarizeByDay(await spend.sumByDay(filter));
    return await showEvents(context, await spend.list(filter, ROWS_MAX));
  },
});

function summarizeByDay(rows: readonly DailySpend[]): JsonObject[] {
  const days = new Map<string, DailySpend[]>();
  for (const row of rows) {
    const known = days.get(row.day);
    if (known === undefined) days.set(row.day, [row]);
    else known.push(row);
  }
  return [...days].map(([day, spent]) => ({
    startTime: day,
    spend: toUsd(spent.reduce((sum, { cost }) => add(sum, cost), zeroUsd)),
    users: sumBy(spent, ({ user }) => user ?? ""),
    models: sumBy(spent, ({ model }) => model),
  }));
}

const add = (left: NanoUsd, right: NanoUsd): NanoUsd => nanoUsd(left + right);

function sumBy(rows: readonly DailySpend[], nameOf: (row: DailySpend) => string): JsonObject {
  const sums = new Map<string, NanoUsd>();
  for (const row of rows) sums.set(nameOf(row), add(sums.get(nameOf(row)) ?? zeroUsd, row.cost));
  return Object.fromEntries([...sums].map(([name, sum]) => [name, toUsd(sum)]));
}
