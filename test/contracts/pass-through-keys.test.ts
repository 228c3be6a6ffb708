import { beforeEach, describe, expect, test } from "vitest";
import { hashKey } from "../../src/auth/hash-key.ts";
import type { Caller } from "../../src/core/caller.ts";
import type { JsonObject } from "../../src/core/json.ts";
import { D1KeyStore } from "../../src/store/d1/d1-key-store.ts";
import { KvKeyStore } from "../../src/store/kv/kv-key-store.ts";
import { textAt } from "../support/at.ts";
import { emptyDatabase, emptyKeyCopies, keyCopies } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type LiveManagement, manageLiveOn } from "./live-management.ts";

let database: D1Database;
let management: LiveManagement;
beforeEach(async () => {
  database = await emptyDatabase();
  await emptyKeyCopies();
  management = manageLiveOn(database, NOON_MS);
});

const generate = async (given: JsonObject, by?: Caller): Promise<string> =>
  textAt(await management.act("POST /key/generate", given, by), "key");

/** As the gateway knows the holder, read from the database and from a copy of that. */
async function callerOf(key: string): Promise<Caller> {
  const store = new KvKeyStore(keyCopies, new D1KeyStore(database, () => NOON_MS));
  const waiting: Promise<unknown>[] = [];
  const query = { readAfterMs: 0, defer: (work: Promise<unknown>) => void waiting.push(work) };
  const first = await store.findByHash(hashKey(key), query);
  await Promise.all(waiting);
  expect(await store.findByHash(hashKey(key), query)).toEqual(first);
  if (first === undefined) throw new Error("There is no such key.");
  return first.caller;
}
const listsOf = async (key: string) => (await callerOf(key)).passThrough;

describe("the pass-through paths of a key", () => {
  test("are its own and those of its team, each as a list", async () => {
    await management.act("POST /team/new", { team_id: "blue", allowed_passthrough_routes: ["/tides/*"] });
    const made = await management.act("POST /key/generate", {
      team_id: "blue",
      allowed_passthrough_routes: ["/tides/harbours"],
    });
    expect(made).toMatchObject({ allowed_passthrough_routes: ["/tides/harbours"] });
    expect(await listsOf(textAt(made, "key"))).toEqual([["/tides/harbours"], ["/tides/*"]]);
    expect(await listsOf(await generate({ team_id: "blue" }))).toEqual([["/tides/*"]]);
    expect(await listsOf(await generate({}))).toBeUndefined();
  });

  test("may stand in its metadata, where LiteLLM keeps them", async () => {
    const key = await generate({ metadata: { allowed_passthrough_routes: ["/tides"] } });
    expect(await listsOf(key)).toEqual([["/tides"]]);
  });

  test("are changed and taken away", async () => {
    const key = await generate({ allowed_passthrough_routes: ["/tides"] });
    await management.act("POST /key/update", { key, allowed_passthrough_routes: ["/moon"] });
    await emptyKeyCopies();
    expect(await listsOf(key)).toEqual([["/moon"]]);
    await management.act("POST /key/update", { key, allowed_passthrough_routes: null });
    await emptyKeyCopies();
    expect(await listsOf(key)).toBeUndefined();
  });

  test("have to be a list of texts", async () => {
    await expect(generate({ allowed_passthrough_routes: "/tides" })).rejects.toMatchObject({ status: 422 });
  });
});

describe("who may call some paths alone", () => {
  let own: string;
  let ann: Caller;
  beforeEach(async () => {
    await management.act("POST /user/new", { user_id: "ann", user_role: "internal_user", auto_create_key: false });
    own = await generate({ user_id: "ann", allowed_passthrough_routes: ["/tides"] });
    ann = await callerOf(own);
  });

  test("makes keys with the same paths, or with fewer", async () => {
    expect(await listsOf(await generate({ user_id: "ann" }, ann))).toEqual([["/tides"]]);
    const fewer = await generate({ user_id: "ann", allowed_passthrough_routes: ["/tides/harbours"] }, ann);
    expect(await listsOf(fewer)).toEqual([["/tides/harbours"]]);
  });

  test.each<[string, JsonObject]>([
    ["others", { allowed_passthrough_routes: ["/moon"] }],
    ["more", { allowed_passthrough_routes: ["/tides", "/moon"] }],
    ["all", { allowed_passthrough_routes: ["/*"] }],
    ["others in the metadata", { metadata: { allowed_passthrough_routes: ["/moon"] } }],
  ])("makes none with %s, and changes none to that", async (_, given) => {
    const refused = { code: "route_denied", param: "allowed_passthrough_routes" };
    await expect(generate({ user_id: "ann", ...given }, ann)).rejects.toMatchObject(refused);
    if (given["metadata"] !== undefined) return;
    await expect(management.act("POST /key/update", { key: own, ...given }, ann)).rejects.toMatchObject(refused);
    const cleared = { key: own, allowed_passthrough_routes: null };
    await expect(management.act("POST /key/update", cleared, ann)).rejects.toMatchObject(refused);
  });
});

test("who is free to call all is bound by the team of the key", async () => {
  await management.act("POST /team/new", {
    team_id: "blue",
    allowed_passthrough_routes: ["/tides"],
    members_with_roles: [{ user_id: "tom", role: "admin" }],
  });
  const tom = await callerOf(await generate({ user_id: "tom" }));
  const ask = async (list: readonly string[]) =>
    await generate({ user_id: "tom", team_id: "blue", allowed_passthrough_routes: list }, tom);
  await expect(ask(["/moon"])).rejects.toMatchObject({ code: "route_denied", param: "allowed_passthrough_routes" });
  expect(await listsOf(await ask(["/tides/harbours"]))).toEqual([["/tides/harbours"], ["/tides"]]);
});
