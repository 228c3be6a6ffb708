import { describe, expect, test } from "vitest";
import { GatewayError } from "../../src/core/errors.ts";
import { type JsonObject, textOf } from "../../src/core/json.ts";
import { allActions } from "../../src/http/all-actions.ts";
import { runAction } from "../../src/http/run-action.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { liveContextOn } from "./live-management.ts";
import { GRID } from "./permission-grid.ts";
import { fillTenants, KEYS, openDoor, type Who } from "./tenants.ts";

const ALL = Object.keys(KEYS) as Who[];

const routeOf = ({ method, paths }: (typeof allActions)[number]): string => `${method} ${paths[0]}`;

test("every action has its row in the grid, and every row its action", () => {
  expect(Object.keys(GRID).toSorted()).toEqual(allActions.map(routeOf).toSorted());
});

/** As the gateway answers: the key is authenticated, then the action is run. */
async function ask(database: D1Database, route: string, input: JsonObject, who: Who): Promise<number> {
  const action = allActions.find((each) => routeOf(each) === route);
  if (action === undefined) throw new Error(`There is no ${route}.`);
  const path = action.paths[0].replaceAll(/:(\w+)/g, (_, name: string) => textOf(input[name]) ?? "");
  const url = new URL(path, "http://gateway");
  const isGet = action.method === "GET";
  if (isGet) for (const [name, value] of Object.entries(input)) url.searchParams.set(name, textOf(value) ?? "");
  const key = KEYS[who];
  const request = new Request(url, {
    method: action.method,
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    ...(!isGet && { body: JSON.stringify(input) }),
  });
  try {
    const caller = await openDoor(database)(request, () => {});
    const context = { ...(await liveContextOn(database, () => NOON_MS)), caller };
    return (await runAction(action, action.paths[0], request, context)).status;
  } catch (error) {
    const { status, code } = GatewayError.from(error);
    // An expired key is a 400 in LiteLLM's words.
    return code === "key_expired" ? 401 : status;
  }
}

async function openTenants(): Promise<D1Database> {
  const database = await emptyDatabase();
  await fillTenants(database);
  return database;
}

const verdictOf = (status: number): string =>
  status === 401 ? "unknown" : status === 403 ? "refused" : status < 500 ? "let in" : `failed with ${status}`;

describe("who is let in", () => {
  test.each(Object.entries(GRID))("by %s", async (route, [input, allowed]) => {
    const verdicts: Partial<Record<Who, string>> = {};
    let database: D1Database | undefined;
    for (const who of ALL) {
      database ??= await openTenants();
      verdicts[who] = verdictOf(await ask(database, route, input, who));
      // What one of them wrote or deleted must not decide over the next.
      if (verdicts[who] !== "refused" && verdicts[who] !== "unknown" && !route.startsWith("GET")) database = undefined;
    }
    const unknown: readonly Who[] = ["none", "expired", "blocked"];
    const expected = ALL.map((who) => [
      who,
      unknown.includes(who) ? "unknown" : allowed.includes(who) ? "let in" : "refused",
    ]);
    expect(verdicts).toEqual(Object.fromEntries(expected));
  });
});
