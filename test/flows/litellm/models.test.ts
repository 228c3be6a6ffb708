import { describe, expect, it } from "vitest";
import { at, listAt, textAt } from "../../support/at.ts";
import { variables } from "../../support/providers.ts";
import { type Answer, MODEL, rowsWith, useCustomer } from "./customer.ts";

const customer = useCustomer();

const SECRET = "sk-of-a-provider-0001";

const paramsOf = (more: object = {}): object => ({
  model: "openai/gpt-4o-mini",
  api_base: `${customer.stage.upstream.base("openai")}/v1`,
  api_key: SECRET,
  ...more,
});

async function addModel(
  model_name: string,
  more: { litellm_params?: object; model_info?: object } = {},
): Promise<Answer> {
  return customer.post("/model/new", {
    model_name,
    litellm_params: paramsOf(more.litellm_params),
    model_info: more.model_info ?? {},
  });
}
const idOf = ({ json }: Answer): string => textAt(json, "model_id");
const rowOf = async (name: string): Promise<unknown> =>
  rowsWith(at((await customer.get("/model/info")).json, "data"), "model_name", name)[0];
const statusOf = async (key: string, model: string): Promise<number> => (await customer.chat(key, { model })).status;

describe("/model/new", () => {
  it("adds a model that can be called at once", async () => {
    const added = await addModel("added-model", { model_info: { id: "added-model-id", mode: "chat" } });
    expect(added).toMatchObject({
      status: 200,
      json: {
        model_id: "added-model-id",
        model_name: "added-model",
        litellm_params: expect.anything(),
        model_info: expect.objectContaining({ id: "added-model-id" }),
      },
    });
    const key = await customer.key();
    await expect.poll(async () => statusOf(key, "added-model"), { timeout: 20_000 }).toBe(200);
    expect(customer.stage.upstream.last("openai").headers["authorization"]).toBe(`Bearer ${SECRET}`);
    expect(JSON.stringify(added.json)).not.toContain(SECRET);
    const models = await customer.get("/v1/models", key);
    expect(rowsWith(at(models.json, "data"), "id", "added-model")).toHaveLength(1);
  });

  it("names the deployment itself where nobody did", async () => {
    const added = await addModel("unnamed-deployment");
    expect([added.status, idOf(added)]).toEqual([200, expect.stringMatching(/./)]);
  });

  it("answers 422 where the name or the parameters are missing", async () => {
    expect((await customer.post("/model/new", { litellm_params: paramsOf() })).status).toBe(422);
    expect((await customer.post("/model/new", { model_name: "no-params" })).status).toBe(422);
  });

  it("is for admins alone", async () => {
    const user = await customer.user({ user_id: "no-admin", user_role: "internal_user" });
    const body = { model_name: "smuggled", litellm_params: paramsOf(), model_info: {} };
    expect([401, 403]).toContain((await customer.post("/model/new", body, user)).status);
  });
});

describe("/model/info", () => {
  it.each(["/model/info", "/v1/model/info"])("tells by %s what a model is and costs, and no secret", async (path) => {
    const added = await addModel(`priced${path.replaceAll("/", "-")}`, {
      litellm_params: { input_cost_per_token: 0.002, output_cost_per_token: 0.004 },
    });
    const { status, json } = await customer.get(`${path}?litellm_model_id=${idOf(added)}`);
    expect(status).toBe(200);
    expect(listAt(json, "data")).toEqual([
      expect.objectContaining({
        model_name: `priced${path.replaceAll("/", "-")}`,
        litellm_params: expect.objectContaining({ model: "openai/gpt-4o-mini" }),
        model_info: expect.objectContaining({
          id: idOf(added),
          db_model: true,
          input_cost_per_token: 0.002,
          output_cost_per_token: 0.004,
          litellm_provider: "openai",
        }),
      }),
    ]);
    expect(at(json, "data", 0, "litellm_params", "api_key")).toBeUndefined();
    expect(JSON.stringify(json)).not.toContain(SECRET);
  });

  it("has the models of the configuration too, and none of their secrets", async () => {
    const { json } = await customer.get("/model/info");
    expect(await rowOf(MODEL)).toMatchObject({ model_info: { id: `deployment-${MODEL}`, db_model: false } });
    for (const secret of Object.values(variables)) expect(JSON.stringify(json)).not.toContain(secret);
  });

  it("has pages in its second version", async () => {
    const { status, json } = await customer.get("/v2/model/info?page=1&size=2");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      total_count: expect.any(Number),
      current_page: 1,
      total_pages: expect.any(Number),
      size: 2,
    });
    expect(listAt(json, "data")).toHaveLength(2);
    const found = await customer.get(`/v2/model/info?model=${MODEL}`);
    expect(rowsWith(at(found.json, "data"), "model_name", MODEL).length).toBe(listAt(found.json, "data").length);
  });

  it("tells of groups of deployments", async () => {
    const { status, json } = await customer.get(`/model_group/info?model_group=${MODEL}`);
    expect(status).toBe(200);
    expect(listAt(json, "data")).toEqual([
      expect.objectContaining({ model_group: MODEL, providers: ["openai"], mode: "chat" }),
    ]);
  });

  it("shows a key its own models alone", async () => {
    const key = await customer.key({ models: [MODEL] });
    const { status, json } = await customer.get("/model/info", key);
    expect(status).toBe(200);
    expect(new Set(listAt(json, "data").map((row) => at(row, "model_name")))).toEqual(new Set([MODEL]));
  });
});

describe("a model that was added", () => {
  it("is changed by /model/update and by PATCH, and keeps what is not named", async () => {
    const id = idOf(await addModel("changing-model"));
    const updated = await customer.post("/model/update", {
      model_name: "changing-model",
      litellm_params: { input_cost_per_token: 0.5 },
      model_info: { id },
    });
    expect(updated.status).toBe(200);
    expect(await rowOf("changing-model")).toMatchObject({ model_info: { id, input_cost_per_token: 0.5 } });
    const patched = await customer.call("PATCH", `/model/${id}/update`, { model_name: "changed-model" });
    expect(patched.status).toBe(200);
    const key = await customer.key();
    await expect.poll(async () => statusOf(key, "changed-model"), { timeout: 20_000 }).toBe(200);
    await expect.poll(async () => statusOf(key, "changing-model"), { timeout: 20_000 }).toBe(400);
  });

  it("is deleted once", async () => {
    const id = idOf(await addModel("leaving-model"));
    const key = await customer.key();
    await expect.poll(async () => statusOf(key, "leaving-model"), { timeout: 20_000 }).toBe(200);
    expect((await customer.post("/model/delete", { id })).status).toBe(200);
    await expect.poll(async () => statusOf(key, "leaving-model"), { timeout: 20_000 }).toBe(400);
    expect([400, 404]).toContain((await customer.post("/model/delete", { id })).status);
    expect([400, 404]).toContain(
      (await customer.post("/model/update", { model_info: { id }, litellm_params: {} })).status,
    );
  });

  it("is no model of the configuration, which stays as it is", async () => {
    const refused = await customer.post("/model/delete", { id: `deployment-${MODEL}` });
    expect([400, 404]).toContain(refused.status);
    expect(await statusOf(await customer.key(), MODEL)).toBe(200);
  });
});

describe("/credentials", () => {
  it("are made, listed without their secrets, changed and deleted", async () => {
    const made = await customer.post("/credentials", {
      credential_name: "openai-main",
      credential_values: { api_key: SECRET },
      credential_info: { description: "production" },
    });
    expect(made).toMatchObject({ status: 200, json: { success: true, message: expect.any(String) } });
    const list = await customer.get("/credentials");
    expect(list.status).toBe(200);
    expect(rowsWith(at(list.json, "credentials"), "credential_name", "openai-main")).toEqual([
      expect.objectContaining({ credential_info: { description: "production" } }),
    ]);
    const one = await customer.get("/credentials/by_name/openai-main");
    expect(one).toMatchObject({ status: 200, json: { credential_name: "openai-main" } });
    expect(JSON.stringify([made.json, list.json, one.json])).not.toContain(SECRET);

    const changed = await customer.call("PATCH", "/credentials/openai-main", {
      credential_name: "openai-main",
      credential_values: { api_key: `${SECRET}-changed` },
      credential_info: { description: "changed" },
    });
    expect(changed.status).toBe(200);
    expect((await customer.call("DELETE", "/credentials/openai-main")).status).toBe(200);
    expect((await customer.get("/credentials/by_name/openai-main")).status).toBe(404);
    expect((await customer.call("DELETE", "/credentials/openai-main")).status).toBe(404);
  });

  it("are used by a model that names one", async () => {
    await customer.post("/credentials", {
      credential_name: "named-credential",
      credential_values: { api_key: `${SECRET}-named`, api_base: `${customer.stage.upstream.base("openai")}/v1` },
      credential_info: {},
    });
    await customer.post("/model/new", {
      model_name: "by-credential",
      litellm_params: { model: "openai/gpt-4o-mini", litellm_credential_name: "named-credential" },
      model_info: {},
    });
    const key = await customer.key();
    await expect.poll(async () => statusOf(key, "by-credential"), { timeout: 20_000 }).toBe(200);
    expect(customer.stage.upstream.last("openai").headers["authorization"]).toBe(`Bearer ${SECRET}-named`);
  });

  it("are for admins alone", async () => {
    const user = await customer.user({ user_id: "no-credentials", user_role: "internal_user" });
    expect([401, 403]).toContain((await customer.get("/credentials", user)).status);
  });
});

describe("/access_group", () => {
  it("is made of models, used by keys, changed and deleted", async () => {
    const made = await customer.post("/access_group/new", { access_group: "production", model_names: [MODEL] });
    expect(made).toMatchObject({
      status: 200,
      json: { access_group: "production", model_names: [MODEL], models_updated: expect.any(Number) },
    });
    const key = await customer.key({ models: ["production"] });
    await expect.poll(async () => statusOf(key, MODEL), { timeout: 20_000 }).toBe(200);
    const list = await customer.get("/access_group/list");
    expect(rowsWith(at(list.json, "access_groups"), "access_group", "production")).toEqual([
      expect.objectContaining({ model_names: [MODEL], deployment_count: 1 }),
    ]);
    expect((await customer.get("/access_group/production/info")).json).toMatchObject({ access_group: "production" });
    const updated = await customer.call("PUT", "/access_group/production/update", { model_names: ["openai"] });
    expect(updated).toMatchObject({ status: 200, json: { model_names: ["openai"] } });
    await expect.poll(async () => statusOf(key, MODEL), { timeout: 20_000 }).toBe(401);
    const deleted = await customer.call("DELETE", "/access_group/production/delete");
    expect(deleted).toMatchObject({
      status: 200,
      json: { access_group: "production", models_updated: expect.any(Number), message: expect.any(String) },
    });
    expect((await customer.get("/access_group/production/info")).status).toBe(404);
  });
});
