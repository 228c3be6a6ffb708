import { z } from "zod";
import { asId } from "../../core/ids.ts";
import { toUsd } from "../../core/money.ts";
import { type Action, defineAction, type ActionContext } from "../action.ts";
import { identifyKey } from "../keys/resolve-key-hash.ts";
import { pageSize } from "../params.ts";
import { usdOrNull } from "../row-parts.ts";
import { dateFields, type Days, readDays, readDaysOrRecent } from "./days.ts";
import { aliasesOfTeams } from "./name-all.ts";
import {
  dailySpendOutput,
  globalSpendOutput,
  spendOfKeysOutput,
  spendOfModelsOutput,
  spendOfProvidersOutput,
  spendOfTeamsOutput,
} from "./report-output.ts";
import { onlyOf, spendScope, withinScope } from "./spend-scope.ts";
import { sumAll } from "./sum-all.ts";
import { eachGroup, oldestDayFirst, spendOf } from "./sums.ts";

const dated = z.object(dateFields);
const top = (usual: number) => dated.extend({ limit: pageSize(usual, 1_000) });

/** What of a report the caller may see. What was charged to nobody is nobody's own. */
const ownDays = (context: ActionContext, days: Days) => ({ ...days, only: onlyOf(spendScope(context.actor)) });

/** All that anybody was charged. The budget is the gateway's own, whatever its period. */
const getGlobalSpend = defineAction({
  method: "GET",
  paths: ["/global/spend"],
  summary: "Show what was spent in all",
  permission: "see-all",
  input: dated,
  output: globalSpendOutput,
  async run({ spend, now, proxyBudget }, input) {
    const days = { ...readDaysOrRecent(input, now()), charged: true };
    const [rows, unpriced] = await Promise.all([sumAll(spend, ["day"], days), spend.countUnpriced(days)]);
    return { spend: spendOf(rows), max_budget: usdOrNull(proxyBudget ?? null), unpriced_requests: unpriced };
  },
});

const getDailySpend = defineAction({
  method: "GET",
  paths: ["/global/spend/logs"],
  summary: "Show what was spent on each day",
  permission: "any-key",
  input: dated.extend({ api_key: z.string().optional() }),
  output: dailySpendOutput,
  async run(context, input) {
    const key = input.api_key === undefined ? undefined : await identifyKey(context, input.api_key);
    const rows = await sumAll(context.spend, ["day"], {
      ...readDaysOrRecent(input, context.now()),
      only: onlyOf(withinScope(context.actor, { key })),
      charged: true,
    });
    return oldestDayFirst(rows).map((row) => ({ date: row.day, spend: toUsd(row.cost) }));
  },
});

/**
 * The keys that spent most. Without dates by what their own rows say they have spent, which an index has in order; with
 * dates by the sums of the days, also of keys that are gone.
 */
const getSpendOfKeys = defineAction({
  method: "GET",
  paths: ["/global/spend/keys"],
  summary: "List the keys that spent the most",
  permission: "any-key",
  input: top(100),
  output: spendOfKeysOutput,
  async run(context, input) {
    if (input.start_date === undefined && input.end_date === undefined)
      return await listDearestKeys(context, input.limit);
    const query = { ...ownDays(context, readDays(input)), charged: true };
    const rows = await context.spend.sumDays(["key"], query, input.limit);
    const names = await context.keys.findAll(rows.map(({ key }) => asId<"key-hash">(key)));
    const named = new Map<string, (typeof names)[number]>(names.map((name) => [name.hash, name]));
    return rows.map(({ key, cost }) => ({
      api_key: key,
      key_alias: named.get(key)?.keyAlias ?? null,
      key_name: named.get(key)?.keyName ?? null,
      total_spend: toUsd(cost),
    }));
  },
});

async function listDearestKeys({ actor, keys }: ActionContext, limit: number) {
  const { key, user } = spendScope(actor);
  const page = { offset: 0, limit, sortBy: "spend", descending: true } as const;
  const { records } = await keys.list({ hash: key, user }, page);
  return records.map(({ hash, keyAlias, keyName, spend }) => ({
    api_key: hash,
    key_alias: keyAlias,
    key_name: keyName,
    total_spend: toUsd(spend),
  }));
}

/** Teams go by their alias, or by their id where they have none or it was taken from them. */
const getSpendOfTeams = defineAction({
  method: "GET",
  paths: ["/global/spend/teams"],
  summary: "Show what each team spent on each day",
  permission: "see-all",
  input: dated,
  output: spendOfTeamsOutput,
  async run({ spend, search, now }, input) {
    const query = { ...readDaysOrRecent(input, now()), charged: true };
    const [rows, unpriced] = await Promise.all([sumAll(spend, ["day", "team"], query), spend.countUnpriced(query)]);
    const aliases = await aliasesOfTeams(search, [...new Set(rows.map(({ team }) => team))]);
    const named = rows.map((row) => ({ ...row, name: aliases.get(row.team) ?? (row.team || "Unassigned") }));
    const spendByTeam = (some: typeof named) => eachGroup(some, ({ name }) => name, spendOf);
    const sums = spendByTeam(named).toSorted(([, a], [, b]) => b - a);
    return {
      daily_spend: eachGroup(
        oldestDayFirst(named),
        ({ day }) => day,
        (day, date) => ({ ...Object.fromEntries(spendByTeam([...day])), date }),
      ).map(([, row]) => row),
      teams: sums.map(([name]) => name),
      total_spend_per_team: sums.map(([team_id, total_spend]) => ({ team_id, total_spend })),
      unpriced_requests: unpriced,
    };
  },
});

/** With attempts that nobody was charged for: a provider bills them all the same. */
const getSpendOfModels = defineAction({
  method: "GET",
  paths: ["/global/spend/models"],
  summary: "List the models that cost the most",
  permission: "any-key",
  input: top(10),
  output: spendOfModelsOutput,
  async run(context, input) {
    const days = readDaysOrRecent(input, context.now());
    const rows = await context.spend.sumDays(["model"], ownDays(context, days), input.limit);
    return rows.map((row) => ({
      model: row.model,
      total_spend: toUsd(row.cost),
      total_tokens: row.inputTokens + row.outputTokens,
    }));
  },
});

/** The same. A request that reached no provider is left out. */
const getSpendOfProviders = defineAction({
  method: "GET",
  paths: ["/global/spend/provider"],
  summary: "Show what was spent at each provider",
  permission: "any-key",
  input: dated,
  output: spendOfProvidersOutput,
  async run(context, input) {
    const rows = await sumAll(context.spend, ["provider"], ownDays(context, readDays(input)));
    return rows.flatMap(({ provider, cost }) => (provider === "" ? [] : [{ provider, spend: toUsd(cost) }]));
  },
});

export const globalSpend: readonly Action[] = [
  getGlobalSpend,
  getDailySpend,
  getSpendOfKeys,
  getSpendOfTeams,
  getSpendOfModels,
  getSpendOfProviders,
];
