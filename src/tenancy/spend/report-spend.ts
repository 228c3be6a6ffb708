import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { DayQuery, SumRow } from "../../store/spend-report.ts";
import { defineAction, type TenancyContext } from "../action.ts";
import { identifyKey } from "../keys/resolve-key-hash.ts";
import { dateFields, readDays } from "./days.ts";
import { aliasesOfTeams } from "./name-all.ts";
import { spendReportOutput } from "./report-output.ts";
import { sumAll, sumAllByKey } from "./sum-all.ts";
import { reportTable } from "./tables.ts";
import { eachGroup, oldestDayFirst, spendOf, sumOf, tokensOf } from "./sums.ts";

const fields = z.object({
  ...dateFields,
  group_by: z.enum(["team", "customer", "api_key"]).default("team"),
  api_key: z.string().optional(),
  internal_user_id: z.string().optional(),
  team_id: z.string().optional(),
  customer_id: z.string().optional(),
});

/** Days by team or customer, or keys with their models. What was charged to nobody is in none of them. */
export const reportSpend = defineAction({
  method: "GET",
  paths: ["/global/spend/report"],
  summary: "Add up spend by team, customer, key or user",
  permission: "see-all",
  input: fields,
  output: spendReportOutput,
  table: reportTable,
  async run(context, input): Promise<Json> {
    const { group_by: by, team_id: team, customer_id: customer } = input;
    const days = { ...readDays(input), charged: true };
    if (customer !== undefined && (team !== undefined || by !== "customer")) {
      const message = "The spend of customers is kept by day, model and key: ask for it with group_by=customer alone.";
      throw new GatewayError("invalid_request", message, { param: "customer_id" });
    }
    if (by === "customer")
      return await byCustomer(context, {
        ...days,
        labels: "end_user",
        only: { label: customer === undefined ? undefined : [customer] },
      });
    const only = {
      key: input.api_key === undefined ? undefined : [await identifyKey(context, input.api_key)],
      user: input.internal_user_id === undefined ? undefined : [input.internal_user_id],
      team: team === undefined ? undefined : [team],
    };
    const isOfKeys = by === "api_key" || only.key !== undefined || only.user !== undefined;
    return isOfKeys ? await byKey(context, { ...days, only }) : await byTeam(context, { ...days, only });
  },
});

async function byKey({ spend }: TenancyContext, days: DayQuery): Promise<Json> {
  const rows = await sumAll(spend, ["key", "model"], days);
  return eachGroup(
    rows,
    ({ key }) => key,
    (models, key) => ({
      api_key: key,
      ...costs(models),
      model_details: models.map((row) => ({ model: row.model, ...costs([row]) })),
    }),
  ).map(([, row]) => row);
}

function costs(rows: readonly SumRow<"model">[]): JsonObject {
  const { cost, inputTokens, outputTokens } = sumOf(rows);
  return { total_cost: toUsd(cost), total_input_tokens: inputTokens, total_output_tokens: outputTokens };
}

async function byTeam({ spend, search }: TenancyContext, query: DayQuery): Promise<Json> {
  const rows = await sumAllByKey(spend, ["day", "team", "model"], query);
  const aliases = await aliasesOfTeams(search, [...new Set(rows.map(({ team }) => team))]);
  return eachDay(rows, (day) => ({
    teams: eachGroup(
      day,
      ({ team }) => team,
      (team, id) => ({
        team_id: id === "" ? null : id,
        team_name: aliases.get(id) ?? (id || "Unassigned Team"),
        total_spend: spendOf(team),
        metadata: team.map(detail),
      }),
    ).map(([, team]) => team),
  }));
}

async function byCustomer({ spend }: TenancyContext, query: DayQuery): Promise<Json> {
  const rows = await sumAllByKey(spend, ["day", "label", "model"], query);
  return eachDay(rows, (day) => ({
    customers: eachGroup(
      day,
      ({ label }) => label,
      (group, customer) => ({ customer, total_spend: spendOf(group), metadata: group.map(detail) }),
    ).map(([, customer]) => customer),
  }));
}

/** Without a key where there were too many rows for one each. */
const detail = (row: SumRow<"model"> & { readonly key?: string }): JsonObject => ({
  model: row.model,
  api_key: row.key ?? null,
  spend: toUsd(row.cost),
  total_tokens: tokensOf(row),
});

const eachDay = <Row extends { readonly day: string }>(
  rows: readonly Row[],
  describe: (rows: readonly Row[]) => JsonObject,
): JsonObject[] =>
  eachGroup(
    oldestDayFirst(rows),
    ({ day }) => day,
    (day, date) => ({ group_by_day: `${date}T00:00:00+00:00`, ...describe(day) }),
  ).map(([, day]) => day);
