import { hashKey } from "../../auth/hash-key.ts";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { fromUsd, type NanoUsd } from "../../core/money.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import { defineAction } from "../action.ts";
import { addDuration } from "../duration.ts";
import { type KeyParams, keyParams } from "./key-params.ts";
import { keyRow } from "./key-row.ts";

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

export const generateKey = defineAction({
  method: "POST",
  paths: ["/key/generate"],
  permission: "admin",
  input: keyParams,
  async run({ caller, now, keys, keyCache, defaultKeyParams }, input) {
    const params = withDefaults(input, defaultKeyParams);
    const key = params.key ?? makeKey();
    if (!USABLE_KEY.test(key)) {
      const message =
        "Invalid key format. LiteLLM Virtual Key must start with 'sk-' and hold visible ASCII characters only.";
      throw new GatewayError("invalid_request", message, { param: "key" });
    }
    const record = describeKey(key, params, now(), caller.user ?? caller.key);
    const result = await keys.insert(record);
    if (result === "alias-taken") {
      const message = `Key with alias '${record.keyAlias ?? ""}' already exists. Unique key aliases across all keys are required.`;
      throw new GatewayError("object_exists", message, { param: "key_alias" });
    }
    if (result === "key-taken")
      throw new GatewayError("object_exists", "This key already exists. Choose another one.", { param: "key" });
    // Someone may have tried the key a moment before it existed.
    await keyCache.forget(record.hash);
    return { ...keyRow(record), key, token_id: record.hash };
  },
});

const makeKey = (): string => `sk-${Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("base64url")}`;

/** An empty list of models counts as left out, since it says nothing. */
function withDefaults(input: KeyParams, defaults: JsonObject): KeyParams {
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

function describeKey(key: string, params: KeyParams, now: number, creator: string): KeyRecord {
  const {
    key: _,
    key_alias: keyAlias = null,
    duration = "",
    models = [],
    aliases = {},
    metadata = {},
    permissions = {},
    user_id: userId,
    team_id: teamId,
    organization_id: organizationId,
    budget_id: budgetId,
    spend = 0,
    max_budget: maxBudget,
    soft_budget: softBudget,
    budget_duration: budgetDuration = "",
    tpm_limit: tpmLimit = null,
    rpm_limit: rpmLimit = null,
    max_parallel_requests: maxParallelRequests = null,
    blocked = false,
    key_type: keyType = "default",
    ...rest
  } = params;
  instantAfter("budget_duration", now, budgetDuration);
  return {
    hash: hashKey(key),
    keyName: `sk-...${key.length < NAMED_KEY_LENGTH_MIN ? "" : key.slice(-4)}`,
    keyAlias,
    userId: userId === undefined ? null : asId<"user">(userId),
    teamId: teamId === undefined ? null : asId<"team">(teamId),
    organizationId: organizationId === undefined ? null : asId<"organization">(organizationId),
    budgetId: budgetId === undefined ? null : asId<"budget">(budgetId),
    models,
    aliases,
    metadata,
    permissions,
    blocked,
    duration: duration === "" ? null : duration,
    expiresAtMs: instantAfter("duration", now, duration),
    spend: fromUsd(spend),
    maxBudget: nanoOrNull(maxBudget),
    softBudget: nanoOrNull(softBudget),
    budgetDuration: budgetDuration === "" ? null : budgetDuration,
    tpmLimit,
    rpmLimit,
    maxParallelRequests,
    extra: { allowed_routes: ROUTES_OF_TYPE[keyType], ...givenFields(rest) },
    createdAtMs: now,
    createdBy: creator,
    updatedAtMs: now,
    updatedBy: creator,
    lastActiveAtMs: null,
  };
}

const nanoOrNull = (dollars: number | undefined): NanoUsd | null => (dollars === undefined ? null : fromUsd(dollars));

/** Null for the empty duration, which is none. */
function instantAfter(param: string, startMs: number, duration: string): number | null {
  if (duration === "") return null;
  const instant = addDuration(startMs, duration);
  if (instant !== undefined) return instant;
  const message = `Invalid ${param}: expected a whole number from 1 on and one of the units s, m, h, d, w, mo, y, such as '30d'.`;
  throw new GatewayError("invalid_request", message, { param });
}

const givenFields = (fields: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined && value !== null));
