import { describe, expect, it } from "vitest";
import { textAt } from "../support/at.ts";
import { chat, errorOf, openaiClient } from "../support/clients.ts";
import type { Answer } from "../support/keys.ts";
import { MASTER_KEY } from "../support/providers.ts";
import { keepSecret } from "../support/secrets.ts";
import { useStage } from "../support/stage.ts";
import { answers } from "../support/wire.ts";

const stage = useStage();

/** One management request: `ask("POST /team/new", { … })`; the fields of a GET are its query. */
async function ask(route: string, fields: Record<string, unknown> = {}, key = MASTER_KEY): Promise<Answer> {
  const [method = "", path = ""] = route.split(" ");
  const query = method === "GET" ? `?${new URLSearchParams(fields as Record<string, string>).toString()}` : "";
  const response = await fetch(stage.gateway.url + path + query, {
    method,
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    ...(method !== "GET" && { body: JSON.stringify(fields) }),
  });
  return { status: response.status, json: await response.json() };
}

async function use(key: string): Promise<unknown> {
  stage.upstream.play("openai", answers("openai/chat"));
  const messages: { role: "user"; content: string }[] = [{ role: "user", content: "Hi" }];
  return chat(openaiClient(stage.gateway, key), { model: "openai", messages }, false);
}

describe("a company", () => {
  it("is set up from its budget down to a key, is changed while in use, and is wound up", async () => {
    expect(
      await ask("POST /budget/new", { budget_id: "yearly", max_budget: 1_000, budget_duration: "1y" }),
    ).toMatchObject({
      status: 200,
      json: { budget_id: "yearly", max_budget: 1_000 },
    });
    expect(
      await ask("POST /organization/new", {
        organization_id: "acme",
        organization_alias: "Acme",
        budget_id: "yearly",
      }),
    ).toMatchObject({ status: 200, json: { organization_id: "acme", budget_id: "yearly" } });
    expect(
      await ask("POST /team/new", { team_id: "search", organization_id: "acme", models: ["openai"], max_budget: 100 }),
    ).toMatchObject({ status: 200, json: { team_id: "search", organization_id: "acme" } });
    expect(
      await ask("POST /team/member_add", {
        team_id: "search",
        member: { role: "admin", user_id: "ann", user_email: "ann@example.com" },
        max_budget_in_team: 10,
      }),
    ).toMatchObject({ status: 200, json: { members_with_roles: [{ user_id: "ann", role: "admin" }] } });
    expect(await ask("POST /user/update", { user_id: "ann", user_alias: "Ann", max_budget: 20 })).toMatchObject({
      status: 200,
      json: { user_id: "ann", data: { user_email: "ann@example.com", max_budget: 20, teams: ["search"] } },
    });
    const made = await ask("POST /key/generate", { user_id: "ann", team_id: "search", key_alias: "anns" });
    const key = keepSecret(textAt(made.json, "key"));
    expect(await use(key)).toMatchObject({ finish: "stop" });

    expect(await ask("POST /key/update", { key, rpm_limit: 0 })).toMatchObject({
      status: 200,
      json: { key, rpm_limit: 0, team_id: "search" },
    });
    expect(await errorOf(use(key))).toMatchObject({ status: 429 });
    expect(await ask("POST /key/update", { key, rpm_limit: null })).toMatchObject({ json: { rpm_limit: null } });
    expect(await use(key)).toMatchObject({ finish: "stop" });

    expect(await ask("PATCH /organization/update", { organization_id: "acme", rpm_limit: 500 })).toMatchObject({
      status: 200,
      json: { litellm_budget_table: { max_budget: 1_000, rpm_limit: 500 } },
    });
    expect(await ask("GET /organization/info", { organization_id: "acme" })).toMatchObject({
      json: { litellm_budget_table: { rpm_limit: 500 }, teams: [{ team_id: "search" }] },
    });
    expect(await ask("GET /team/info", { team_id: "search" }, key)).toMatchObject({
      status: 200,
      json: {
        team_info: { max_budget: 100 },
        keys: [{ key_alias: "anns" }],
        team_memberships: [{ user_id: "ann", litellm_budget_table: { max_budget: 10 } }],
      },
    });
    expect(await ask("GET /user/info", {}, key)).toMatchObject({
      json: { user_id: "ann", user_info: { user_alias: "Ann" }, teams: [{ team_id: "search" }] },
    });
    expect(await ask("GET /key/list", { team_id: "search", return_full_object: "true" })).toMatchObject({
      json: { keys: [{ key_alias: "anns" }], total_count: 1, current_page: 1, total_pages: 1 },
    });
    expect(await ask(`POST /key/${textAt(made.json, "token")}/reset_spend`, { reset_to: 0 })).toMatchObject({
      status: 200,
      json: { key_hash: textAt(made.json, "token"), spend: 0 },
    });

    expect(await ask("DELETE /organization/delete", { organization_ids: ["acme"] })).toMatchObject({
      status: 200,
      json: [{ organization_id: "acme" }],
    });
    expect(await errorOf(use(key))).toMatchObject({ status: 401, type: "token_not_found_in_db" });
    expect(await ask("GET /team/info", { team_id: "search" })).toMatchObject({ status: 404 });
    expect(await ask("POST /user/delete", { user_ids: ["ann"] })).toEqual({ status: 200, json: 1 });
    expect(await ask("POST /budget/delete", { id: "yearly" })).toMatchObject({ status: 200 });
  });

  it("has customers and tags under both their names", async () => {
    expect(await ask("POST /customer/new", { user_id: "visitor", max_budget: 1 })).toMatchObject({ status: 200 });
    expect(await ask("GET /end_user/info", { end_user_id: "visitor" })).toMatchObject({
      json: { user_id: "visitor", litellm_budget_table: { max_budget: 1 } },
    });
    expect(await ask("POST /end_user/block", { user_ids: ["visitor"] })).toMatchObject({
      json: { blocked_users: [{ user_id: "visitor", blocked: true }] },
    });
    expect(await ask("POST /tag/new", { name: "batch", rpm_limit: 2 })).toMatchObject({ status: 200 });
    expect(await ask("POST /tag/info", { names: ["batch"] })).toMatchObject({
      json: { batch: { litellm_budget_table: { rpm_limit: 2 } } },
    });
  });

  it("is managed by nobody but the holder of the master key", async () => {
    const made = await ask("POST /key/generate");
    const key = keepSecret(textAt(made.json, "key"));
    for (const route of [
      "POST /key/update",
      "POST /user/new",
      "POST /team/new",
      "PATCH /organization/update",
      "DELETE /organization/delete",
      "POST /customer/new",
      "POST /budget/new",
      "POST /tag/new",
      "GET /user/list",
      "GET /budget/list",
    ]) {
      expect(await ask(route, {}, key)).toMatchObject({ status: 403 });
    }
  });

  it("is told what is wrong in FastAPI's words, with the fields of the path in their place", async () => {
    expect(await ask("POST /team/new", { max_budget: -1 })).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ["body", "max_budget"] }] },
    });
    expect(await ask("POST /key/sk-none/reset_spend", { key: "sk-other", reset_to: 0 })).toMatchObject({ status: 404 });
    expect(await ask("POST /key/sk-none/reset_spend", { reset_to: "all" })).toMatchObject({
      status: 422,
      json: { detail: [{ loc: ["body", "reset_to"] }] },
    });
  });
});
