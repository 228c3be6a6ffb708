import { beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { textAt } from "../support/at.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { dumpTables, liveContextOn, type LiveManagement, type LiveOptions, manageLiveOn } from "./live-management.ts";

const FILE = `
model_list: []
general_settings:
  master_key: os.environ/MASTER
  pass_through_endpoints:
    - { path: /filed, target: "https://filed.test/v1", headers: { x-key: filed-secret, x-named: os.environ/NAMED } }
    - { id: named, path: /named, target: os.environ/TARGET, auth: false }
`;
const SECRET = "tide-secret-5b1d";
const TIDES = {
  id: "tides",
  path: "/tides/",
  target: "https://tides.test/v1",
  headers: { Authorization: `Bearer ${SECRET}`, accept: "application/json" },
  include_subpath: true,
  cost_per_request: 0.25,
};
const PATH = "/config/pass_through_endpoint";

let database: D1Database;
let management: LiveManagement;
const open = (options: LiveOptions = {}): LiveManagement => manageLiveOn(database, NOON_MS, { file: FILE, ...options });
beforeEach(async () => {
  database = await emptyDatabase();
  management = open();
});
const create = async (given: JsonObject = {}, by = management) => await by.act(`POST ${PATH}`, { ...TIDES, ...given });
const update = async (given: JsonObject, id = "tides") =>
  await management.act(`POST ${PATH}/:endpoint_id`, { endpoint_id: id, ...given });
const remove = async (id: string) => await management.act(`DELETE ${PATH}`, { endpoint_id: id });
const list = async (asked: JsonObject = {}) => await management.act(`GET ${PATH}`, asked);
const inForce = async (options: LiveOptions = {}) => {
  const { live } = await liveContextOn(database, () => NOON_MS, { file: FILE, ...options });
  return { endpoints: live.config.settings.passThrough ?? [], problems: live.problems };
};
const tides = async () => (await inForce()).endpoints.find(({ path }) => path === "/tides");

describe("an endpoint that is added", () => {
  test("is in force as one of the file would be, and shown without its secret", async () => {
    const shown = {
      ...TIDES,
      path: "/tides",
      headers: { Authorization: "****", accept: "application/json" },
      auth: true,
      methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
      is_from_config: false,
    };
    expect(await create()).toEqual({ endpoints: [shown] });
    expect(await list({ endpoint_id: "tides" })).toEqual({ endpoints: [shown] });
    expect(await tides()).toEqual({
      id: "tides",
      path: "/tides",
      target: TIDES.target,
      headers: TIDES.headers,
      hasSubpaths: true,
      costPerRequest: 0.25,
      needsKey: true,
      methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    });
    expect(management.writes()).toBe(1);
    const kept = await dumpTables(database);
    expect(kept).toContain("/tides");
    expect(kept).not.toContain(SECRET);
  });

  test("gets an id where none is given, and stands behind those of the file", async () => {
    const { id: _, ...nameless } = TIDES;
    const made = await management.act(`POST ${PATH}`, nameless);
    expect(textAt(made, "endpoints", "0", "id")).toMatch(/^[0-9a-f-]{36}$/);
    const { endpoints } = await list();
    expect(endpoints).toMatchObject([
      { id: "/filed", headers: { "x-key": "****", "x-named": "os.environ/NAMED" }, is_from_config: true },
      { id: "named", target: "os.environ/TARGET", auth: false, is_from_config: true },
      { path: "/tides", is_from_config: false },
    ]);
  });

  test("keeps an address with a credential in it to itself", async () => {
    await create({ target: `https://tides.test/v1?key=${SECRET}`, headers: {} });
    expect(await list({ endpoint_id: "tides" })).toMatchObject({ endpoints: [{ target: "****" }] });
    expect(await tides()).toMatchObject({ target: `https://tides.test/v1?key=${SECRET}` });
    expect(await dumpTables(database)).not.toContain(SECRET);
  });

  test.each<[string, JsonObject, string, string]>([
    ["a path of the gateway's own", { path: "/v1/models" }, "invalid_request", "gateway's own"],
    ["a path of the file", { path: "/filed" }, "object_exists", "/filed"],
    ["an id of the file", { id: "named" }, "object_exists", "named"],
    ["no path", { path: "/" }, "invalid_request", "path"],
    ["a path that no address can have", { path: "/тайд" }, "invalid_request", "path"],
    ["a path with dots", { path: "/a/../key" }, "invalid_request", "path"],
    ["a target that is no web address", { target: "file:///etc/passwd" }, "invalid_request", "target"],
    ["a target with a login in it", { target: "https://me:secret@tides.test" }, "invalid_request", "target"],
    ["a header that no request can carry", { headers: { "a b": "x" } }, "invalid_request", "headers"],
    ["a header with a line break", { headers: { a: "x\ny" } }, "invalid_request", "headers"],
    ["the gateway's own secret", { headers: { a: "os.environ/LITELLM_SALT_KEY" } }, "invalid_request", "SALT_KEY"],
    ["its master key", { headers: { a: "Bearer os.environ/MASTER" } }, "invalid_request", "MASTER"],
    ["a mask for a secret", { headers: { a: "****" } }, "invalid_request", "Write the value itself"],
    ["guardrails, which would not run", { guardrails: { pii: null } }, "invalid_request", "guardrails"],
    ["a negative price", { cost_per_request: -1 }, "invalid_request", "cost_per_request"],
    ["a method that is not passed on", { methods: ["TRACE"] }, "invalid_request", "methods"],
  ])("is refused with %s", async (_, given, code, message) => {
    await expect(create(given)).rejects.toMatchObject({ code, message: expect.stringContaining(message) });
    expect(management.writes()).toBe(0);
  });

  test("may say that it wants nothing of what has no effect, as LiteLLM's clients do", async () => {
    await create({ guardrails: null, default_query_params: {}, merge_query_params: false, is_from_config: false });
    expect(await tides()).toBeDefined();
  });

  test("is refused a second time, by its id and by its path", async () => {
    await create();
    await expect(create({ path: "/other" })).rejects.toMatchObject({ code: "object_exists" });
    await expect(create({ id: "other" })).rejects.toMatchObject({ code: "object_exists" });
  });

  test("is refused where its secret could not be sealed", async () => {
    await expect(create({}, open({ salts: [] }))).rejects.toMatchObject({ code: "gateway_not_configured" });
    await create({ headers: { Authorization: "Bearer os.environ/TIDES_KEY" } }, open({ salts: [] }));
    expect(await tides()).toMatchObject({ headers: { Authorization: "Bearer os.environ/TIDES_KEY" } });
  });

  test("is there beside the others that are added at the same time", async () => {
    const ids = ["a", "b", "c", "d"];
    await Promise.all(ids.map(async (id) => await create({ id, path: `/${id}` })));
    const paths = (await inForce()).endpoints.map(({ path }) => path);
    expect(paths.toSorted()).toEqual([...ids.map((id) => `/${id}`), "/filed", "/named"]);
  });
});

describe("an endpoint that is changed", () => {
  beforeEach(async () => {
    await create();
  });

  test("keeps what is left out, and what is sent back as it was shown", async () => {
    await update({ path: "/tides", target: "https://moved.test", headers: { Authorization: "****", "x-new": "n" } });
    expect(await tides()).toMatchObject({
      target: "https://moved.test",
      headers: { Authorization: `Bearer ${SECRET}`, "x-new": "n" },
      hasSubpaths: true,
      costPerRequest: 0.25,
    });
    await update({ headers: {}, include_subpath: false });
    expect(await tides()).toMatchObject({ headers: {}, hasSubpaths: false });
  });

  test.each<[string, JsonObject, string]>([
    ["to the path of another", { path: "/named" }, "object_exists"],
    ["to a path of the gateway's own", { path: "/v1/models" }, "invalid_request"],
    ["to a target that is none", { target: "tides" }, "invalid_request"],
    ["with a mask for what was not there", { headers: { "x-new": "****" } }, "invalid_request"],
  ])("is not changed %s", async (_, given, code) => {
    await expect(update(given)).rejects.toMatchObject({ code });
    expect(await tides()).toMatchObject({ target: TIDES.target, headers: TIDES.headers });
  });
});

describe("an endpoint that is deleted", () => {
  test("is told, and in force no more", async () => {
    await create();
    expect(await remove("tides")).toMatchObject({ endpoints: [{ id: "tides", headers: { Authorization: "****" } }] });
    expect(await tides()).toBeUndefined();
    await expect(remove("tides")).rejects.toMatchObject({ code: "object_not_found", status: 404 });
  });

  test.each(["named", "/filed"])("is none of the file: %s stays", async (id) => {
    const refused = { code: "invalid_request", message: expect.stringContaining("configuration file") };
    await expect(remove(id)).rejects.toMatchObject(refused);
    await expect(update({ target: "https://mine.test" }, id)).rejects.toMatchObject(refused);
    expect((await inForce()).endpoints).toHaveLength(2);
  });
});

describe("the list for a team", () => {
  test("holds what its keys may call", async () => {
    await create();
    await management.act("POST /team/new", { team_id: "blue", allowed_passthrough_routes: ["/tides/*"] });
    await management.act("POST /team/new", { team_id: "red" });
    const pathsOf = async (team: string) => {
      const route = `GET ${PATH}/team/:team_id`;
      const { endpoints } = await management.act(route, { team_id: team });
      return (endpoints as JsonObject[]).map(({ path }) => path);
    };
    expect(await pathsOf("blue")).toEqual(["/tides"]);
    expect(await pathsOf("red")).toEqual(["/filed", "/named", "/tides"]);
    await expect(pathsOf("none")).rejects.toMatchObject({ code: "object_not_found" });
  });
});

describe("after the salt key was changed", () => {
  const [OLD, NEW] = ["a salt key", "another salt key"];

  test("it is sealed with the new one once", async () => {
    await create();
    const rotating = open({ salts: [NEW, OLD] });
    expect(await rotating.act("POST /credentials/reseal")).toEqual({ resealed: 1, unreadable: [] });
    expect(await rotating.act("POST /credentials/reseal")).toEqual({ resealed: 0, unreadable: [] });
    const { endpoints, problems } = await inForce({ salts: [NEW] });
    expect(problems).toEqual([]);
    expect(endpoints.at(-1)).toMatchObject({ headers: TIDES.headers });
  });

  test("it is left out and named where no key opens it; the others are served", async () => {
    await create();
    await create({ id: "plain", path: "/plain", headers: {} });
    const { endpoints, problems } = await inForce({ salts: [NEW] });
    expect(endpoints.map(({ path }) => path)).toEqual(["/filed", "/named", "/plain"]);
    expect(problems).toMatchObject([{ row: "pass-through tides", message: expect.stringContaining("SALT_KEY") }]);
    const other = open({ salts: [NEW] });
    expect(await other.act("POST /credentials/reseal")).toEqual({ resealed: 0, unreadable: ["pass-through:tides"] });
    expect(await other.act(`GET ${PATH}`, { endpoint_id: "tides" })).toMatchObject({
      endpoints: [{ headers: { Authorization: "****" }, problem: expect.stringContaining("SALT_KEY") }],
    });
    await other.act(`DELETE ${PATH}`, { endpoint_id: "tides" });
    expect((await inForce({ salts: [NEW] })).problems).toEqual([]);
  });
});
