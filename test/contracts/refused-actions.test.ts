import { beforeEach, describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../src/core/json.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { actions } from "../../src/tenancy/index.ts";
import { InvalidInput } from "../../src/tenancy/parse-input.ts";
import { emptyDatabase, withDatabaseAway } from "./database.ts";
import { NOON_MS } from "./examples.ts";
import { type Management, manageOn } from "./management.ts";

const HUGE = Number.MAX_VALUE;

/** No amount of dollars, and no number of requests or tokens. */
const BAD_LIMITS: readonly JsonObject[] = [
  { max_budget: -1 },
  { max_budget: Number.NaN },
  { max_budget: Number.POSITIVE_INFINITY },
  { max_budget: 9_000_001 },
  { max_budget: "5" },
  { soft_budget: -0.5 },
  { rpm_limit: -1 },
  { rpm_limit: 1.5 },
  { tpm_limit: HUGE },
  { max_parallel_requests: -3 },
  { budget_duration: "soon" },
  { budget_duration: "0d" },
  { budget_duration: "1000000d" },
  { model_max_budget: { "gpt-4o": { max_budget: -1 } } },
  { model_max_budget: { "gpt-4o": { max_budget: "much" } } },
  { model_max_budget: { "gpt-4o": { max_budget: 1, budget_duration: "soon" } } },
  { model_max_budget: [] },
];

/** What each action that takes limits needs besides. */
const WITH_LIMITS: Readonly<Record<string, JsonObject>> = {
  "POST /key/generate": {},
  "POST /key/update": { key: "sk-there" },
  "POST /user/new": {},
  "POST /user/update": { user_id: "there" },
  "POST /team/new": {},
  "POST /team/update": { team_id: "there" },
  "POST /organization/new": { organization_alias: "new" },
  "PATCH /organization/update": { organization_id: "there" },
  "POST /customer/new": { user_id: "new" },
  "POST /customer/update": { user_id: "there" },
  "POST /budget/new": {},
  "POST /budget/update": { budget_id: "there" },
  "POST /tag/new": { name: "new" },
  "POST /tag/update": { name: "there" },
};

const OTHERS: readonly (readonly [route: string, input: JsonObject, field: string])[] = [
  ["POST /key/generate", { metadata: [] }, "metadata"],
  ["POST /key/update", { key: "sk-there", duration: "soon" }, "duration"],
  ["POST /key/update", { key: "sk-there", spend: -1 }, "spend"],
  ["POST /key/update", { key: "sk-there", model_rpm_limit: { "gpt-4o": -1 } }, "model_rpm_limit"],
  ["POST /key/update", {}, "key"],
  ["POST /key/bulk_update", { keys: [] }, "keys"],
  ["POST /key/bulk_update", { keys: [{ key: "sk-there", max_budget: -1 }] }, "max_budget"],
  ["POST /key/:key/reset_spend", { key: "sk-there", reset_to: -1 }, "reset_to"],
  ["POST /key/:key/reset_spend", { key: "sk-there" }, "reset_to"],
  ["POST /user/new", { user_id: "" }, "user_id"],
  ["POST /user/new", { user_id: "x".repeat(513) }, "user_id"],
  ["POST /user/new", { user_email: "nobody" }, "user_email"],
  ["POST /user/new", { user_role: "king" }, "user_role"],
  ["POST /user/new", { duration: "soon" }, "duration"],
  ["POST /user/new", { teams: ["there", "there"] }, "teams"],
  ["POST /user/new", { teams: [{ team_id: "there", max_budget_in_team: -1 }] }, "teams"],
  ["POST /user/update", { user_id: "there", models: "gpt-4o" }, "models"],
  ["POST /user/delete", { user_ids: [] }, "user_ids"],
  ["POST /user/delete", { user_ids: "there" }, "user_ids"],
  ["POST /team/new", { members_with_roles: [{ role: "user" }] }, "user_id"],
  ["POST /team/new", { members_with_roles: [{ role: "king", user_id: "new" }] }, "role"],
  ["POST /team/new", { team_member_budget: -1 }, "team_member_budget"],
  ["POST /team/new", { team_member_budget: 1, team_member_budget_duration: "soon" }, "team_member_budget_duration"],
  ["POST /team/update", { team_id: "there", team_member_rpm_limit: -1 }, "team_member_rpm_limit"],
  ["POST /team/block", {}, "team_id"],
  ["POST /team/unblock", {}, "team_id"],
  ["POST /team/delete", { team_ids: [] }, "team_ids"],
  ["POST /team/member_add", { team_id: "there", member: { role: "user" } }, "member"],
  ["POST /team/member_add", { team_id: "there", member: [] }, "member"],
  ["POST /team/member_add", { team_id: "there", member: user("new"), max_budget_in_team: -1 }, "max_budget_in_team"],
  ["POST /team/member_update", { team_id: "there", user_id: "there", max_budget_in_team: -1 }, "max_budget_in_team"],
  ["POST /team/member_update", { team_id: "there", user_id: "there", rpm_limit: 0.5 }, "rpm_limit"],
  ["POST /team/member_delete", { team_id: "there" }, "user_id"],
  ["POST /organization/new", {}, "organization_alias"],
  ["DELETE /organization/delete", { organization_ids: [] }, "organization_ids"],
  ["POST /customer/new", {}, "user_id"],
  ["POST /customer/new", { user_id: "new", allowed_model_region: "mars" }, "allowed_model_region"],
  ["POST /customer/update", { user_id: "there", blocked: "yes" }, "blocked"],
  ["POST /customer/block", { user_ids: [""] }, "user_ids"],
  ["POST /customer/unblock", { user_ids: [] }, "user_ids"],
  ["POST /customer/delete", {}, "user_ids"],
  ["POST /budget/update", {}, "budget_id"],
  ["POST /budget/delete", {}, "id"],
  ["POST /tag/new", { name: "" }, "name"],
  ["POST /tag/delete", {}, "name"],
];

function user(user_id: string): JsonObject {
  return { role: "user", user_id };
}

let management: Management;
beforeEach(async () => {
  management = manageOn(await emptyDatabase(), NOON_MS);
});

async function makeOneOfEach(): Promise<void> {
  await management.act("POST /key/generate", { key: "sk-there" });
  await management.act("POST /user/new", { user_id: "there", auto_create_key: false });
  await management.act("POST /team/new", { team_id: "there", members_with_roles: [user("there")] });
  await management.act("POST /organization/new", { organization_id: "there", organization_alias: "there" });
  await management.act("POST /customer/new", { user_id: "there" });
  await management.act("POST /budget/new", { budget_id: "there" });
  await management.act("POST /tag/new", { name: "there" });
  management.told();
}

/** How a request was answered; `input` is there for whoever reads a failure. */
async function answerTo(route: string, input: Json, field: string) {
  const before = await management.contents();
  const error: unknown = await management.act(route, input).catch((thrown: unknown) => thrown);
  const named =
    error instanceof InvalidInput
      ? error.detail.map(({ loc }) => loc.join(".")).join(" ")
      : error instanceof GatewayError
        ? (error.param ?? "")
        : "";
  return {
    input,
    status: error instanceof GatewayError ? error.status : 200,
    namesField: named.includes(field),
    isUnchanged: JSON.stringify(await management.contents()) === JSON.stringify(before),
    told: management.told(),
  };
}

const refusal = (input: Json) => ({
  input,
  status: expect.toBeOneOf([400, 422]) as unknown,
  namesField: true,
  isUnchanged: true,
  told: [],
});

describe("limits that are none", () => {
  test.each(Object.entries(WITH_LIMITS))(
    "are refused by %s, which names the field and changes nothing",
    async (route, needed) => {
      await makeOneOfEach();
      for (const limits of BAD_LIMITS) {
        const input = { ...needed, ...limits };
        expect(await answerTo(route, input, Object.keys(limits)[0] ?? "")).toEqual(refusal(input));
      }
    },
  );
});

test.each(OTHERS)("%s refuses %j, names the field and changes nothing", async (route, input, field) => {
  await makeOneOfEach();
  expect(await answerTo(route, input, field)).toEqual(refusal(input));
});

test("every action refuses what is no object", async () => {
  for (const { method, paths } of actions) {
    for (const input of [null, [], "text", 5]) {
      await expect(management.act(`${method} ${paths[0]}`, input)).rejects.toMatchObject({ status: 422 });
    }
  }
});

describe("while the database is away", () => {
  const questions: readonly (readonly [string, JsonObject])[] = [
    ...Object.entries(WITH_LIMITS).filter(([route]) => route.startsWith("POST /key")),
    ["GET /key/list", {}],
    ["POST /key/:key/reset_spend", { key: "sk-there", reset_to: 0 }],
  ];
  test.each(questions)("%s answers 503", async (route, input) => {
    await expect(withDatabaseAway(() => management.act(route, input))).rejects.toMatchObject({
      code: "store_unavailable",
      status: 503,
    });
  });
});
