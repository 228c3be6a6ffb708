import { drizzle } from "drizzle-orm/d1";
import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { NOBODY, type UsageEvent } from "../../src/core/usage-event.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { D1SpendReader } from "../../src/store/d1/d1-spend-reader.ts";
import { users, virtualKeys } from "../../src/store/d1/schema.ts";
import { Random } from "../support/random.ts";
import { countReads } from "./count-reads.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS, usageEvent } from "./examples.ts";
import { manageOn } from "./management.ts";
import { KEYS, randomEvent } from "./random-events.ts";

const DAY_MS = 86_400_000;
const RANGE = { start_date: "2026-01-14", end_date: "2026-01-15" };
const [a, b] = [hashKey("sk-a"), hashKey("sk-b")];
const [ann, bob] = [asId<"user">("ann"), asId<"user">("bob")];
const holder: Caller = { role: "key", key: a, user: ann, models: [], aliases: {} };
const alone: Caller = { role: "key", key: b, models: [], aliases: {} };

let database: D1Database;
let ledger: D1LedgerStore;
beforeEach(async () => {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
  const db = drizzle(database);
  await db
    .insert(virtualKeys)
    .values([
      keyRecord("sk-a", { keyAlias: "Ann's", userId: ann }),
      keyRecord("sk-b", { keyAlias: "Bob's", userId: bob }),
    ]);
  await db.insert(users).values({ userId: ann, userRole: "internal_user", createdAtMs: NOON_MS, updatedAtMs: NOON_MS });
});

const manage = () => manageOn(database, NOON_MS);
const get = (path: string, query: Json = {}, caller?: Caller) => manage().act(`GET ${path}`, query, caller);
const list = (path: string, query: Json = {}, caller?: Caller) => manage().list(`GET ${path}`, query, caller);

describe("GET /global/activity/cache_hits", () => {
  test("tells hits from what was generated, by alias, kind of call and model", async () => {
    await ledger.append([
      usageEvent("1", { key: a, user: ann, usage: { inputTokens: 1, outputTokens: 10 } }),
      usageEvent("2", { key: a, user: ann, outcome: "cached", usage: { inputTokens: 1, outputTokens: 7 } }),
      usageEvent("3", { key: a, user: ann, path: "/v1/messages", usage: { inputTokens: 1, outputTokens: 3 } }),
      usageEvent("4", { key: hashKey("sk-gone"), usage: { inputTokens: 1, outputTokens: 5 } }),
      usageEvent("5", { key: NOBODY }),
      usageEvent("6", { key: a, startedAtMs: NOON_MS - 3 * DAY_MS }),
    ]);
    const row = (api_key: string, call_type: string, counts: readonly number[]) => {
      const [total_rows, cache_hit_true_rows, cached_completion_tokens, generated_completion_tokens] = counts;
      const sums = { total_rows, cache_hit_true_rows, cached_completion_tokens, generated_completion_tokens };
      return { api_key, call_type, model: "gpt-4o", ...sums };
    };
    const rows = await list("/global/activity/cache_hits", RANGE);
    const own = [row("Ann's", "acompletion", [2, 1, 7, 10]), row("Ann's", "anthropic_messages", [1, 0, 0, 3])];
    expect(rows).toHaveLength(3);
    expect(rows).toEqual(expect.arrayContaining([...own, row("Unnamed Key", "acompletion", [1, 0, 0, 5])]));
    const seen = await list("/global/activity/cache_hits", RANGE, holder);
    expect(seen).toHaveLength(2);
    expect(seen).toEqual(expect.arrayContaining(own));
  });
});

test.each([
  ["the holder of a user's key", { user: [ann] }],
  ["a key without a user", { key: [a] }],
])("%s is told of their own events without a look at those of others", async (_, only) => {
  const others = Array.from({ length: 400 }, (__, n) => usageEvent(`${n}`, { key: b, user: bob }));
  await ledger.append([...others, usageEvent("own", { key: a, user: ann, unpriced: true })]);
  const counted = countReads(database);
  const reader = new D1SpendReader(counted.database);
  const query = { from: RANGE.start_date, to: RANGE.end_date, only } as const;
  expect(await reader.listCacheHits(query, 10)).toMatchObject([{ requests: 1 }]);
  expect(await reader.listRateLimited("smart", query, 10)).toEqual([]);
  expect(await reader.listUnpriced(query, 10)).toMatchObject([{ requests: 1 }]);
  expect(await counted.rowsRead()).toBeLessThan(40);
});

describe("GET /global/activity/exceptions", () => {
  const step = (deployment: string, fault: "rate-limited" | "timeout", group = "smart") => ({
    group,
    deployment: asId<"deployment">(deployment),
    fault,
  });
  beforeEach(async () => {
    await ledger.append([
      usageEvent("1", { key: a, user: ann, route: [step("d1", "rate-limited"), step("d2", "rate-limited")] }),
      usageEvent("2", { key: b, user: bob, route: [step("d2", "rate-limited"), step("d1", "timeout")] }),
      usageEvent("3", { key: b, startedAtMs: NOON_MS - DAY_MS, route: [step("d2", "rate-limited")] }),
      usageEvent("4", { key: b, route: [step("d3", "rate-limited", "fast")] }),
      usageEvent("5", { key: b }),
    ]);
  });

  test("counts what providers of the model answered with 429, by day", async () => {
    const query = { ...RANGE, model_group: "smart" };
    expect(await get("/global/activity/exceptions", query)).toEqual({
      daily_data: [
        { date: "Jan 14", num_rate_limit_exceptions: 1 },
        { date: "Jan 15", num_rate_limit_exceptions: 3 },
      ],
      sum_num_rate_limit_exceptions: 4,
    });
    expect(await list("/global/activity/exceptions/deployment", query)).toEqual([
      {
        api_base: "d2",
        daily_data: [
          { date: "Jan 14", num_rate_limit_exceptions: 1 },
          { date: "Jan 15", num_rate_limit_exceptions: 2 },
        ],
        sum_num_rate_limit_exceptions: 3,
      },
      {
        api_base: "d1",
        daily_data: [{ date: "Jan 15", num_rate_limit_exceptions: 1 }],
        sum_num_rate_limit_exceptions: 1,
      },
    ]);
    const own = await get("/global/activity/exceptions", query, holder);
    expect(own).toMatchObject({ sum_num_rate_limit_exceptions: 2 });
  });

  test.each(["/global/activity/exceptions", "/global/activity/exceptions/deployment"])(
    "%s needs a model",
    async (path) => {
      await expect(get(path, RANGE)).rejects.toMatchObject({
        status: 422,
        message: "query.model_group: Field required",
      });
    },
  );
});

describe("customers and tags", () => {
  beforeEach(async () => {
    await ledger.append([
      usageEvent("1", { key: a, user: ann, endUser: "x", tags: ["t", "u"], cost: fromUsd(1) }),
      usageEvent("2", { key: b, user: bob, endUser: "y", tags: ["t"], cost: fromUsd(2) }),
      usageEvent("3", {
        key: b,
        user: bob,
        endUser: "x",
        tags: [],
        cost: fromUsd(4),
        startedAtMs: NOON_MS - 40 * DAY_MS,
      }),
    ]);
  });

  test("are listed by name, each once", async () => {
    expect(await get("/global/all_end_users")).toEqual({ end_users: ["x", "y"] });
    expect(await get("/global/spend/all_tag_names")).toEqual({ tag_names: ["t", "u"] });
    expect(await get("/tag/distinct")).toEqual({ results: [{ tag: "t" }, { tag: "u" }] });
  });

  test("come with what they spent, of the last thirty days or the days asked for, and of one key or all", async () => {
    const ask = (body: JsonObject, caller?: Caller) => manage().list("POST /global/spend/end_users", body, caller);
    expect(await ask({})).toEqual([
      { end_user: "y", total_count: 1, total_spend: 2 },
      { end_user: "x", total_count: 1, total_spend: 1 },
    ]);
    const always = { startTime: "2025-11-01T00:00:00Z", endTime: "2026-01-15T23:59:59Z" };
    expect(await ask(always)).toEqual([
      { end_user: "x", total_count: 2, total_spend: 5 },
      { end_user: "y", total_count: 1, total_spend: 2 },
    ]);
    expect(await ask({ ...always, api_key: a })).toEqual([{ end_user: "x", total_count: 1, total_spend: 1 }]);
    expect(await ask({}, alone)).toEqual([{ end_user: "y", total_count: 1, total_spend: 2 }]);
    await expect(ask({ api_key: a }, alone)).rejects.toMatchObject({ code: "route_denied" });
    await expect(ask({ startTime: "yesterday", endTime: "today" })).rejects.toMatchObject({ status: 400 });
  });
});

describe("the users of tags", () => {
  beforeEach(async () => {
    const daysAgo = (days: number) => NOON_MS - days * DAY_MS;
    await ledger.append([
      usageEvent("1", { key: a, tags: ["t"], cost: fromUsd(1) }),
      usageEvent("2", { key: b, tags: ["t"], outcome: "failed", cost: fromUsd(2) }),
      usageEvent("3", { key: b, tags: ["t"], startedAtMs: daysAgo(6) }),
      usageEvent("4", { key: b, tags: ["t"], startedAtMs: daysAgo(7) }),
      usageEvent("5", { key: hashKey("sk-gone"), tags: ["t", "u"], startedAtMs: daysAgo(1) }),
      usageEvent("6", { key: a, tags: ["u"], startedAtMs: daysAgo(209) }),
      usageEvent("7", { key: a, tags: ["t"], startedAtMs: daysAgo(210) }),
    ]);
  });
  const row = (tag: string, active_users: number, date: string, period_start: string, period_end: string) => ({
    tag,
    active_users,
    date,
    period_start,
    period_end,
  });

  test("are counted by day, by week and by thirty days", async () => {
    expect((await get("/tag/dau")).results).toEqual([
      row("t", 2, "2026-01-15", "2026-01-15", "2026-01-15"),
      row("t", 1, "2026-01-09", "2026-01-09", "2026-01-09"),
    ]);
    expect((await get("/tag/wau")).results).toEqual([
      row("t", 2, "Week 1 (Jan 09)", "2026-01-09", "2026-01-15"),
      row("t", 1, "Week 2 (Jan 02)", "2026-01-02", "2026-01-08"),
    ]);
    expect((await get("/tag/mau")).results).toEqual([
      row("t", 2, "Month 1 (Dec)", "2025-12-17", "2026-01-15"),
      row("u", 1, "Month 7 (Jun)", "2025-06-20", "2025-07-19"),
    ]);
    expect((await get("/tag/mau", { tag_filter: "u" })).results).toHaveLength(1);
    expect((await get("/tag/mau", { tag_filters: "t,none" })).results).toHaveLength(1);
  });

  test("stand beside what their tag came to", async () => {
    expect((await get("/tag/summary", { ...RANGE, tag_filter: "t" })).results).toEqual([
      {
        tag: "t",
        unique_users: 2,
        total_requests: 3,
        successful_requests: 2,
        failed_requests: 1,
        total_tokens: 3 * tokensOf(usageEvent("1")),
        total_spend: 3 + usageEvent("5").cost / 1e9,
      },
    ]);
  });
});

const tokensOf = ({ usage }: UsageEvent): number => usage.inputTokens + usage.outputTokens;

describe("GET /spend/logs/ui/:request_id", () => {
  test("shows one event, to whom it belongs", async () => {
    await ledger.append([usageEvent("1", { key: a, user: ann }), usageEvent("2", { key: b, user: bob })]);
    expect(await get("/spend/logs/ui/:request_id", { request_id: "2" })).toMatchObject({
      request_id: "2",
      messages: {},
    });
    expect(await get("/spend/logs/ui/:request_id", { request_id: "1" }, holder)).toMatchObject({ request_id: "1" });
    for (const [id, caller] of [
      ["2", holder],
      ["3", undefined],
    ] as const) {
      const asked = get("/spend/logs/ui/:request_id", { request_id: id }, caller);
      await expect(asked).rejects.toMatchObject({ code: "object_not_found", status: 404 });
    }
  });
});

describe("requests without a known price", () => {
  const SEEDS = Array.from({ length: 6 }, (_, seed) => seed);
  const WEEK = { start_date: "2026-01-12", end_date: "2026-01-15" };
  const modelOf = ({ model, modelGroup, requestedModel }: UsageEvent): string => model ?? modelGroup ?? requestedModel;

  test.each(SEEDS)("seed %i: are all told of, and every total says how many they are", async (seed) => {
    const random = new Random(seed);
    const events = Array.from({ length: 200 }, (_, n) =>
      randomEvent(`e${n}`, random, { unpriced: random.happens(0.3) }),
    );
    for (let from = 0; from < events.length; from += 90) await ledger.append(events.slice(from, from + 90));
    const unpriced = events.filter((event) => event.unpriced);
    const paid = unpriced.filter(({ key }) => key !== NOBODY);
    const { data, total_unpriced_requests: total } = await get("/spend/unpriced", WEEK);
    const rows = data as readonly JsonObject[];
    expect(total).toBe(unpriced.length);
    expect(rows.reduce((sum, { total_tokens: n }) => sum + Number(n), 0)).toBe(
      unpriced.reduce((sum, event) => sum + tokensOf(event), 0),
    );
    const name = (...parts: readonly unknown[]): string => JSON.stringify(parts);
    const counted = Object.fromEntries(
      rows.map((row) => [
        name(row.date, row.provider, row.model, row.model_group, row.model_id),
        row.unpriced_requests,
      ]),
    );
    const groups = Map.groupBy(unpriced, (event) => {
      const day = new Date(event.startedAtMs).toISOString().slice(0, 10);
      return name(day, event.provider ?? "", modelOf(event), event.modelGroup ?? "", event.deployment ?? "");
    });
    expect(counted).toEqual(Object.fromEntries([...groups].map(([group, { length }]) => [group, length])));

    expect(await get("/global/spend", WEEK)).toMatchObject({ unpriced_requests: paid.length });
    expect(await get("/global/spend/teams", WEEK)).toMatchObject({ unpriced_requests: paid.length });
    expect(await get("/global/activity", WEEK)).toMatchObject({ sum_unpriced_requests: paid.length });
    const count = async (path: string, query: JsonObject = {}) =>
      ((await get(path, { ...WEEK, ...query })).metadata as JsonObject).total_unpriced_requests;
    expect(await count("/user/daily/activity")).toBe(paid.length);
    expect(await count("/user/daily/activity/aggregated", { model: "claude" })).toBe(
      paid.filter((event) => modelOf(event) === "claude").length,
    );
    expect(await count("/team/daily/activity")).toBe(paid.filter(({ team }) => team !== undefined).length);
    expect(await count("/team/daily/activity", { exclude_team_ids: "blue" })).toBe(
      paid.filter(({ team }) => team !== undefined && team !== "blue").length,
    );
    expect(await count("/key/daily/activity", { api_keys: KEYS[0] ?? "" })).toBe(
      paid.filter(({ key }) => key === KEYS[0]).length,
    );
    expect(await count("/customer/daily/activity")).toBe(paid.filter(({ endUser }) => endUser !== undefined).length);
    expect(await count("/tag/daily/activity", { tags: "prod" })).toBe(
      paid.filter(({ tags }) => tags.includes("prod")).length,
    );
  });

  test("are each one's own, and the log marks them", async () => {
    await ledger.append([
      usageEvent("1", { key: a, user: ann, unpriced: true }),
      usageEvent("2", { key: b, user: bob, unpriced: true }),
      usageEvent("3", { key: a, user: ann, startedAtMs: NOON_MS + 1 }),
    ]);
    expect(await get("/spend/unpriced", {}, holder)).toMatchObject({ total_unpriced_requests: 1 });
    const { data } = await get("/spend/logs/v2", RANGE, holder);
    expect(data).toMatchObject([
      { request_id: "3", metadata: { unpriced: false } },
      { request_id: "1", metadata: { unpriced: true } },
    ]);
  });

  test("are read through their index, not past all events", async () => {
    const events = Array.from({ length: 800 }, (_, n) => usageEvent(`${n}`, { key: a, unpriced: n % 400 === 0 }));
    await ledger.append(events);
    const counted = countReads(database);
    await manageOn(counted.database, NOON_MS).act("GET /spend/unpriced", RANGE);
    expect(await counted.rowsRead()).toBeLessThan(20);
  });
});

describe("GET /global/spend/keys without dates", () => {
  test("shows the dearest keys by their own rows, to the nano-dollar what their events came to", async () => {
    const random = new Random(1);
    const events = Array.from({ length: 300 }, (_, n) => randomEvent(`e${n}`, random, { key: random.oneOf([a, b]) }));
    for (let from = 0; from < events.length; from += 90) await ledger.append(events.slice(from, from + 90));
    const sum = (key: typeof a) => events.reduce((so, event) => so + (event.key === key ? event.cost : 0), 0);
    const rows = await list("/global/spend/keys", { limit: "2" });
    expect(rows.map((row) => [row.api_key, Math.round(Number(row.total_spend) * 1e9)])).toEqual(
      [a, b].map((key) => [key, sum(key)] as const).toSorted(([, one], [, other]) => other - one),
    );
    const [own] = await list("/global/spend/keys", {}, holder);
    expect(own).toMatchObject({ api_key: a, key_alias: "Ann's" });
  });

  test("reads no more rows than it shows, beside counting them", async () => {
    const keys = Array.from({ length: 200 }, (_, n) => keyRecord(`sk-${n}`, { spend: fromUsd(n) }));
    const db = drizzle(database);
    for (const key of keys) await db.insert(virtualKeys).values(key);
    const counted = countReads(database);
    const rows = await manageOn(counted.database, NOON_MS).list("GET /global/spend/keys", { limit: "5" });
    expect(rows.map(({ total_spend }) => total_spend)).toEqual([199, 198, 197, 196, 195]);
    expect(await counted.rowsRead()).toBeLessThan(202 + 30);
  });
});

test("GET /global/spend tells the gateway's own budget", async () => {
  expect(await get("/global/spend")).toEqual({ spend: 0, max_budget: null, unpriced_requests: 0 });
});

test("POST /global/spend/refresh has nothing to do", async () => {
  const before = await manage().contents();
  expect(await manage().act("POST /global/spend/refresh")).toMatchObject({ status: "success" });
  expect(await manage().contents()).toEqual(before);
});
