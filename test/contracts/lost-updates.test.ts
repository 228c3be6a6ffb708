import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { createD1Groups } from "../../src/store/d1/d1-groups.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { teamRecord } from "./group-examples.ts";
import { type Management, manageOn } from "./management.ts";

const WRITERS = 8;
const KEY = "sk-that-many-change";

let database: D1Database;
let management: Management;
beforeEach(async () => {
  database = await emptyDatabase();
  management = manageOn(database, NOON_MS);
  await management.act("POST /user/new", { user_id: "x", auto_create_key: false });
  await management.act("POST /team/new", { team_id: "x" });
  await management.act("POST /organization/new", { organization_id: "x", organization_alias: "X" });
  await management.act("POST /customer/new", { user_id: "x" });
  await management.act("POST /budget/new", { budget_id: "x" });
  await management.act("POST /tag/new", { name: "x" });
  await management.act("POST /key/generate", { key: KEY });
});

const all = Array.from({ length: WRITERS }, (_, n) => [`field_${n}`, n] as const);

describe("changes of one object at the same time", () => {
  test.each<[route: string, named: JsonObject, table: string]>([
    ["POST /user/update", { user_id: "x" }, "users"],
    ["POST /team/update", { team_id: "x" }, "teams"],
    ["PATCH /organization/update", { organization_id: "x" }, "organizations"],
    ["POST /customer/update", { user_id: "x" }, "end_users"],
    ["POST /budget/update", { budget_id: "x" }, "budgets"],
    ["POST /tag/update", { name: "x" }, "tags"],
    ["POST /key/update", { key: KEY }, "virtual_keys"],
    // By the hash that names a key for good, because its secret ends with the first of them.
    ["POST /key/regenerate", { key: hashKey(KEY) }, "virtual_keys"],
  ])("are all there afterwards, by %s", async (route, named, table) => {
    const fields = Object.fromEntries(all);
    await Promise.all(all.map(([field, n]) => management.act(route, { ...named, [field]: n })));
    const rows = await database.prepare(`select extra from ${table} where extra like '%field_0%'`).all();
    expect(rows.results.map(({ extra }) => JSON.parse(String(extra)) as unknown)).toEqual([
      expect.objectContaining(fields),
    ]);
  });

  test("add each its models to a team", async () => {
    await management.act("POST /team/update", { team_id: "x", models: ["m"] });
    await Promise.all(all.map(([model]) => management.act("POST /team/model/add", { team_id: "x", models: [model] })));
    const { models } = (await management.act("GET /team/info", { team_id: "x" }))["team_info"] as { models: string[] };
    expect(models.toSorted()).toEqual([...all.map(([model]) => model), "m"]);
  });
});

test("a change that goes out from an older record changes nothing, and leaves no entry", async () => {
  const teams = createD1Groups(database, {
    author: { key: asId<"key-hash">("k"), user: undefined },
    now: () => NOON_MS,
  }).teams;
  const old = teamRecord("y");
  await teams.insert(old);
  const entries = async () => (await database.prepare("select count(*) as n from audit_log").all()).results;
  const first = await teams.change(old.teamId, { teamAlias: "first", updatedAtMs: NOON_MS }, old.updatedAtMs);
  const before = await entries();
  expect(
    await teams.change(old.teamId, { teamAlias: "second", updatedAtMs: NOON_MS }, old.updatedAtMs),
  ).toBeUndefined();
  expect(await teams.find(old.teamId)).toEqual(first);
  expect(await entries()).toEqual(before);
});
