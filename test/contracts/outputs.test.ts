import { expect, test } from "vitest";
import type { Json } from "../../src/core/json.ts";
import { actions } from "../../src/tenancy/index.ts";
import { emptyDatabase } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { manageOn } from "./management.ts";

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
  ["POST /team/member_delete", { team_id: "t", user_id: "ann" }],
  ["DELETE /organization/delete", { organization_ids: ["o"] }],
  ["POST /budget/delete", { id: "bare" }],
];

test("every answer is what its action promises", async () => {
  const management = manageOn(await emptyDatabase(), NOON_MS);
  const promised = new Map(actions.map((action) => [`${action.method} ${action.paths[0]}`, action.output]));
  const kept = new Set<string>();
  for (const [route, input] of REQUESTS) {
    const answer = await management.act(route, input);
    const output = promised.get(route);
    if (output === undefined) continue;
    expect({ route, error: output.safeParse(answer).error }).toEqual({ route, error: undefined });
    // An empty list would keep any promise.
    expect({ route, answer }).not.toEqual({ route, answer: [] });
    kept.add(route);
  }
  const all = [...promised].filter(([, output]) => output !== undefined).map(([route]) => route);
  expect(all.filter((route) => !kept.has(route))).toEqual([]);
  expect(kept.size).toBeGreaterThan(35);
});
