import { beforeEach, describe, expect, test } from "vitest";
import type { JsonObject } from "../../src/core/json.ts";
import { at, listAt, textAt } from "../support/at.ts";
import { dumpTables, liveContextOn, type LiveManagement, type LiveOptions, manageLiveOn } from "./live-management.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";

const SECRET = "sk-shared-0123456789abcdef";
const FILE = `
model_list:
  - model_name: fixed
    litellm_params: { model: openai/gpt-4o, api_key: sk-published-0123456789, api_base: "https://fixed.test/v1" }
    model_info: { id: published }
credential_list:
  - credential_name: of-the-file
    credential_values: { api_key: sk-published-0123456789, api_base: "https://file.test/v1" }
`;

let database: D1Database;
let management: LiveManagement;
const open = (options: LiveOptions = {}) => manageLiveOn(database, NOON_MS, { file: FILE, ...options });
beforeEach(async () => {
  database = await emptyDatabase();
  management = open();
});

const VALUES = { api_key: SECRET, api_base: "https://shared.test/v1" };
const add = async (changes: JsonObject = {}) =>
  await management.act("POST /credentials", {
    credential_name: "shared",
    credential_values: VALUES,
    credential_info: { custom_llm_provider: "openai" },
    ...changes,
  });
const addModel = async (id = "one", params: JsonObject = {}) =>
  await management.act("POST /model/new", {
    model_name: "mine",
    litellm_params: { model: "openai/gpt-4o", litellm_credential_name: "shared", ...params },
    model_info: { id },
  });
const show = async (name = "shared", of = management) =>
  await of.act("GET /credentials/by_name/:credential_name", { credential_name: name });
/** The configuration in force, with its secrets. */
const inForce = async (options: LiveOptions = {}) =>
  (await liveContextOn(database, () => NOON_MS, { file: FILE, ...options })).live;

describe("credentials", () => {
  test("are kept, and shown with a mask for what is secret", async () => {
    expect(await add()).toMatchObject({ success: true });
    expect(management.writes()).toBe(1);
    const row = {
      credential_name: "shared",
      credential_values: { api_key: "****", api_base: "https://shared.test/v1" },
      credential_info: { custom_llm_provider: "openai" },
      origin: "database",
    };
    expect(await show()).toEqual(row);
    expect(await management.act("GET /credentials")).toMatchObject({
      success: true,
      credentials: [{ credential_name: "of-the-file", origin: "published" }, row],
    });
  });

  test("serve the models that name them, and a change of theirs is a change of those", async () => {
    await add();
    await addModel();
    const served = async () => (await inForce()).config.models.at(-1);
    expect(await served()).toMatchObject({ id: "one", apiKey: SECRET, apiBase: "https://shared.test/v1" });
    await management.act("PATCH /credentials/:credential_name", {
      credential_name: "shared",
      credential_values: { api_key: "sk-newer-0123456789abcdef", api_base: null },
      credential_info: { description: "newer" },
    });
    expect(await served()).toMatchObject({ apiKey: "sk-newer-0123456789abcdef" });
    expect(await served()).not.toHaveProperty("apiBase");
    expect(await show()).toMatchObject({
      credential_values: { api_key: "****" },
      credential_info: { custom_llm_provider: "openai", description: "newer" },
    });
  });

  test("keep a value whose mask is sent back", async () => {
    await add();
    await addModel();
    await management.act("PATCH /credentials/:credential_name", {
      credential_name: "shared",
      credential_values: { api_key: "****", api_base: "https://other.test/v1" },
    });
    expect((await inForce()).config.models.at(-1)).toMatchObject({ apiKey: SECRET, apiBase: "https://other.test/v1" });
  });

  test("are not changed to what would take a model out of service", async () => {
    await add();
    await addModel();
    const change = { credential_name: "shared", credential_values: { api_base: "no address" } };
    await expect(management.act("PATCH /credentials/:credential_name", change)).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("the model one could no longer be served"),
    });
    await expect(
      management.act("PATCH /credentials/:credential_name", {
        credential_name: "shared",
        credential_values: { api_key: "os.environ/LITELLM_MASTER_KEY" },
      }),
    ).rejects.toMatchObject({ message: expect.stringContaining("gateway's own") });
    expect((await inForce()).problems).toEqual([]);
  });

  test("are not deleted while a model names them", async () => {
    await add();
    await addModel();
    const remove = async () =>
      await management.act("DELETE /credentials/:credential_name", { credential_name: "shared" });
    await expect(remove()).rejects.toMatchObject({
      code: "invalid_request",
      message: expect.stringContaining("(one)"),
    });
    await management.act("POST /model/delete", { id: "one" });
    expect(await remove()).toMatchObject({ success: true });
    await expect(show()).rejects.toMatchObject({ code: "object_not_found", status: 404 });
  });

  test("take the values of a model that is named, with those that are given over them", async () => {
    await add({
      credential_name: "copy",
      model_id: "published",
      credential_values: { api_base: "https://copy.test/v1" },
    });
    await addModel("one", { litellm_credential_name: "copy" });
    expect((await inForce()).config.models.at(-1)).toMatchObject({
      apiKey: "sk-published-0123456789",
      apiBase: "https://copy.test/v1",
    });
    expect(await management.act("GET /credentials/by_model/:model_id", { model_id: "published" })).toEqual({
      credential_name: "fixed-credential",
      credential_values: { api_key: "****", api_base: "https://fixed.test/v1" },
      credential_info: {},
    });
  });

  test.each<[string, JsonObject, string]>([
    ["a name that is taken", {}, "object_exists"],
    ["a name of the file", { credential_name: "of-the-file" }, "object_exists"],
    ["no values", { credential_name: "new", credential_values: {} }, "invalid_request"],
    [
      "a secret in what is not sealed",
      { credential_name: "new", credential_info: { note: SECRET } },
      "invalid_request",
    ],
    ["a model that is not there", { credential_name: "new", model_id: "none" }, "object_not_found"],
  ])("are not made with %s", async (_, changes, code) => {
    await add();
    await expect(add(changes)).rejects.toMatchObject({ code });
    expect(management.writes()).toBe(1);
  });

  test.each(["PATCH /credentials/:credential_name", "DELETE /credentials/:credential_name"])(
    "of the file are not for %s, and those that are not there are not found",
    async (route) => {
      const ask = async (name: string) => await management.act(route, { credential_name: name });
      await expect(ask("of-the-file")).rejects.toMatchObject({
        code: "invalid_request",
        message: expect.stringContaining("published configuration"),
      });
      await expect(ask("none")).rejects.toMatchObject({ code: "object_not_found" });
    },
  );
});

describe("after the salt key was changed", () => {
  const OLD = "a salt key";
  const NEW = "another salt key";

  test("everything is read with the old one, and sealed with the new one once", async () => {
    await add();
    await addModel("one", { api_key: SECRET });
    const rotating = open({ salts: [NEW, OLD] });
    expect((await inForce({ salts: [NEW, OLD] })).problems).toEqual([]);
    expect(await rotating.act("POST /credentials/reseal")).toEqual({ resealed: 2, unreadable: [] });
    expect(rotating.writes()).toBe(1);
    expect(await rotating.act("POST /credentials/reseal")).toEqual({ resealed: 0, unreadable: [] });
    expect(rotating.writes()).toBe(1);
    const alone = await inForce({ salts: [NEW] });
    expect(alone.problems).toEqual([]);
    expect(alone.config.models.at(-1)).toMatchObject({ id: "one", apiKey: SECRET });
  });

  test("what no key opens is named, shown without its secrets, and left as it is", async () => {
    await add();
    await addModel("one", { api_key: SECRET });
    const before = await dumpTables(database);
    const other = open({ salts: [NEW] });
    expect(await other.act("POST /credentials/reseal")).toEqual({
      resealed: 0,
      unreadable: ["model:one", "credential:shared"],
    });
    expect(await dumpTables(database)).toBe(before);
    const shown = await show("shared", other);
    expect(shown).toMatchObject({ credential_values: { api_base: "https://shared.test/v1" } });
    expect(textAt(shown, "problem")).toContain("LITELLM_SALT_KEY");
    await expect(other.act("POST /model/update", { model_info: { id: "one" } })).rejects.toMatchObject({
      code: "secret_unreadable",
    });
  });
});

test("no secret lies in the database or in an answer, whatever is done with it", async () => {
  const secrets = {
    api_key: "sk-plain-0123456789abcdef",
    aws_access_key_id: "AKIAPLAIN0123456789",
    aws_secret_access_key: "plain/secret+access",
    extra_headers: { "x-team-login": "plain-header-login" },
    extra_body: { inner: { client_secret: "plain-inner-secret" }, seed: 1 },
    vertex_credentials: { type: "service_account", private_key: "-----BEGIN PLAIN-----" },
    api_base: "https://plain-user:plain-password@private.test/v1",
  };
  const answers: JsonObject[] = [];
  const ask = async (route: string, input: JsonObject = {}) => answers.push(await management.act(route, input));
  const { extra_headers: _, extra_body: __, ...values } = secrets;
  await ask("POST /credentials", { credential_name: "shared", credential_values: values });
  await ask("POST /model/new", {
    model_name: "mine",
    litellm_params: { model: "bedrock/anthropic.claude-3-haiku", ...secrets },
    model_info: { id: "one" },
  });
  await ask("POST /model/new", {
    model_name: "mine",
    litellm_params: { model: "openai/gpt-4o", litellm_credential_name: "shared" },
    model_info: { id: "two" },
  });
  await ask("POST /model/update", { model_info: { id: "one" }, litellm_params: { rpm: 1 } });
  await ask("PATCH /model/:model_id/update", { model_id: "one", litellm_params: { api_key: "sk-plain-newer" } });
  await ask("PATCH /credentials/:credential_name", {
    credential_name: "shared",
    credential_values: { api_key: "sk-plain-newest" },
  });
  await ask("POST /credentials", { credential_name: "copy", model_id: "one" });
  await ask("GET /model/info");
  await ask("GET /v2/model/info");
  await ask("GET /model_group/info");
  await ask("GET /credentials");
  await ask("GET /credentials/by_name/:credential_name", { credential_name: "shared" });
  await ask("GET /credentials/by_model/:model_id", { model_id: "one" });
  management = open({ salts: ["another salt key", "a salt key"] });
  await ask("POST /credentials/reseal");
  const sealed = await dumpTables(database);
  await ask("POST /model/delete", { id: "one" });
  await ask("POST /model/delete", { id: "two" });
  for (const name of ["shared", "copy"]) await ask("DELETE /credentials/:credential_name", { credential_name: name });
  await ask("GET /audit");

  expect(listAt(answers.at(-1), "audit_logs").length).toBeGreaterThan(5);
  expect(at(answers, 10, "credentials", 1, "credential_values", "api_key")).toBe("****");
  const plain = /plain[-/]|AKIAPLAIN|BEGIN PLAIN/i;
  expect(JSON.stringify(secrets)).toMatch(plain);
  for (const text of [sealed, await dumpTables(database), ...answers.map((answer) => JSON.stringify(answer))])
    expect(text).not.toMatch(plain);
});
