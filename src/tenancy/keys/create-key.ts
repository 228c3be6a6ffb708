import { hashKey } from "../../auth/hash-key.ts";
import { GatewayError } from "../../core/errors.ts";
import { type Json, type JsonObject, textsOf } from "../../core/json.ts";
import { zeroUsd } from "../../core/money.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import type { ActionContext, TenancyContext } from "../action.ts";
import { checkBudget } from "../budgets/check-budget.ts";
import { mergeExtra } from "../given.ts";
import { NO_LIMITS } from "../read-limits.ts";
import { stampNew } from "../stamps.ts";
import { findOrganization } from "../organizations/find-organization.ts";
import { findTeam } from "../teams/find-team.ts";
import { withinBounds } from "./cap-key.ts";
import { grantKey } from "./grant-key.ts";
import { type KeyParams, keyParams } from "./key-params.ts";
import { type Place, placeKey } from "./place-key.ts";
import { readKey } from "./read-key.ts";

/** What a header can carry: a key with other characters could be made but never sent. */
const USABLE_KEY = /^sk-[\x21-\x7e]+$/;
/** A shorter key would be half told by its last four characters. */
const NAMED_KEY_LENGTH_MIN = 12;

/** The routes that a kind of key stands for; `default` keys are not restricted. */
const ROUTES_OF_TYPE: Readonly<Record<NonNullable<KeyParams["key_type"]>, readonly string[]>> = {
  default: [],
  llm_api: ["llm_api_routes"],
  management: ["management_routes"],
  read_only: ["info_routes"],
};

/** A key that is not stored yet. Throws what is wrong with it; makes nothing then. `userIsNew`: made by the same request. */
export async function describeKey(
  context: ActionContext,
  input: KeyParams,
  { userIsNew = false, place = placeKey } = {},
): Promise<[key: string, record: KeyRecord]> {
  const {
    key: wanted,
    key_type: type,
    ...params
  } = withinBounds(withDefaults(input, context.defaultKeyParams), context.upperKeyParams);
  const { key, ...secret } = makeSecret(wanted, "key");
  const stamp = stampNew(context);
  const [fields, rest] = readKey(params, stamp.createdAtMs);
  const { allowed_routes: routes, ...others } = rest;
  await checkBudget(context, fields.budgetId);
  await checkPlace(context, fields);
  const record: KeyRecord = {
    keyAlias: null,
    budgetId: null,
    models: [],
    aliases: {},
    metadata: {},
    permissions: {},
    blocked: false,
    duration: null,
    expiresAtMs: null,
    spend: zeroUsd,
    ...NO_LIMITS,
    ...fields,
    ...place(context.actor, fields),
    ...secret,
    secretHash: null,
    previousHash: null,
    previousUntilMs: null,
    extra: mergeExtra({ allowed_routes: routesOf(routes, type) }, others),
    ...stamp,
    lastActiveAtMs: null,
  };
  return [key, await grantKey(context, record, userIsNew)];
}

/** Throws `object_not_found` for a team or an organization that does not exist: its limits would hold for nobody. */
export async function checkPlace(context: TenancyContext, { teamId, organizationId }: Partial<Place>): Promise<void> {
  if (typeof teamId === "string") await findTeam(context, teamId);
  if (typeof organizationId === "string") await findOrganization(context, organizationId);
}

/** Stores a key that was described. Throws `object_exists` when it or its alias is taken. */
export async function insertKey({ keys, keyCache }: TenancyContext, record: KeyRecord): Promise<void> {
  const result = await keys.insert(record);
  if (result === "alias-taken") throw aliasTaken(record.keyAlias);
  if (result === "key-taken") throw keyTaken("key");
  // Someone may have tried the key a moment before it existed.
  await keyCache.forget(record.hash);
}

export const aliasTaken = (alias: string | null | undefined): GatewayError => {
  const message = `Key with alias '${alias ?? ""}' already exists. Unique key aliases across all keys are required.`;
  return new GatewayError("object_exists", message, { param: "key_alias" });
};

export const keyTaken = (param: string): GatewayError =>
  new GatewayError("object_exists", "This key already exists. Choose another one.", { param });

/** A key, made up unless one is given, with what is kept of it. Throws `invalid_request` for what cannot be one. */
export function makeSecret(given: string | undefined, param: string) {
  const key = given ?? makeKey();
  if (!USABLE_KEY.test(key)) {
    const message =
      "Invalid key format. LiteLLM Virtual Key must start with 'sk-' and hold visible ASCII characters only.";
    throw new GatewayError("invalid_request", message, { param });
  }
  return { key, hash: hashKey(key), keyName: nameKey(key) };
}

const nameKey = (key: string): string => `sk-...${key.length < NAMED_KEY_LENGTH_MIN ? "" : key.slice(-4)}`;

const makeKey = (): string => `sk-${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url")}`;

/** An empty list of models counts as left out, since it says nothing. */
export function withDefaults(input: KeyParams, defaults: JsonObject): KeyParams {
  const { data, error } = keyParams.safeParse(defaults);
  if (error !== undefined) {
    const fields = error.issues.map((issue) => issue.path.join(".")).join(", ");
    throw new GatewayError("gateway_not_configured", `default_key_generate_params is not valid: ${fields}`, {
      cause: error,
    });
  }
  const given = Object.entries(input).filter(
    ([name, value]) => value !== undefined && !(name === "models" && input.models?.length === 0),
  );
  return { ...data, ...Object.fromEntries(given) };
}

/** What a key may call: an empty list says nothing, as it does for models. */
export function routesOf(given: Json | undefined, type: KeyParams["key_type"] = "default"): string[] {
  const routes = textsOf(given);
  return routes.length > 0 ? [...routes] : [...ROUTES_OF_TYPE[type]];
}
