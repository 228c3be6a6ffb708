import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import type { DayQuery, SumRow } from "../../store/spend-report.ts";
import { defineAction, type ActionContext } from "../action.ts";
import { globalActivityOutput, modelActivitiesOutput } from "./activity-output.ts";
import { dateFields, readDays, writeDay } from "./days.ts";
import { onlyOf, spendScope } from "./spend-scope.ts";
import { eachGroup, oldestDayFirst, sumOf, tokensOf } from "./sums.ts";
import { sumAll } from "./sum-all.ts";

const dated = z.object(dateFields);

const queryOf = (context: ActionContext, input: z.output<typeof dated>): DayQuery => ({
  ...readDays(input),
  only: onlyOf(spendScope(context.actor)),
  charged: true,
});

export const getGlobalActivity = defineAction({
  method: "GET",
  paths: ["/global/activity"],
  summary: "Count requests and tokens by day",
  permission: "any-key",
  input: dated,
  output: globalActivityOutput,
  async run(context, input) {
    const query = queryOf(context, input);
    const [rows, unpriced] = await Promise.all([
      sumAll(context.spend, ["day"], query),
      context.spend.countUnpriced(query),
    ]);
    return { ...describe(rows), sum_unpriced_requests: unpriced };
  },
});

/** By public name, the busiest first. */
export const getGlobalActivityOfModels = defineAction({
  method: "GET",
  paths: ["/global/activity/model"],
  summary: "Count requests and tokens by model and day",
  permission: "any-key",
  input: dated,
  output: modelActivitiesOutput,
  async run(context, input) {
    const rows = await sumAll(context.spend, ["day", "modelGroup"], queryOf(context, input));
    return eachGroup(
      rows,
      ({ modelGroup }) => modelGroup,
      (group, model) => ({ requests: sumOf(group).requests, row: { model, ...describe(group) } }),
    )
      .toSorted(([, a], [, b]) => b.requests - a.requests)
      .map(([, { row }]) => row);
  },
});

function describe(rows: readonly SumRow<"day">[]): JsonObject {
  const all = sumOf(rows);
  return {
    daily_data: oldestDayFirst(rows).map((row) => ({
      date: writeDay(row.day),
      api_requests: row.requests,
      total_tokens: tokensOf(row),
    })),
    sum_api_requests: all.requests,
    sum_total_tokens: tokensOf(all),
  };
}
