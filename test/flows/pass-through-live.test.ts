import { describe, expect, it } from "vitest";
import { at, textAt } from "../support/at.ts";
import { makeKey } from "../support/keys.ts";
import { configFor, MASTER_KEY } from "../support/providers.ts";
import { keepSecret } from "../support/secrets.ts";
import { spendOfCall } from "../support/spend.ts";
import { useStage } from "../support/stage.ts";

const SECRET = keepSecret("upstream-secret-of-a-live-endpoint-77c1");
const PATH = "/config/pass_through_endpoint";

const stage = useStage((upstream) =>
  configFor(upstream, {
    general: { pass_through_endpoints: [{ path: "/filed", target: upstream.base("filed"), include_subpath: true }] },
  }),
);

async function ask(route: string, fields?: object, key = MASTER_KEY) {
  const [method = "", path = ""] = route.split(" ");
  const response = await fetch(stage.gateway.url + path, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(fields !== undefined && { body: JSON.stringify(fields) }),
  });
  return { status: response.status, headers: response.headers, json: await response.json<unknown>() };
}
const tides = (more: object = {}): object => ({
  path: "/tides",
  target: `${stage.upstream.base("tides")}/v1`,
  cost_per_request: 0.25,
  ...more,
});
const idOf = ({ json }: { readonly json: unknown }): string => textAt(json, "endpoints", "0", "id");

describe("an endpoint that is added while the gateway runs", () => {
  it("serves the next request, is changed for the next, and is gone for the one after it is deleted", async () => {
    stage.upstream.play("tides", { body: '{"metres":1.4}' });
    stage.upstream.play("moved", { body: '{"metres":2}' });
    expect((await ask("GET /tides")).status).toBe(404);

    const made = await ask(`POST ${PATH}`, tides({ include_subpath: true }));
    expect(made.status).toBe(200);
    const served = await ask("POST /tides/harbours", { at: "noon" });
    expect([served.status, served.json]).toEqual([200, { metres: 1.4 }]);
    expect(stage.upstream.last("tides")).toMatchObject({ path: "/v1/harbours", json: { at: "noon" } });
    const [row] = await spendOfCall(stage.gateway, served.headers.get("x-litellm-call-id") ?? "");
    expect(row).toMatchObject({ spend: 0.25, model: "/tides", status: "success" });

    const id = idOf(made);
    expect((await ask(`POST ${PATH}/${id}`, { target: stage.upstream.base("moved") })).status).toBe(200);
    expect((await ask("GET /tides")).json).toEqual({ metres: 2 });

    expect((await ask(`DELETE ${PATH}?endpoint_id=${id}`)).status).toBe(200);
    expect((await ask("GET /tides")).status).toBe(404);
    expect((await ask(`DELETE ${PATH}?endpoint_id=${id}`)).status).toBe(404);
  });

  it("sends its secret to its target, and shows it to nobody", async () => {
    stage.upstream.play("tides", { body: "{}" });
    const made = await ask(`POST ${PATH}`, tides({ headers: { Authorization: `Bearer ${SECRET}` } }));
    expect((await ask("GET /tides")).status).toBe(200);
    expect(stage.upstream.last("tides").headers["authorization"]).toBe(`Bearer ${SECRET}`);
    const told = [made, await ask(`GET ${PATH}`), await ask("GET /config/list"), await ask("GET /audit?page_size=100")];
    for (const { status, json } of told) {
      expect(status).toBe(200);
      expect(JSON.stringify(json)).not.toContain(SECRET);
    }
    expect((await ask(`DELETE ${PATH}?endpoint_id=${idOf(made)}`)).status).toBe(200);
  });

  it.each(["/v1/chat/completions", "/key/info", "/v1/models/x", "/health", "/config/pass_through_endpoint"])(
    "does not take %s from the gateway",
    async (path) => {
      const refused = await ask(`POST ${PATH}`, tides({ path }));
      expect(refused.status).toBe(400);
      expect(textAt(refused.json, "error", "message")).toContain("gateway's own");
    },
  );

  it("is for admins to add, and one of the file for nobody to delete", async () => {
    const key = await makeKey(stage.gateway);
    expect((await ask(`POST ${PATH}`, tides(), key)).status).toBe(403);
    const refused = await ask(`DELETE ${PATH}?endpoint_id=%2Ffiled`);
    expect([refused.status, textAt(refused.json, "error", "message")]).toEqual([
      400,
      expect.stringContaining("configuration file"),
    ]);
    stage.upstream.play("filed", { body: "{}" });
    expect((await ask("GET /filed")).status).toBe(200);
  });
});

describe("the pass-through paths of a key", () => {
  it("are those that its list names, and that its team's list names", async () => {
    stage.upstream.play("filed", { body: "{}" });
    const statusOf = async (key: string, path: string): Promise<number> =>
      (await ask(`GET ${path}`, undefined, key)).status;
    const free = await makeKey(stage.gateway);
    expect(await statusOf(free, "/filed/a")).toBe(200);

    const some = await makeKey(stage.gateway, { allowed_passthrough_routes: ["/filed/a/*"] });
    expect(await statusOf(some, "/filed/a")).toBe(200);
    expect(await statusOf(some, "/filed/a/b")).toBe(200);
    expect(await statusOf(some, "/filed/ab")).toBe(403);
    const before = stage.upstream.requests("filed").length;
    const refused = await ask("GET /filed", undefined, some);
    expect([refused.status, at(refused.json, "error", "type")]).toEqual([403, "auth_error"]);
    expect(textAt(refused.json, "error", "message")).toContain("Only allowed to call: ['/filed/a/*']");
    expect(stage.upstream.requests("filed")).toHaveLength(before);
    expect((await ask("GET /v1/models", undefined, some)).status).toBe(200);

    await ask("POST /team/new", { team_id: "quay", allowed_passthrough_routes: ["/moon"] });
    const ofTeam = await makeKey(stage.gateway, { team_id: "quay" });
    expect(await statusOf(ofTeam, "/filed/a")).toBe(403);
    await ask("POST /team/update", { team_id: "quay", allowed_passthrough_routes: ["/filed"] });
    await expect.poll(async () => await statusOf(ofTeam, "/filed/a"), { timeout: 60_000, interval: 500 }).toBe(200);
  });
});
