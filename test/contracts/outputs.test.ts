import { expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import type { UsageEvent } from "../../src/core/usage-event.ts";
import { allActions } from "../../src/http/all-actions.ts";
import { D1LedgerStore } from "../../src/store/d1/d1-ledger-store.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS, usageEvent } from "./examples.ts";
import { manageLiveOn } from "./live-management.ts";

const FILE = `
model_list:
  - model_name: m
    litellm_params: { model: openai/gpt-4o }
    model_info: { id: filed }
  - model_name: n
    litellm_params: { model: openai/gpt-4o-mini }
`;
const DAYS = { start_date: "2026-01-15", end_date: "2026-01-15" };
const MODEL = {
  model_name: "live",
  litellm_params: { model: "openai/gpt-4o", litellm_credential_name: "c" },
};

/** Requests in an order in which each finds what it needs; deletions come last. */
const REQUESTS: readonly (readonly [route: string, input: Json])[] = [
  ["POST /budget/new", { budget_id: "b", max_budget: 10, model_max_budget: { m: { max_budget: 1 } } }],
  ["POST /budget/new", { budget_id: "bare" }],
  ["POST /budget/update", { budget_id: "b", tpm_limit: 5 }],
  ["POST /budget/info", { budgets: ["b", "bare"] }],
  ["GET /budget/list", {}],
  ["POST /organization/new", { organization_id: "o", organization_alias: "O", budget_id: "b", own: { field: 1 } }],
  ["POST /organization/member_add", { organization_id: "o", member: { role: "org_admin", user_id: "lead" } }],
  ["POST /team/new", { team_id: "t", organization_id: "o", models: ["m"], max_budget: 3, metadata: { a: 1 } }],
  ["POST /team/new", { team_id: "bare" }],
  ["POST /team/member_add", { team_id: "t", member: { role: "user", user_id: "ann" }, max_budget_in_team: 1 }],
  ["POST /team/update", { team_id: "t", rpm_limit: 9, blocked: false }],
  ["POST /user/new", { user_id: "u", user_email: "u@example.com", user_role: "internal_user", teams: ["t"] }],
  ["POST /user/new", { auto_create_key: false }],
  ["POST /user/update", { user_id: "u", max_budget: 2 }],
  ["POST /key/generate", { key: "sk-for-outputs", user_id: "u", team_id: "t", duration: "1d", aliases: { a: "m" } }],
  ["POST /key/generate", {}],
  ["POST /key/update", { key: "sk-for-outputs", tags: ["x"], max_parallel_requests: 2 }],
  ["POST /key/block", { key: "sk-for-outputs" }],
  ["POST /key/unblock", { key: "sk-for-outputs" }],
  ["GET /key/info", { key: "sk-for-outputs" }],
  ["GET /key/list", {}],
  ["GET /key/list", { return_full_object: "true" }],
  ["GET /user/info", { user_id: "u" }],
  ["GET /user/list", {}],
  ["GET /team/info", { team_id: "t" }],
  ["GET /team/list", {}],
  ["GET /v2/team/list", {}],
  ["POST /team/block", { team_id: "t" }],
  ["POST /team/unblock", { team_id: "t" }],
  ["PATCH /organization/update", { organization_id: "o", metadata: { a: 1 } }],
  ["GET /organization/info", { organization_id: "o" }],
  ["POST /organization/info", { organizations: ["o"] }],
  ["GET /organization/list", {}],
  ["POST /customer/new", { user_id: "c", max_budget: 1 }],
  ["POST /customer/update", { user_id: "c", alias: "C" }],
  ["GET /customer/info", { end_user_id: "c" }],
  ["POST /customer/block", { user_ids: ["c", "new"] }],
  ["POST /customer/unblock", { user_ids: ["c"] }],
  ["GET /customer/list", {}],
  ["POST /tag/new", { name: "x", description: "X", max_budget: 1 }],
  ["POST /tag/update", { name: "x", description: null }],
  ["POST /tag/info", { names: ["x"] }],
  ["GET /tag/list", {}],
  ["POST /tag/delete", { name: "x" }],
  ["POST /key/service-account/generate", { team_id: "t" }],
  ["POST /key/regenerate", { key: "sk-for-outputs", new_key: "sk-again" }],
  ["POST /v2/key/info", { keys: ["sk-again"] }],
  ["POST /key/bulk_update", { keys: [{ key: "sk-again", max_budget: 1 }, { key: "sk-none" }] }],
  ["POST /key/health", {}],
  ["GET /key/aliases", {}],
  ["POST /key/:key/reset_spend", { key: "sk-again", reset_to: 0 }],
  ["POST /user/bulk_update", { users: [{ user_id: "u", max_budget: 3 }, { user_id: "none" }] }],
  ["GET /user/filter/ui", {}],
  ["GET /user/available_users", {}],
  ["GET /user/available_roles", {}],
  ["GET /team/filter/ui", {}],
  ["POST /team/model/add", { team_id: "t", models: ["n"] }],
  ["POST /team/model/delete", { team_id: "t", models: ["n"] }],
  ["POST /team/permissions_update", { team_id: "t", team_member_permissions: ["/key/generate"] }],
  ["GET /team/permissions_list", { team_id: "t" }],
  [
    "POST /team/bulk_member_add",
    {
      team_id: "t",
      members: [
        { user_id: "new", role: "user" },
        { user_id: "ann", role: "user" },
      ],
    },
  ],
  ["POST /team/member_update", { team_id: "t", user_id: "ann", max_budget_in_team: 2 }],
  ["PATCH /organization/member_update", { organization_id: "o", user_id: "lead", role: "internal_user" }],
  ["DELETE /organization/member_delete", { organization_id: "o", user_id: "lead" }],
  ["GET /budget/settings", { budget_id: "b" }],
  ["GET /provider/budgets", {}],
  ["GET /spend/logs", {}],
  ["GET /spend/logs", DAYS],
  ["GET /spend/logs/v2", DAYS],
  ["GET /spend/logs/ui/:request_id", { request_id: "served" }],
  ["GET /spend/unpriced", DAYS],
  ["GET /user/daily/activity", DAYS],
  ["GET /team/daily/activity", DAYS],
  ["GET /key/daily/activity", DAYS],
  ["GET /organization/daily/activity", DAYS],
  ["GET /customer/daily/activity", DAYS],
  ["GET /tag/daily/activity", DAYS],
  ["GET /user/daily/activity/aggregated", DAYS],
  ["GET /global/spend/report", DAYS],
  ["GET /global/spend/report", { ...DAYS, group_by: "customer" }],
  ["GET /global/spend/report", { ...DAYS, group_by: "api_key" }],
  ["GET /global/spend", DAYS],
  ["GET /global/spend/logs", DAYS],
  ["GET /global/spend/keys", {}],
  ["GET /global/spend/keys", DAYS],
  ["GET /global/spend/teams", DAYS],
  ["GET /global/spend/models", DAYS],
  ["GET /global/spend/provider", DAYS],
  ["GET /global/activity", DAYS],
  ["GET /global/activity/model", DAYS],
  ["GET /global/activity/cache_hits", DAYS],
  ["GET /global/activity/exceptions", { ...DAYS, model_group: "m" }],
  ["GET /global/activity/exceptions/deployment", { ...DAYS, model_group: "m" }],
  ["GET /spend/tags", {}],
  ["GET /global/spend/tags", DAYS],
  ["POST /global/spend/end_users", {}],
  ["GET /global/all_end_users", {}],
  ["GET /global/spend/all_tag_names", {}],
  ["GET /tag/distinct", {}],
  ["GET /tag/dau", {}],
  ["GET /tag/wau", {}],
  ["GET /tag/mau", {}],
  ["GET /tag/summary", DAYS],
  ["GET /spend/keys", {}],
  ["GET /spend/users", {}],
  ["POST /spend/calculate", { model: "m", messages: [{ role: "user", content: "hi" }] }],
  ["POST /cost/estimate", { model: "m", input_tokens: 10, output_tokens: 5, num_requests_per_day: 2 }],
  ["POST /global/spend/refresh", {}],
  ["POST /global/spend/reset", {}],
  ["GET /audit", {}],
  ["POST /credentials", { credential_name: "c", credential_values: { api_key: "sk-x" }, credential_info: {} }],
  ["GET /credentials", {}],
  ["GET /credentials/by_name/:credential_name", { credential_name: "c" }],
  ["PATCH /credentials/:credential_name", { credential_name: "c", credential_values: { api_key: "sk-y" } }],
  ["POST /model/new", { ...MODEL, model_info: { id: "live" } }],
  ["POST /model/update", { ...MODEL, model_info: { id: "live" } }],
  ["PATCH /model/:model_id/update", { model_id: "live", model_name: "live" }],
  ["GET /credentials/by_model/:model_id", { model_id: "live" }],
  ["POST /credentials/reseal", {}],
  ["GET /model/info", {}],
  ["GET /v2/model/info", {}],
  ["GET /model_group/info", {}],
  ["GET /utils/supported_openai_params", { model: "m" }],
  ["POST /access_group/new", { access_group: "g", model_names: ["m"] }],
  ["GET /access_group/list", {}],
  ["GET /access_group/:access_group/info", { access_group: "g" }],
  ["PUT /access_group/:access_group/update", { access_group: "g", model_names: ["n"] }],
  ["DELETE /access_group/:access_group/delete", { access_group: "g" }],
  ["POST /fallback", { model: "m", fallback_models: ["n"] }],
  ["GET /fallback/:model", { model: "m" }],
  ["POST /config/update", { litellm_settings: { drop_params: true } }],
  ["POST /config/field/update", { field_name: "num_retries", field_value: 3, config_type: "router_settings" }],
  ["GET /config/list", { config_type: "router_settings" }],
  ["GET /config/field/info", { field_name: "fallbacks", config_type: "router_settings" }],
  ["GET /router/settings", {}],
  ["POST /config/field/delete", { field_name: "num_retries", config_type: "router_settings" }],
  ["DELETE /fallback/:model", { model: "m" }],
  ["POST /config/pass_through_endpoint", { id: "e", path: "/tides", target: "https://tides.test/v1" }],
  ["POST /config/pass_through_endpoint/:endpoint_id", { endpoint_id: "e", cost_per_request: 1 }],
  ["GET /config/pass_through_endpoint", {}],
  ["DELETE /config/pass_through_endpoint", { endpoint_id: "e" }],
  ["PATCH /model/cost_map", { "openai/gpt-4o": { input_cost_per_token: 1e-6, output_cost_per_token: 2e-6 } }],
  ["GET /model/cost_map", {}],
  ["POST /reload/model_cost_map", {}],
  ["POST /model/delete", { id: "live" }],
  ["DELETE /credentials/:credential_name", { credential_name: "c" }],
  ["POST /team/member_delete", { team_id: "t", user_id: "ann" }],
  ["POST /key/delete", { keys: ["sk-again"] }],
  ["POST /user/delete", { user_ids: ["u"] }],
  ["POST /customer/delete", { user_ids: ["c"] }],
  ["POST /team/delete", { team_ids: ["t"] }],
  ["DELETE /organization/delete", { organization_ids: ["o"] }],
  ["POST /budget/delete", { id: "bare" }],
];

const OWNERS: Partial<UsageEvent> = {
  key: hashKey("sk-for-outputs"),
  user: asId<"user">("u"),
  team: asId<"team">("t"),
  organization: asId<"organization">("o"),
  endUser: "client",
  tags: ["x"],
  modelGroup: "m",
  model: "gpt-4o",
  provider: "openai",
  deployment: asId<"deployment">("filed"),
};

/** One event of each kind that answers tell apart. */
const EVENTS: readonly UsageEvent[] = [
  usageEvent("served", { ...OWNERS, firstByteMs: 100 }),
  usageEvent("cached", { ...OWNERS, outcome: "cached" }),
  usageEvent("unpriced", { ...OWNERS, unpriced: true }),
  usageEvent("bare", {}),
  usageEvent("failed", {
    ...OWNERS,
    outcome: "failed",
    status: 429,
    error: "rate_limited",
    errorMessage: "Slow down.",
    route: [{ group: "m", deployment: asId<"deployment">("filed"), fault: "rate-limited" }],
  }),
];

test("every answer is what its action promises", async () => {
  const database = await emptyDatabase();
  await new D1LedgerStore(database).append(EVENTS);
  const management = manageLiveOn(database, NOON_MS, { file: FILE });
  const promised = new Map(allActions.map((action) => [`${action.method} ${action.paths[0]}`, action.output]));
  const kept = new Set<string>();
  for (const [route, input] of REQUESTS) {
    const answer = await management.act(route, input);
    expect({ route, error: promised.get(route)?.safeParse(answer).error }).toEqual({ route, error: undefined });
    // An empty list would keep any promise.
    expect({ route, answer }).not.toEqual({ route, answer: [] });
    kept.add(route);
  }
  // An entry is asked for by an id that the list tells; which teams one may join is said where the gateway is made.
  const elsewhere = ["GET /audit/:id", "GET /team/available"];
  expect([...promised.keys()].filter((route) => !kept.has(route) && !elsewhere.includes(route))).toEqual([]);
});
