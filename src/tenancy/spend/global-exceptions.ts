import { z } from "zod";
import type { JsonObject } from "../../core/json.ts";
import type { RateLimitedRow } from "../../store/event-reports.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { id } from "../params.ts";
import { deploymentExceptionsOutput, exceptionsOutput } from "./activity-output.ts";
import { dateFields, readDays, writeDay } from "./days.ts";
import { onlyOf, spendScope } from "./spend-scope.ts";
import { readAll } from "./sum-all.ts";
import { eachGroup } from "./sums.ts";

const query = z.object({ ...dateFields, model_group: id });

const read = async ({ actor, spend }: ActionContext, input: z.output<typeof query>) =>
  await readAll((limit) =>
    spend.listRateLimited(input.model_group, { ...readDays(input), only: onlyOf(spendScope(actor)) }, limit),
  );

const sum = (rows: readonly RateLimitedRow[]): number => rows.reduce((so, { count }) => so + count, 0);

const describe = (rows: readonly RateLimitedRow[]): JsonObject => ({
  daily_data: eachGroup(
    rows,
    ({ day }) => day,
    (day, date) => ({ date: writeDay(date), num_rate_limit_exceptions: sum(day) }),
  ).map(([, row]) => row),
  sum_num_rate_limit_exceptions: sum(rows),
});

/** Attempts at the deployments of a model that their providers answered with 429. */
export const getGlobalExceptions = defineAction({
  method: "GET",
  paths: ["/global/activity/exceptions"],
  summary: "How often providers of a model said 429, by day",
  permission: "any-key",
  input: query,
  output: exceptionsOutput,
  run: async (context, input) => describe(await read(context, input)),
});

/** The most first. `api_base` is the deployment's id: events do not know addresses. */
export const getGlobalExceptionsOfDeployments = defineAction({
  method: "GET",
  paths: ["/global/activity/exceptions/deployment"],
  summary: "How often each deployment of a model said 429, by day",
  permission: "any-key",
  input: query,
  output: deploymentExceptionsOutput,
  async run(context, input) {
    const deployments = eachGroup(
      await read(context, input),
      ({ deployment }) => deployment,
      (rows, deployment) => ({ count: sum(rows), row: { api_base: deployment, ...describe(rows) } }),
    );
    return deployments.toSorted(([, a], [, b]) => b.count - a.count).map(([, { row }]) => row);
  },
});
