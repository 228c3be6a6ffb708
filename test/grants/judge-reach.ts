import { mayUseModel } from "../../src/auth/check-model-access.ts";
import { coversPath } from "../../src/auth/check-pass-through.ts";
import { textsOf } from "../../src/core/json.ts";
import { passThroughOf } from "../../src/core/pass-through-list.ts";
import type { KeyRecord } from "../../src/store/key-registry.ts";
import type { Memory } from "./memory-stores.ts";

/** Every model there is, with those that only a wildcard or an access group names. */
const MODELS = ["a", "b", "ab", "secret"] as const;
const POOL = new Map([["pool", new Set(["a", "b"])]]);
const DAYS = 60;
const PATHS = ["/tides", "/tides/high", "/moon", "/other"] as const;

interface Listing {
  readonly models: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
}

/** Whether this list lets anyone through to the model, by its name or by an alias; as a request is authorized. */
function reaches({ models, aliases }: Listing, model: string): boolean {
  const caller = { role: "key", key: "" as KeyRecord["hash"], models, aliases: {} } as const;
  const names = Object.keys(aliases).filter((name) => aliases[name] === model);
  return [model, ...names].some((name) => mayUseModel(caller, name, POOL));
}

/** The most that may be spent in sixty days. */
const worthOf = ({ maxBudget, budgetDuration }: Pick<KeyRecord, "maxBudget" | "budgetDuration">): number =>
  maxBudget === null
    ? Infinity
    : maxBudget * (budgetDuration === null ? 1 : Math.ceil(DAYS / Number.parseInt(budgetDuration, 10)));

const calls = (key: KeyRecord, path: string): boolean => coversPath(passThroughOf(key), path);

const routesOf = ({ extra }: KeyRecord): readonly string[] => {
  const routes = textsOf(extra["allowed_routes"]);
  return routes.length === 0 ? ["management_routes", "llm_api_routes", "info_routes"] : routes;
};

/**
 * In what a key may do more than the key that made or changed it, and than it could before; undefined if in nothing. Where
 * it is handed over, what it could before is more too.
 */
export function findEscape(
  { groups }: Memory,
  granter: KeyRecord,
  key: KeyRecord,
  before: KeyRecord | undefined,
  isHandedOver: boolean,
): string | undefined {
  const sources = before === undefined || isHandedOver ? [granter] : [granter, before];
  const most = (measure: (record: KeyRecord) => number): number => Math.max(...sources.map(measure));
  for (const model of MODELS)
    if (reaches(key, model) && !sources.some((source) => reaches(source, model))) return `model ${model}`;
  for (const route of routesOf(key)) if (!sources.some((source) => routesOf(source).includes(route))) return route;
  for (const path of PATHS)
    if (calls(key, path) && !sources.some((source) => calls(source, path))) return `path ${path}`;
  if ((key.expiresAtMs ?? Infinity) > most(({ expiresAtMs }) => expiresAtMs ?? Infinity)) return "expiry";
  if ((key.rpmLimit ?? Infinity) > most(({ rpmLimit }) => rpmLimit ?? Infinity)) return "requests";
  if (worthOf(key) > most(worthOf)) return "budget";

  const team = key.teamId === null ? undefined : groups.teams.rows.get(key.teamId);
  const user = key.userId === null ? undefined : groups.users.rows.get(key.userId);
  const organization = key.organizationId ?? team?.organizationId ?? null;
  const stays = before?.userId === key.userId && before.teamId === key.teamId;
  if (!stays || before.organizationId !== key.organizationId) {
    // The groups around the granter hold for what it makes.
    if (granter.teamId !== null && key.teamId !== granter.teamId) return "out of the team";
    if (team !== undefined && organization !== team.organizationId) return "out of the team's organization";
    if (team === undefined && (user?.organizationId ?? null) !== null && organization === null)
      return "out of the organization";
  }

  // A list around a key must not be passed by an alias of the key's own.
  const around = team ?? user;
  const lists = [around?.models ?? [], groups.organizations.rows.get(organization ?? "")?.models ?? []];
  for (const models of lists)
    for (const [name, target] of Object.entries(key.aliases))
      if (!(stays && before.aliases[name] === target) && !reaches({ models, aliases: {} }, target))
        return `alias to ${target}`;

  const manages = routesOf(key).some((route) => route !== "llm_api_routes");
  if (manages && user?.userRole?.startsWith("proxy_admin") === true) return "rights of an admin";
  if (isHandedOver && manages && key.userId !== null && key.userId !== granter.userId) return "rights of another user";
  return undefined;
}
