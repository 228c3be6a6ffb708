import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import type { Json } from "../../src/core/json.ts";
import { fromUsd, nanoUsd } from "../../src/core/money.ts";
import { OUTCOMES } from "../../src/core/usage-event.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { listSpendLogs } from "../../src/tenancy/spend/list-spend-logs.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { contextOn, manageOn } from "./management.ts";

const [a, b] = [hashKey("sk-a"), hashKey("sk-b")];
const [ann, bob] = [asId<"user">("ann"), asId<"user">("bob")];
const admin: Caller = { role: "admin", key: hashKey("sk-master"), models: [], aliases: {} };
const holderOfA: Caller = { role: "key", key: a, user: ann, models: [], aliases: {} };

let database: D1Database;
let ledger: D1LedgerStore;
beforeEach(async () => {
  database = await emptyDatabase();
  ledger = new D1LedgerStore(database);
});

const logs = (query: Json = {}, caller = admin): Promise<Json> =>
  listSpendLogs.run({ ...contextOn(database, () => NOON_MS), caller }, query);

const idsOf = async (query: Json, caller?: Caller): Promise<unknown[]> =>
  ((await logs(query, caller)) as { request_id: string }[]).map((row) => row.request_id);

describe("GET /spend/logs", () => {
  test("shows an event in the fields of LiteLLM's log", async () => {
    await ledger.append([
      usageEvent("r1", {
        key: a,
        user: ann,
        team: asId<"team">("blue"),
        endUser: "customer",
        stream: true,
        requestedModel: "fast",
        modelGroup: "gpt",
        deployment: asId<"deployment">("d1"),
        provider: "openai",
        model: "gpt-4o",
        cost: fromUsd(0.000123456),
        firstByteMs: 100,
        tags: ["t"],
      }),
    ]);
    expect(await logs()).toMatchObject([
      {
        request_id: "r1",
        call_type: "acompletion",
        api_key: a,
        user: "ann",
        team_id: "blue",
        end_user: "customer",
        model: "gpt-4o",
        model_group: "gpt",
        model_id: "d1",
        custom_llm_provider: "openai",
        spend: 0.000123456,
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 15,
        startTime: "2026-01-15T12:00:00.000+00:00",
        completionStartTime: "2026-01-15T12:00:00.100+00:00",
        endTime: "2026-01-15T12:00:00.900+00:00",
        request_tags: ["t"],
        cache_hit: "False",
        status: "success",
        metadata: { outcome: "served", requested_model: "fast", error_information: null, stream: true, attempts: 1 },
      },
    ]);
  });

  test("names the key and the team of each event, as far as they are there and have a name", async () => {
    const management = manageOn(database, NOON_MS);
    await management.act("POST /team/new", { team_id: "blue", team_alias: "The Blue" });
    await management.act("POST /key/generate", { key: "sk-a", key_alias: "alias of a" });
    const team = asId<"team">("blue");
    const organization = asId<"organization">("acme");
    await ledger.append([
      usageEvent("named", { key: a, user: ann, team, organization, startedAtMs: NOON_MS + 1 }),
      usageEvent("nameless", { key: b, team: asId<"team">("gone") }),
    ]);
    const named = {
      user_api_key: a,
      user_api_key_alias: "alias of a",
      user_api_key_user_id: "ann",
      user_api_key_team_id: "blue",
      user_api_key_team_alias: "The Blue",
      user_api_key_org_id: "acme",
    };
    const nameless = { user_api_key_alias: null, user_api_key_team_alias: null, user_api_key_org_id: null };
    expect(await logs()).toMatchObject([{ metadata: named }, { metadata: nameless }]);
    const range = { start_date: "2026-01-15", end_date: "2026-01-15" };
    expect(await management.act("GET /spend/logs/v2", range)).toMatchObject({
      data: [{ metadata: named }, { metadata: nameless }],
    });
    expect(await management.act("GET /spend/logs/ui/:request_id", { request_id: "named" })).toMatchObject({
      metadata: named,
    });
  });

  test("shows every outcome, as success or failure", async () => {
    await ledger.append(OUTCOMES.map((outcome) => usageEvent(outcome, { outcome })));
    const rows = (await logs()) as { request_id: string; status: string; cache_hit: string }[];
    expect(Object.fromEntries(rows.map((row) => [row.request_id, row.status]))).toEqual({
      served: "success",
      cached: "success",
      refused: "failure",
      failed: "failure",
      abandoned: "failure",
    });
    expect(rows.filter((row) => row.cache_hit === "True").map((row) => row.request_id)).toEqual(["cached"]);
  });

  test("says why a request failed", async () => {
    await ledger.append([
      usageEvent("f", { outcome: "failed", status: 502, error: "provider_error", errorMessage: "no" }),
    ]);
    expect(await logs()).toMatchObject([
      {
        metadata: {
          http_status: 502,
          error_information: { error_code: "502", error_class: "provider_error", error_message: "no" },
        },
      },
    ]);
  });

  test.each([
    ["/v1/chat/completions", "chat", "acompletion"],
    ["/v1/embeddings", "embedding", "aembedding"],
    ["/v1/messages", "chat", "anthropic_messages"],
  ] as const)("names the call on %s as LiteLLM does", async (path, operation, call_type) => {
    await ledger.append([usageEvent("c", { path, operation })]);
    expect(await logs()).toMatchObject([{ call_type }]);
  });

  const DAY_MS = 86_400_000;
  const threeDays = [
    usageEvent("day1", { key: a, user: ann, model: "m1", cost: fromUsd(1) }),
    usageEvent("day2", { key: a, user: bob, model: "m1", cost: fromUsd(2), startedAtMs: NOON_MS + DAY_MS }),
    usageEvent("day2-late", {
      key: b,
      user: ann,
      model: "m2",
      cost: fromUsd(4),
      startedAtMs: Date.UTC(2026, 0, 17) - 1,
    }),
    usageEvent("day3", {
      key: b,
      model: "m2",
      cost: nanoUsd(0),
      outcome: "refused",
      startedAtMs: Date.UTC(2026, 0, 17),
    }),
  ];

  test.each<[Json, string[]]>([
    [{ request_id: "day1" }, ["day1"]],
    [{ request_id: "none" }, []],
    [{ api_key: a }, ["day2", "day1"]],
    [{ api_key: "sk-a" }, ["day2", "day1"]],
    [{ user_id: "ann" }, ["day2-late", "day1"]],
    [{ start_date: "2026-01-16", summarize: "false" }, ["day3", "day2-late", "day2"]],
    [{ end_date: "2026-01-16", summarize: "False" }, ["day2-late", "day2", "day1"]],
    [{ start_date: "2026-01-16", end_date: "2026-01-16", summarize: "0", user_id: "ann" }, ["day2-late"]],
    [{ start_date: "2026-01-17", end_date: "2026-01-15", summarize: "no" }, []],
    [{ unknown: "filter" }, ["day3", "day2-late", "day2", "day1"]],
  ])("answers %j, newest first, both ends of a range included", async (query, ids) => {
    await ledger.append(threeDays);
    expect(await idsOf(query)).toEqual(ids);
  });

  test.each([{}, { summarize: "true" }, { summarize: "1" }])("sums a range by day, with %j", async (more) => {
    await ledger.append(threeDays);
    expect(await logs({ start_date: "2026-01-15", end_date: "2026-01-17", ...more })).toEqual([
      { startTime: "2026-01-15", spend: 1, users: { ann: 1 }, models: { m1: 1 } },
      { startTime: "2026-01-16", spend: 6, users: { ann: 4, bob: 2 }, models: { m1: 2, m2: 4 } },
      { startTime: "2026-01-17", spend: 0, users: { "": 0 }, models: { m2: 0 } },
    ]);
  });

  test("shows a key's holder its own spend alone, whatever is asked", async () => {
    await ledger.append(threeDays);
    expect(await idsOf({}, holderOfA)).toEqual(["day2", "day1"]);
    expect(await idsOf({ api_key: "sk-a" }, holderOfA)).toEqual(["day2", "day1"]);
    expect(await idsOf({ request_id: "day3" }, holderOfA)).toEqual([]);
    expect(await idsOf({ user_id: "ann" }, holderOfA)).toEqual(["day1"]);
    expect(await logs({ start_date: "2026-01-16" }, holderOfA)).toMatchObject([{ spend: 2 }]);
    for (const api_key of ["sk-b", b, "sk-none", ""]) {
      await expect(logs({ api_key }, holderOfA)).rejects.toMatchObject({ code: "route_denied", status: 403 });
    }
  });

  test("stops at a thousand rows", async () => {
    await ledger.append(Array.from({ length: 1_005 }, (_, n) => usageEvent(`e${n}`)));
    expect(await idsOf({})).toHaveLength(1_000);
  });

  test.each([
    [{ start_date: "yesterday" }, "start_date"],
    [{ start_date: "2026-02-30" }, "start_date"],
    [{ end_date: "2026-13-01" }, "end_date"],
    [{ end_date: "2026-01-01T00:00:00Z" }, "end_date"],
    [{ end_date: "" }, "end_date"],
    [{ start_date: "999999999-01-01" }, "start_date"],
    [{ summarize: "maybe" }, "summarize"],
  ])("refuses %j with status 422", async (query, field) => {
    await expect(logs(query)).rejects.toMatchObject({ status: 422, detail: [{ loc: ["query", field] }] });
  });

  test("answers 503 while the database is away", async () => {
    await expect(withDatabaseAway(() => logs())).rejects.toMatchObject({ code: "store_unavailable", status: 503 });
    await expect(withDatabaseAway(() => logs({ start_date: "2026-01-15" }))).rejects.toMatchObject({
      code: "store_unavailable",
    });
  });
});
