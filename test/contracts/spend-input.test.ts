import { beforeEach, describe, expect, test } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { spendActions } from "../../src/tenancy/spend/index.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { manageOn } from "./management.ts";

const RANGE = { start_date: "2026-01-15", end_date: "2026-01-15" };

let database: D1Database;
beforeEach(async () => {
  database = await emptyDatabase();
  await new D1LedgerStore(database).append([
    usageEvent("1", { cost: fromUsd(7), tags: ["t"], endUser: "customer", provider: "openai" }),
  ]);
});

/** Fields without which a route is not answered at all. */
const NEEDED: Readonly<Record<string, JsonObject>> = {
  "/spend/logs/ui/:request_id": { request_id: "1" },
  "/global/activity/exceptions": { model_group: "m" },
  "/global/activity/exceptions/deployment": { model_group: "m" },
};
const ask = (path: string, query: JsonObject) =>
  manageOn(database, NOON_MS).act(`GET ${path}`, { ...NEEDED[path], ...query });

/** The routes that read, with dates where these are needed. */
const READERS = spendActions.filter(({ method }) => method === "GET").map(({ paths: [path] }) => path);
const FIELDS =
  "api_key api_keys key_alias user_id team_id team_ids exclude_team_ids organization_ids end_user_ids exclude_end_user_ids tags end_user request_id model error_code internal_user_id customer_id model_group tag_filter tag_filters".split(
    " ",
  );
const HOSTILE = [
  "' or 1=1 --",
  "'; drop table usage_events; --",
  '") union select hash, 1 from virtual_keys --',
  "\\'; vacuum; --",
  "%27%20or%201",
  "\u0000' or ''='",
  "json('[')",
  '["a"]',
  "\ud800",
];

describe("spend reports", () => {
  test.each(READERS)("GET %s takes text that would be SQL for text", async (path) => {
    const tables = () => database.prepare("select name, sql from sqlite_master order by name").all();
    const before = (await tables()).results;
    for (const field of FIELDS) {
      for (const value of HOSTILE) {
        const query = { ...RANGE, ...(path.endsWith("report") && { group_by: "customer" }), [field]: value };
        const answer = await ask(path, query).catch((error: unknown) => error);
        if (answer instanceof Error) expect([400, 404]).toContain(GatewayError.from(answer).status);
        else if (field in queryFieldsOf(path)) expect(JSON.stringify(answer)).not.toContain("gpt-4o");
      }
    }
    expect((await tables()).results).toEqual(before);
  });

  /** The fields that narrow what a route shows. */
  function queryFieldsOf(path: string): Record<string, true> {
    const only: Readonly<Record<string, readonly string[]>> = {
      "/spend/logs/v2": ["api_key", "key_alias", "user_id", "team_id", "end_user", "request_id", "model", "error_code"],
      "/user/daily/activity": ["api_key", "user_id", "model"],
      "/team/daily/activity": ["api_key", "team_ids", "model"],
      "/key/daily/activity": ["api_key", "api_keys", "model"],
      "/tag/daily/activity": ["api_key", "tags", "model"],
      "/global/spend/report": ["customer_id"],
      "/spend/logs/ui/:request_id": ["request_id"],
    };
    return Object.fromEntries((only[path] ?? []).map((field) => [field, true as const]));
  }

  const DATED = READERS.filter((path) => /activity|report|provider|logs\/v2|spend\/tags|summary/.test(path));
  test.each(
    DATED.flatMap((path) =>
      [
        { start_date: "yesterday", end_date: "2026-01-15" },
        { start_date: "2026-02-30", end_date: "2026-03-01" },
        { start_date: "2026-01-15", end_date: "20260115" },
        { start_date: "2026-01-15", end_date: "2026-01-15 25:00:00" },
        { start_date: "2026-01-15", end_date: "" },
        { start_date: "2026-01-15" },
        { end_date: "2026-01-15" },
      ].map((query) => [path, query] as const),
    ),
  )("GET %s refuses %j with status 400", async (path, query) => {
    await expect(ask(path, query)).rejects.toMatchObject({ code: "invalid_request", status: 400 });
  });

  test.each([
    ["/spend/logs/v2", { page: "0" }],
    ["/spend/logs/v2", { page: "-1" }],
    ["/spend/logs/v2", { page_size: "101" }],
    ["/spend/logs/v2", { sort_by: "cost; drop table" }],
    ["/spend/logs/v2", { sort_order: "up" }],
    ["/spend/logs/v2", { status_filter: "maybe" }],
    ["/spend/logs/v2", { min_spend: "-1" }],
    ["/spend/logs/v2", { max_spend: "1e99" }],
    ["/spend/logs/v2", { snapshot: "x" }],
    ["/user/daily/activity", { page_size: "1001" }],
    ["/user/daily/activity", { page: "1.5" }],
    ["/user/daily/activity", { timezone: "CET" }],
    ["/global/spend/report", { group_by: "colour" }],
    ["/global/spend/keys", { limit: "0" }],
    ["/global/spend/models", { limit: "many" }],
  ])("GET %s refuses %j with status 422", async (path, query) => {
    await expect(ask(path, { ...RANGE, ...query })).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ["query", Object.keys(query)[0]] }],
    });
  });

  test("a customer's report goes by customers alone", async () => {
    for (const query of [{ customer_id: "c" }, { customer_id: "c", group_by: "customer", team_id: "blue" }]) {
      await expect(ask("/global/spend/report", { ...RANGE, ...query })).rejects.toMatchObject({ status: 400 });
    }
  });

  test("days elsewhere are the UTC days that they touch", async () => {
    const spent = async (day: string, timezone: string) =>
      ((await ask("/user/daily/activity", { start_date: day, end_date: day, timezone })).metadata as JsonObject)
        .total_spend;
    expect(await spent("2026-01-14", "0")).toBe(0);
    expect(await spent("2026-01-14", "480")).toBe(7);
    expect(await spent("2026-01-16", "480")).toBe(0);
    expect(await spent("2026-01-16", "-60")).toBe(7);
  });

  test.each(READERS)("GET %s answers 503 while the database is away", async (path) => {
    await expect(withDatabaseAway(() => ask(path, RANGE))).rejects.toMatchObject({ code: "store_unavailable" });
  });
});
