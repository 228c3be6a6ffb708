import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { type Json, type JsonObject, textOf as textOrNone } from "../../src/core/json.ts";
import { NOBODY, type UsageEvent } from "../../src/core/usage-event.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { Random } from "../support/random.ts";
import { emptyDatabase } from "./database.ts";
import { manageOn } from "./management.ts";
import { MONDAY_MS, randomEvent } from "./random-events.ts";

const RANGE = { start_date: "2026-01-12", end_date: "2026-01-15" };
const SEEDS = Array.from({ length: 6 }, (_, seed) => seed);

let database: D1Database;
let ledger: D1LedgerStore;
beforeEach(async () => {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
});

const manage = () => manageOn(database, MONDAY_MS + 3 * 86_400_000);

async function eventsOf(seed: number): Promise<UsageEvent[]> {
  const random = new Random(seed);
  const events = Array.from({ length: 100 + random.upTo(300) }, (_, n) => randomEvent(`e${n}`, random));
  for (let from = 0; from < events.length; from += 90) await ledger.append(events.slice(from, from + 90));
  return events;
}

const textOf = (value: Json | undefined): string => textOrNone(value) ?? "no text";
const nano = (usd: Json | undefined): bigint => BigInt(Math.round((usd as number) * 1e9));
const costOf = (events: readonly UsageEvent[]): bigint => events.reduce((sum, { cost }) => sum + BigInt(cost), 0n);
const tokensOf = (events: readonly UsageEvent[]): number =>
  events.reduce((sum, { usage }) => sum + usage.inputTokens + usage.outputTokens, 0);
const day = ({ startedAtMs }: UsageEvent): string => new Date(startedAtMs).toISOString().slice(0, 10);
const modelOf = ({ model, modelGroup, requestedModel }: UsageEvent): string => model ?? modelGroup ?? requestedModel;
const isFailure = ({ outcome }: UsageEvent): boolean => outcome !== "served" && outcome !== "cached";
const charged = (events: readonly UsageEvent[]) => events.filter(({ key }) => key !== NOBODY);

/** What each group of the events costs: the oracle of every report. */
function costs(events: readonly UsageEvent[], namesOf: (event: UsageEvent) => readonly string[]) {
  const sums: Record<string, bigint> = {};
  for (const event of events)
    for (const name of new Set(namesOf(event))) sums[name] = (sums[name] ?? 0n) + BigInt(event.cost);
  return sums;
}
const shown = (rows: readonly (readonly [string, Json | undefined])[]) => {
  const sums: Record<string, bigint> = {};
  for (const [name, usd] of rows) sums[name] = (sums[name] ?? 0n) + nano(usd);
  return sums;
};
const objects = (value: Json | undefined) => value as readonly JsonObject[];

/** All rows of a paged activity, as they would be of one page. */
async function readActivity(path: string, query: JsonObject = {}) {
  const days: JsonObject[] = [];
  const totals: JsonObject[] = [];
  for (let page = 1, more = true; more; page += 1) {
    const answer = await manage().act(`GET ${path}`, { ...RANGE, ...query, page: String(page), page_size: "40" });
    const metadata = answer.metadata as JsonObject;
    expect(metadata.page).toBe(page);
    days.push(...objects(answer.results));
    totals.push(metadata);
    more = metadata.has_more as boolean;
    expect(page === metadata.total_pages || more || metadata.total_pages === 0).toBe(true);
  }
  return { days, totals };
}

const partsOf = (days: readonly JsonObject[], part: string) =>
  days.flatMap((row) =>
    Object.entries((row.breakdown as JsonObject)[part] as JsonObject).map(
      ([name, value]) => [name, ((value as JsonObject).metrics as JsonObject).spend] as const,
    ),
  );

describe("the totals of every report are those of the events", () => {
  const HOLDERS = [
    ["/user/daily/activity", (e: UsageEvent) => [e.user ?? ""], () => true],
    ["/team/daily/activity", (e: UsageEvent) => [e.team ?? ""], (e: UsageEvent) => e.team !== undefined],
    ["/key/daily/activity", (e: UsageEvent) => [e.key], () => true],
    [
      "/organization/daily/activity",
      (e: UsageEvent) => [e.organization ?? ""],
      (e: UsageEvent) => e.organization !== undefined,
    ],
    ["/customer/daily/activity", (e: UsageEvent) => [e.endUser ?? ""], (e: UsageEvent) => e.endUser !== undefined],
  ] as const;

  test.each(SEEDS.flatMap((seed) => HOLDERS.map((row) => [seed, ...row] as const)))(
    "seed %i: GET %s, over all its pages and in each of its breakdowns",
    async (seed, path, holdersOf, isIn) => {
      const events = charged(await eventsOf(seed)).filter(isIn);
      const { days, totals } = await readActivity(path);
      expect(shown(days.map((row) => [textOf(row.date), (row.metrics as JsonObject).spend]))).toEqual(
        costs(events, (event) => [day(event)]),
      );
      expect(totals.reduce((sum, row) => sum + nano(row.total_spend), 0n)).toBe(costOf(events));
      expect(totals.reduce((sum, row) => sum + (row.total_tokens as number), 0)).toBe(tokensOf(events));
      expect(totals.reduce((sum, row) => sum + (row.total_api_requests as number), 0)).toBe(events.length);
      expect(totals.reduce((sum, row) => sum + (row.total_failed_requests as number), 0)).toBe(
        events.filter(isFailure).length,
      );
      expect(shown(partsOf(days, "entities"))).toEqual(costs(events, holdersOf));
      expect(shown(partsOf(days, "models"))).toEqual(costs(events, (event) => [modelOf(event)]));
      expect(shown(partsOf(days, "model_groups"))).toEqual(costs(events, (e) => [e.modelGroup ?? modelOf(e)]));
      expect(shown(partsOf(days, "providers"))).toEqual(costs(events, (event) => [event.provider ?? "unknown"]));
      expect(shown(partsOf(days, "api_keys"))).toEqual(costs(events, (event) => [event.key]));
      expect(shown(partsOf(days, "endpoints"))).toEqual(
        costs(events, (event) => [event.operation === "chat" ? "/chat/completions" : "/embeddings"]),
      );
    },
  );

  test.each(SEEDS)("seed %i: tags, an event once for each it has", async (seed) => {
    const events = charged(await eventsOf(seed));
    const perTag = costs(events, ({ tags }) => tags);
    const { days } = await readActivity("/tag/daily/activity");
    expect(shown(partsOf(days, "entities"))).toEqual(perTag);
    const management = manage();
    const always = await management.list("GET /spend/tags");
    expect(shown(always.map((row) => [textOf(row.individual_request_tag), row.total_spend]))).toEqual(perTag);
    const { spend_per_tag: ui } = await management.act("GET /global/spend/tags", RANGE);
    expect(shown(objects(ui).map((row) => [textOf(row.name), row.spend]))).toEqual(perTag);
    const { spend_per_tag: some } = await management.act("GET /global/spend/tags", { ...RANGE, tags: "prod,none" });
    expect(shown(objects(some).map((row) => [textOf(row.name), row.spend]))).toEqual(
      costs(events, ({ tags }) => tags.filter((tag) => tag === "prod")),
    );
  });

  test.each(SEEDS)("seed %i: the reports about everybody", async (seed) => {
    const events = await eventsOf(seed);
    const paid = charged(events);
    const management = manage();
    expect(nano((await management.act("GET /global/spend")).spend)).toBe(costOf(paid));
    const daily = await management.list("GET /global/spend/logs");
    expect(shown(daily.map((row) => [textOf(row.date), row.spend]))).toEqual(costs(paid, (event) => [day(event)]));
    const keys = await management.list("GET /global/spend/keys", { ...RANGE, limit: "100" });
    expect(shown(keys.map((row) => [textOf(row.api_key), row.total_spend]))).toEqual(costs(paid, ({ key }) => [key]));
    const teams = await management.act("GET /global/spend/teams");
    expect(shown(objects(teams.total_spend_per_team).map((row) => [textOf(row.team_id), row.total_spend]))).toEqual(
      costs(paid, ({ team }) => [team ?? "Unassigned"]),
    );
    const activity = await management.act("GET /global/activity", RANGE);
    expect(activity).toMatchObject({ sum_api_requests: paid.length, sum_total_tokens: tokensOf(paid) });
    const models = await management.list("GET /global/activity/model", RANGE);
    expect(models.reduce((sum, row) => sum + (row.sum_total_tokens as number), 0)).toBe(tokensOf(paid));
  });

  test.each(SEEDS)("seed %i: models and providers, with attempts that nobody was charged for", async (seed) => {
    const events = await eventsOf(seed);
    const management = manage();
    const models = await management.list("GET /global/spend/models", { limit: "100" });
    expect(shown(models.map((row) => [textOf(row.model), row.total_spend]))).toEqual(
      costs(events, (event) => [modelOf(event)]),
    );
    const providers = await management.list("GET /global/spend/provider", RANGE);
    expect(shown(providers.map((row) => [textOf(row.provider), row.spend]))).toEqual(
      costs(events, ({ provider }) => (provider === undefined ? [] : [provider])),
    );
  });

  test.each(SEEDS)("seed %i: the report, by team, customer and key", async (seed) => {
    const paid = charged(await eventsOf(seed));
    const management = manage();
    const report = (query: JsonObject) => management.list("GET /global/spend/report", { ...RANGE, ...query });
    const groups = (rows: readonly JsonObject[], field: string, name: string) =>
      rows.flatMap((row) =>
        objects(row[field]).map((group) => {
          const parts = objects(group.metadata).reduce((sum, { spend }) => sum + nano(spend), 0n);
          expect(parts).toBe(nano(group.total_spend));
          return [`${textOf(row.group_by_day).slice(0, 10)} ${textOf(group[name])}`, group.total_spend] as const;
        }),
      );
    expect(shown(groups(await report({}), "teams", "team_name"))).toEqual(
      costs(paid, (event) => [`${day(event)} ${event.team ?? "Unassigned Team"}`]),
    );
    expect(shown(groups(await report({ group_by: "customer" }), "customers", "customer"))).toEqual(
      costs(paid, (event) => (event.endUser === undefined ? [] : [`${day(event)} ${event.endUser}`])),
    );
    const keys = await report({ group_by: "api_key" });
    expect(shown(keys.map((row) => [textOf(row.api_key), row.total_cost]))).toEqual(costs(paid, ({ key }) => [key]));
    const ofAnn = await report({ internal_user_id: "ann" });
    expect(shown(ofAnn.map((row) => [textOf(row.api_key), row.total_cost]))).toEqual(
      costs(
        paid.filter(({ user }) => user === "ann"),
        ({ key }) => [key],
      ),
    );
  });

  test.each(SEEDS)("seed %i: the activity on one page", async (seed) => {
    const paid = charged(await eventsOf(seed));
    const whole = await manage().act("GET /user/daily/activity/aggregated", RANGE);
    expect(nano((whole.metadata as JsonObject).total_spend)).toBe(costOf(paid));
    expect(shown(partsOf(objects(whole.results), "api_keys"))).toEqual(costs(paid, ({ key }) => [key]));
    expect(objects(whole.results).map(({ date }) => date)).toEqual([...new Set(paid.map(day))].toSorted().toReversed());
  });
});

describe("reports over very many keys", () => {
  test("do without the keys, and with no less of a total", async () => {
    const random = new Random(1);
    const events = Array.from({ length: 5_100 }, (_, n) => randomEvent(`e${n}`, random, { key: hashKey(`sk-${n}`) }));
    for (let from = 0; from < events.length; from += 900) await ledger.append(events.slice(from, from + 900));
    const management = manage();
    const report = await management.list("GET /global/spend/report", RANGE);
    const teams = report.flatMap((row) => objects(row.teams));
    expect(shown(teams.map((row) => [textOf(row.team_name), row.total_spend]))).toEqual(
      costs(events, ({ team }) => [team ?? "Unassigned Team"]),
    );
    expect(teams.flatMap(({ metadata }) => objects(metadata)).every(({ api_key }) => api_key === null)).toBe(true);
    const whole = await management.act("GET /user/daily/activity/aggregated", RANGE);
    expect(shown(partsOf(objects(whole.results), "models"))).toEqual(costs(events, (event) => [modelOf(event)]));
    expect(partsOf(objects(whole.results), "api_keys")).toEqual([]);
    const dearest = await management.list("GET /global/spend/keys", { ...RANGE, limit: "3" });
    const sorted = events.toSorted((a, b) => b.cost - a.cost).slice(0, 3);
    expect(dearest.map((row) => nano(row.total_spend))).toEqual(sorted.map(({ cost }) => BigInt(cost)));
  });
});
