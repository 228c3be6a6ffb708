import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import { asId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { fromUsd } from "../../src/core/money.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { D1KeyRegistry } from "../../src/store/d1/d1-key-registry.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { countQuestions } from "./count-reads.ts";
import { emptyDatabase } from "./database.ts";
import { keyRecord, NOON_MS } from "./examples.ts";
import { memberRecord, teamRecord, userRecord } from "./group-examples.ts";
import { type Management, manageOn } from "./management.ts";

const KEY = "sk-to-be-changed";
const HASH = hashKey(KEY);

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
});

const insert = (key: string, changes: Parameters<typeof keyRecord>[1] = {}) =>
  new D1KeyRegistry(database).insert(keyRecord(key, changes));

describe("POST /key/update", () => {
  test("changes what it is given, keeps the rest, and tells of it under a later epoch", async () => {
    await management.act("POST /key/generate", { key: KEY, metadata: { a: 1 }, max_budget: 2, guardrails: ["g"] });
    management.told();
    const answer = await management.act("POST /key/update", {
      key: KEY,
      key_alias: "renamed",
      max_budget: 3.5,
      rpm_limit: 7,
      models: ["gpt-4o"],
      prompts: ["p"],
    });
    expect(answer).toMatchObject({
      key: KEY,
      token: HASH,
      key_alias: "renamed",
      max_budget: 3.5,
      rpm_limit: 7,
      models: ["gpt-4o"],
      metadata: { a: 1 },
      guardrails: ["g"],
      prompts: ["p"],
    });
    expect(at(await management.act("GET /key/info", { key: HASH }), "info", "max_budget")).toBe(3.5);
    // The clock stands still, so that only the rule makes it later.
    expect(management.standings).toEqual([{ holder: `key:${HASH}`, epoch: NOON_MS + 1, within: [] }]);
  });

  test("tells of a key that moves with all that it leaves", async () => {
    await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O" });
    await management.act("POST /team/new", { team_id: "blue", organization_id: "o" });
    await management.act("POST /team/new", { team_id: "red" });
    await insert(KEY, { teamId: asId<"team">("blue") });
    await management.act("POST /key/update", { key: KEY, team_id: "red" });
    expect(management.standings).toMatchObject([{ holder: `key:${HASH}`, within: ["team:blue", "organization:o"] }]);
  });

  test("clears with null, and takes -1 for a duration without end", async () => {
    await insert(KEY, {
      maxBudget: fromUsd(1),
      budgetDuration: "1d",
      tpmLimit: 5,
      userId: asId<"user">("ann"),
      metadata: { a: 1 },
      extra: { guardrails: ["g"] },
      duration: "1d",
      expiresAtMs: NOON_MS + 1,
    });
    const cleared = {
      max_budget: null,
      budget_duration: null,
      tpm_limit: null,
      user_id: null,
      metadata: null,
      guardrails: null,
    };
    const answer = await management.act("POST /key/update", { key: HASH, ...cleared, duration: "-1" });
    expect(answer).toMatchObject({ ...cleared, metadata: {}, duration: null, expires: null });
  });

  test("counts a duration from now", async () => {
    await insert(KEY, { createdAtMs: NOON_MS - 86_400_000, updatedAtMs: NOON_MS - 86_400_000 });
    expect(await management.act("POST /key/update", { key: KEY, duration: "1h" })).toMatchObject({
      duration: "1h",
      expires: "2026-01-15T13:00:00.000+00:00",
    });
  });

  test("raises a budget for a time, told with both halves or not at all", async () => {
    await insert(KEY);
    const raise = { temp_budget_increase: 5, temp_budget_expiry: "2026-02-01T00:00:00Z" };
    expect(await management.act("POST /key/update", { key: KEY, ...raise })).toMatchObject(raise);
    await expect(management.act("POST /key/update", { key: KEY, temp_budget_increase: 5 })).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ["body", "temp_budget_expiry"] }],
    });
  });

  test("refuses an alias that another key has, and changes nothing then", async () => {
    await insert("sk-other", { keyAlias: "prod" });
    await insert(KEY, { keyAlias: "mine" });
    const before = await management.contents();
    await expect(
      management.act("POST /key/update", { key: KEY, key_alias: "prod", rpm_limit: 1 }),
    ).rejects.toMatchObject({ code: "object_exists", status: 400, param: "key_alias" });
    expect(await management.contents()).toEqual(before);
    // Its own it may keep.
    expect(await management.act("POST /key/update", { key: KEY, key_alias: "mine" })).toMatchObject({
      key_alias: "mine",
    });
  });

  test("says when there is no such key", async () => {
    await expect(management.act("POST /key/update", { key: "sk-none", rpm_limit: 1 })).rejects.toMatchObject({
      code: "object_not_found",
      status: 404,
      param: "key",
    });
  });
});

describe("POST /key/delete", () => {
  test("tells of each key with all that it lay within, under an epoch later than that of any copy", async () => {
    await management.act("POST /organization/new", { organization_id: "o", organization_alias: "O" });
    await management.act("POST /team/new", { team_id: "blue", organization_id: "o" });
    await insert(KEY, { userId: asId<"user">("ann"), teamId: asId<"team">("blue") });
    await insert("sk-alone");
    await management.act("POST /key/delete", { keys: [KEY, "sk-alone"] });
    expect(management.standings).toHaveLength(2);
    expect(management.standings).toEqual(
      expect.arrayContaining([
        {
          holder: `key:${HASH}`,
          epoch: NOON_MS + 1,
          within: ["team_member:blue:ann", "team:blue", "organization:o", "user:ann"],
        },
        { holder: `key:${hashKey("sk-alone")}`, epoch: NOON_MS + 1, within: [] },
      ]),
    );
  });
});

describe("POST /key/bulk_update", () => {
  test("changes each key for itself and says which it could not", async () => {
    await insert("sk-one");
    await insert("sk-two");
    const answer = await management.act("POST /key/bulk_update", {
      keys: [
        { key: "sk-one", max_budget: 4 },
        { key: "sk-none", max_budget: 4 },
        { key: "sk-two", budget_id: "no such budget" },
      ],
    });
    expect(answer).toMatchObject({
      total_requested: 3,
      successful_updates: [{ key: "sk-one", key_info: { max_budget: 4 } }],
      failed_updates: [
        { key: "sk-none", failed_reason: "Key not found in database" },
        { key: "sk-two", failed_reason: "There is no budget 'no such budget'." },
      ],
    });
    expect(JSON.stringify(answer)).not.toContain(hashKey("sk-one"));
  });

  const names = (count: number) => Array.from({ length: count }, (_, n) => `sk-${n}`);
  const entries = async () => {
    const { results } = await database
      .prepare("select action, object_id, before, after from audit_log where kind = 'key' order by rowid")
      .all<{ action: string; object_id: string; before: string; after: string }>();
    return results.map(({ before, after, ...entry }) => ({
      ...entry,
      before: JSON.parse(before) as JsonObject,
      after: JSON.parse(after) as JsonObject,
    }));
  };

  test("changes as many as it takes with a handful of questions, and an entry in the audit log for each", async () => {
    for (const key of names(500)) await insert(key);
    const counted = countQuestions(database);
    management = manageOn(counted.database, NOON_MS);
    const keys = names(500).map((key, n) => ({ key, max_budget: n, tags: [`tag-${n}`] }));
    const { successful_updates: done } = await management.act("POST /key/bulk_update", { keys });
    expect(done).toHaveLength(500);
    expect(done).toContainEqual({ key: "sk-7", key_info: expect.objectContaining({ max_budget: 7, tags: ["tag-7"] }) });
    expect(counted.questions()).toBeLessThan(20);
    // Each of these is several questions. Copies of the others age out.
    expect(management.told()).toHaveLength(100);
    const { info } = await management.act("GET /key/info", { key: "sk-499" });
    expect(info).toMatchObject({ max_budget: 499, tags: ["tag-499"] });
    const written = await entries();
    expect(written).toHaveLength(500);
    expect(written).toContainEqual({
      action: "updated",
      object_id: hashKey("sk-7"),
      before: expect.objectContaining({ maxBudget: null, extra: {} }),
      after: expect.objectContaining({ maxBudget: fromUsd(7), extra: { tags: ["tag-7"] } }),
    });
  });

  test("does so for an admin of a team too, whose keys may be no more than the key that asks", async () => {
    const [lead, blue] = [asId<"user">("lead"), asId<"team">("blue")];
    const groups = createD1Groups(database);
    await groups.users.insert(userRecord("lead"));
    await groups.teams.insert(teamRecord("blue"));
    await groups.members.insert(memberRecord("blue", "lead", { role: "admin" }));
    for (const key of names(200)) await insert(key, { teamId: blue, maxBudget: fromUsd(1) });
    await insert("sk-lead", { userId: lead, maxBudget: fromUsd(5) });
    const counted = countQuestions(database);
    management = manageOn(counted.database, NOON_MS);
    const keys = names(200).map((key, n) => ({ key, max_budget: n < 150 ? 4 : 6 }));
    const caller: Caller = { role: "key", key: hashKey("sk-lead"), user: lead, models: [], aliases: {} };
    const answer = await management.act("POST /key/bulk_update", { keys }, caller);
    expect(answer["failed_updates"]).toHaveLength(50);
    expect(answer["successful_updates"]).toHaveLength(150);
    expect(JSON.stringify(answer["failed_updates"])).toContain(
      "You cannot give more than you have yourself: max_budget",
    );
    expect(counted.questions()).toBeLessThan(40);
  });

  test("changes a key that is named twice one time after the other, by whatever name", async () => {
    await insert("sk-one");
    const keys = [
      { key: "sk-one", max_budget: 1, tags: ["a"] },
      { key: hashKey("sk-one"), max_budget: 2 },
    ];
    const { successful_updates: done } = await management.act("POST /key/bulk_update", { keys });
    expect(done).toMatchObject([{ key_info: { max_budget: 1 } }, { key_info: { max_budget: 2, tags: ["a"] } }]);
    expect(await entries()).toMatchObject([
      { after: { maxBudget: fromUsd(1) } },
      { before: { maxBudget: fromUsd(1) } },
    ]);
  });

  test("overwrites nothing that others write at the same time", async () => {
    for (const key of names(20)) await insert(key);
    const asked = (change: JsonObject) => ({ keys: names(20).map((key) => ({ key, ...change })) });
    const answers = await Promise.all([
      management.act("POST /key/bulk_update", asked({ tags: ["a"] })),
      management.act("POST /key/bulk_update", asked({ max_budget: 3 })),
      management.act("POST /key/update", { key: "sk-3", own: "field" }),
    ]);
    expect(answers.flatMap(({ successful_updates: done = [] }) => done)).toHaveLength(40);
    const { info } = await management.act("GET /key/info", { key: "sk-3" });
    expect(info).toMatchObject({ tags: ["a"], max_budget: 3, own: "field" });
  });
});

describe("POST /key/:key/reset_spend", () => {
  test("lowers what was spent, and tells what it was", async () => {
    await insert(KEY, { spend: fromUsd(3), maxBudget: fromUsd(5) });
    const answer = await management.act("POST /key/:key/reset_spend", { key: HASH, reset_to: 1.25 });
    expect(answer).toEqual({
      key_hash: HASH,
      spend: 1.25,
      previous_spend: 3,
      max_budget: 5,
      budget_reset_at: null,
    });
    expect(management.told()).toEqual([`key:${HASH}`]);
  });

  test("raises nothing", async () => {
    await insert(KEY, { spend: fromUsd(3) });
    const before = await management.contents();
    const raised = management.act("POST /key/:key/reset_spend", { key: KEY, reset_to: 3.5 });
    await expect(raised).rejects.toMatchObject({ status: 400, param: "reset_to" });
    expect(await management.contents()).toEqual(before);
  });
});

describe("GET /key/list", () => {
  const [ann, blue] = [asId<"user">("ann"), asId<"team">("blue")];
  beforeEach(async () => {
    for (let n = 0; n < 25; n += 1) {
      await insert(`sk-${n}`, {
        createdAtMs: NOON_MS + n,
        spend: fromUsd(25 - n),
        keyAlias: `alias-${n}`,
        ...(n % 2 === 0 && { userId: ann }),
        ...(n % 5 === 0 && { teamId: blue }),
      });
    }
  });
  const hashes = (...numbers: readonly number[]) => numbers.map((n) => hashKey(`sk-${n}`));

  test("gives the newest ten first, and all of them page by page, each once", async () => {
    const first = await management.act("GET /key/list");
    expect(first).toMatchObject({ total_count: 25, current_page: 1, total_pages: 3 });
    expect(first["keys"]).toEqual(hashes(24, 23, 22, 21, 20, 19, 18, 17, 16, 15));
    const pages = await Promise.all(["1", "2", "3"].map((page) => management.act("GET /key/list", { page })));
    const all = pages.flatMap((page) => listAt(page, "keys"));
    expect(all).toHaveLength(25);
    expect(new Set(all).size).toBe(25);
    expect(await management.act("GET /key/list", { page: "4" })).toMatchObject({ keys: [], total_count: 25 });
  });

  test.each([
    [{ user_id: "ann", team_id: "blue" }, [20, 10, 0]],
    [{ key_alias: "alias-7" }, [7]],
    [{ key_hash: hashKey("sk-3") }, [3]],
    [{ user_id: "nobody" }, []],
    [{ sort_by: "spend", sort_order: "desc", size: "3" }, [0, 1, 2]],
    [{ sort_by: "created_at", sort_order: "asc", size: "2", page: "2" }, [2, 3]],
  ])("finds %j", async (query, found) => {
    expect((await management.act("GET /key/list", query))["keys"]).toEqual(hashes(...found));
  });

  test("shows whole rows when asked to", async () => {
    const { keys } = await management.act("GET /key/list", { key_alias: "alias-7", return_full_object: "true" });
    expect(keys).toMatchObject([{ token: hashKey("sk-7"), key_alias: "alias-7", spend: 18 }]);
  });

  test.each([
    { page: "0" },
    { page: "x" },
    { size: "101" },
    { size: "-1" },
    { sort_by: "metadata" },
    { sort_order: "up" },
    { return_full_object: "maybe" },
  ])("refuses %j, naming the field", async (query) => {
    await expect(management.act("GET /key/list", query)).rejects.toMatchObject({
      status: 422,
      detail: [{ loc: ["query", Object.keys(query)[0]] }],
    });
  });

  test("shows a key's holder the keys of its own user, or itself alone", async () => {
    const ofAnn: Caller = { role: "key", key: hashKey("sk-0"), user: ann, models: [], aliases: {} };
    const ofNobody: Caller = { role: "key", key: hashKey("sk-1"), models: [], aliases: {} };
    const count = async (query: JsonObject, caller: Caller) =>
      (await management.act("GET /key/list", query, caller))["total_count"];
    expect(await count({}, ofAnn)).toBe(13);
    expect(await count({ team_id: "blue" }, ofAnn)).toBe(3);
    expect(await count({}, ofNobody)).toBe(1);
    await expect(count({ user_id: "bob" }, ofAnn)).rejects.toMatchObject({ status: 403, param: "user_id" });
    await expect(count({ user_id: "ann" }, ofNobody)).rejects.toMatchObject({ status: 403, param: "user_id" });
    await expect(count({ key_hash: hashKey("sk-2") }, ofNobody)).rejects.toMatchObject({ status: 403 });
  });

  test("shows no key in plain text", async () => {
    const made = await management.act("POST /key/generate");
    const listed = await management.act("GET /key/list", { return_full_object: "true", size: "100" });
    expect(JSON.stringify(listed)).not.toContain(textAt(made, "key"));
  });
});

describe.each(["POST /key/update", "POST /key/regenerate"])("upperbound_key_generate_params at %s", (route) => {
  beforeEach(async () => {
    management = manageOn(database, NOON_MS, { upperKeyParams: { max_budget: 100, duration: "30d" } });
    await management.act("POST /key/generate", { key: KEY, max_budget: 5, duration: "1d" });
  });

  test("is no way around it", async () => {
    for (const [param, value] of Object.entries({ max_budget: 101, duration: "31d" }))
      await expect(management.act(route, { key: KEY, [param]: value })).rejects.toMatchObject({ param });
    expect(await management.act(route, { key: HASH, max_budget: null, duration: null })).toMatchObject({
      max_budget: 100,
      duration: "30d",
    });
  });

  test("leaves what is not asked for as it is", async () => {
    expect(await management.act(route, { key: KEY, max_budget: 100 })).toMatchObject({
      max_budget: 100,
      duration: "1d",
    });
  });
});
