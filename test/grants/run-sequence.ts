import { hashKey } from "../../src/auth/hash-key.ts";
import { GatewayError } from "../../src/core/errors.ts";
import { type JsonObject, textOf } from "../../src/core/json.ts";
import { checkRouteAccess } from "../../src/auth/check-route-access.ts";
import { actions } from "../../src/tenancy/index.ts";
import { NOON_MS } from "../contracts/examples.ts";
import { Random } from "../support/random.ts";
import { findEscape } from "./judge-reach.ts";
import { contextIn } from "./memory-stores.ts";
import { buildWorld, callerOf, MODEL_LISTS, permitted } from "./world.ts";

const STEPS_MAX = 20;
const USERS = ["ann", "mia", "tom", "ola", "ada", "new"] as const;
const TEAMS = ["blue", "red", "free", "made"] as const;
const ORGANIZATIONS = ["acme", "rival"] as const;
const ROUTES = [[], ["llm_api_routes"], ["management_routes"], ["info_routes"]] as const;

/** What answers with a key that whoever asked may use from then on. */
const HANDED_OVER: readonly string[] = [
  "POST /key/generate",
  "POST /key/service-account/generate",
  "POST /key/regenerate",
];

type Field = (random: Random) => JsonObject;
const some =
  (...fields: readonly Field[]): Field =>
  (random) =>
    Object.assign({}, ...fields.filter(() => random.happens(0.15)).map((field) => field(random))) as JsonObject;

const models: Field = (random) => ({ models: [...random.oneOf(MODEL_LISTS)] });
const money: Field = (random) => ({ max_budget: random.happens(0.2) ? null : 1 + random.upTo(12) });
const period: Field = (random) => ({ budget_duration: random.oneOf([null, "1d", "30d"]) });
const rate: Field = (random) => ({ rpm_limit: random.happens(0.2) ? null : random.upTo(12) });
const user: Field = (random) => ({ user_id: random.oneOf(USERS) });
const team: Field = (random) => ({ team_id: random.happens(0.1) ? null : random.oneOf(TEAMS) });
const organization: Field = (random) => ({
  organization_id: random.happens(0.1) ? null : random.oneOf(ORGANIZATIONS),
});
const aliases: Field = (random) => ({ aliases: { [random.oneOf(["a", "x"])]: random.oneOf(["a", "b", "secret"]) } });
const duration: Field = (random) => ({ duration: random.oneOf(["30m", "2h", "-1", null]) });
const routes: Field = (random) => ({ allowed_routes: [...random.oneOf(ROUTES)] });
const passThrough: Field = (random) => ({
  allowed_passthrough_routes: random.oneOf([["/tides"], ["/tides/*", "/moon"], [], null]),
});
const grace: Field = () => ({ grace_period: "1h" });
const others: Field = (random) =>
  random.oneOf([{ spend: 0 }, { blocked: false }, { blocked: true }, { key_type: "management" }, { tags: ["x"] }]);

const anyKey = some(
  models,
  money,
  period,
  rate,
  user,
  team,
  organization,
  aliases,
  duration,
  routes,
  passThrough,
  others,
);
const limits = some(models, money, period, rate);
const role: Field = (random) => ({ user_role: random.oneOf(["proxy_admin", "internal_user", "proxy_admin_viewer"]) });

const asksOf = (secrets: readonly string[]) => {
  const oneOf = (random: Random): string => secrets[random.upTo(secrets.length - 1)] ?? "";
  const member = (random: Random, roles: readonly [string, ...string[]]) => ({
    member: { role: random.oneOf(roles), user_id: random.oneOf(USERS) },
  });
  return [
    ["POST /key/generate", anyKey],
    ["POST /key/generate", anyKey],
    ["POST /key/update", (random) => ({ ...anyKey(random), key: oneOf(random) })],
    ["POST /key/regenerate", (random) => ({ ...anyKey(random), ...some(grace)(random), key: oneOf(random) })],
    ["POST /key/service-account/generate", (random) => ({ ...anyKey(random), team_id: random.oneOf(TEAMS) })],
    ["POST /key/bulk_update", (random) => ({ keys: [{ ...some(money, team)(random), key: oneOf(random) }] })],
    ["POST /key/unblock", (random) => ({ key: oneOf(random) })],
    ["POST /user/new", (random) => ({ ...limits(random), ...some(organization, role)(random), user_id: "new" })],
    ["POST /user/update", (random) => ({ ...limits(random), ...some(organization, role)(random), ...user(random) })],
    ["POST /team/new", (random) => ({ ...limits(random), ...organization(random), team_id: "made" })],
    [
      "POST /team/update",
      (random) => ({ ...limits(random), ...some(organization)(random), team_id: random.oneOf(TEAMS) }),
    ],
    ["POST /team/permissions_update", (random) => ({ team_id: random.oneOf(TEAMS), ...permitted(random) })],
    ["POST /team/member_add", (random) => ({ team_id: random.oneOf(TEAMS), ...member(random, ["admin", "user"]) })],
    [
      "POST /organization/member_add",
      (random) => ({ organization_id: random.oneOf(ORGANIZATIONS), ...member(random, ["org_admin", "internal_user"]) }),
    ],
    // Nobody here may do any of these: where one is let through, the stores have nothing to answer it with.
    ["POST /key/:key/reset_spend", (random) => ({ key: oneOf(random), reset_to: 0 })],
    ["POST /global/spend/reset", () => ({})],
    ["POST /user/bulk_update", (random) => ({ users: [{ ...limits(random), ...user(random) }] })],
    ["POST /team/model/add", (random) => ({ team_id: random.oneOf(TEAMS), models: ["secret"] })],
    ["GET /audit", () => ({})],
  ] as const satisfies readonly (readonly [string, Field])[];
};

export interface Outcome {
  /** The first step after which somebody could do more than who let them; undefined when there was none. */
  readonly escape: string | undefined;
  readonly done: number;
  readonly refused: number;
}

/** Some actions of people who are no admins, one after the other, in a world that the seed decides. */
export async function runSequence(seed: number): Promise<Outcome> {
  const random = new Random(seed);
  const { memory, secrets } = await buildWorld(random);
  const context = contextIn(memory, NOON_MS);
  let [done, refused] = [0, 0];
  const steps = 1 + random.upTo(STEPS_MAX);
  for (let step = 0; step < steps; step += 1) {
    const asker = callerOf(memory, secrets[random.upTo(secrets.length - 1)] ?? "");
    const [route, fields] = random.oneOf(asksOf(secrets));
    const input = fields(random);
    if (asker === undefined) continue;
    const before = new Map(memory.keys.rows);
    const action = actions.find(({ method, paths }) => `${method} ${paths[0]}` === route);
    if (action === undefined) throw new Error(`There is no ${route}.`);
    try {
      checkRouteAccess(asker.caller, `http://gateway${action.paths[0]}`, ["management_routes"]);
      const answer = (await action.run({ ...context, caller: asker.caller }, input)) as JsonObject;
      const made = textOf(answer["key"]);
      if (made?.startsWith("sk-") === true && !before.has(hashKey(made))) secrets.push(made);
      done += 1;
    } catch (error) {
      if (!(error instanceof GatewayError)) throw error;
      refused += 1;
    }
    for (const key of memory.keys.rows.values()) {
      const old = before.get(key.hash);
      if (old === key) continue;
      const isHandedOver = HANDED_OVER.includes(route);
      const escape = findEscape(memory, before.get(asker.key.hash) ?? asker.key, key, old, isHandedOver);
      if (escape !== undefined) return { escape: `${escape}: ${route} ${JSON.stringify(input)}`, done, refused };
    }
    const admin = [...memory.groups.users.rows.values()].find(
      ({ userId, userRole }) => userId !== "ada" && userRole?.startsWith("proxy_admin") === true,
    );
    if (admin !== undefined) return { escape: `${admin.userId} became an admin`, done, refused };
  }
  return { escape: undefined, done, refused };
}
