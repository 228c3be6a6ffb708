import { expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import { nanoUsd } from "../../src/core/money.ts";
import { runAction } from "../../src/http/run-action.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { spendActions } from "../../src/tenancy/spend/index.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { contextOn } from "./management.ts";

const RANGE = "start_date=2026-01-15&end_date=2026-01-15";

async function get(path: string, query: string): Promise<Response> {
  const database = await emptyDatabase();
  await new D1LedgerStore(database).append([
    usageEvent("1", { cost: nanoUsd(1), user: asId<"user">('=cmd|"calc"'), team: asId<"team">("blue, red") }),
    usageEvent("2", { cost: nanoUsd(2), user: asId<"user">("ann"), team: asId<"team">("blue, red") }),
  ]);
  const action = spendActions.find(({ paths }) => paths.includes(path));
  if (action === undefined) throw new Error(`There is no ${path}.`);
  const request = new Request(`http://gateway${path}?${query}`);
  return await runAction(
    action,
    path,
    request,
    contextOn(database, () => NOON_MS),
  );
}

const lines = async (path: string): Promise<string[]> => {
  const response = await get(path, `${RANGE}&format=csv`);
  expect(response.headers.get("content-type")).toBe("text/csv; charset=utf-8");
  expect(response.headers.get("content-disposition")).toMatch(/^attachment/);
  return (await response.text()).trimEnd().split("\r\n");
};

test("a report is a table for who asks for one", async () => {
  expect(await lines("/global/spend/report")).toEqual([
    "day,team_id,team_name,model,api_key,spend,total_tokens",
    `2026-01-15T00:00:00+00:00,"blue, red","blue, red",gpt-4o,${hashKey("sk-someone")},0.000000003,30`,
  ]);
});

test("an activity has a line for each day and holder, and what looks like a formula is none", async () => {
  const [names = "", ...rows] = await lines("/user/daily/activity");
  expect(names).toMatch(/^date,entity,spend,prompt_tokens/);
  expect(rows.toSorted()).toEqual([
    expect.stringMatching(/^2026-01-15,"'=cmd\|""calc""",0\.000000001,10,5,/),
    expect.stringMatching(/^2026-01-15,ann,0\.000000002,10,5,/),
  ]);
});

test("a page of the log has a line for each event", async () => {
  const [names = "", ...rows] = await lines("/spend/logs/v2");
  expect(names).toMatch(/^request_id,call_type,api_key,spend/);
  expect(new Set(rows.map((row) => row.split(",")[0]))).toEqual(new Set(["1", "2"]));
});

test.each(["", "&format=json", "&format=CSV"])("it is JSON with %j", async (format) => {
  expect((await get("/global/spend/report", RANGE + format)).headers.get("content-type")).toMatch(/json/);
});

test("what is no table stays JSON", async () => {
  const response = await get("/global/activity", `${RANGE}&format=csv`);
  expect(await response.json()).toMatchObject({ sum_api_requests: 2 });
});
