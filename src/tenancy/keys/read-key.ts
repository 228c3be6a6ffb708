import type { JsonObject } from "../../core/json.ts";
import { zeroUsd } from "../../core/money.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import { addDuration, invalidDuration } from "../duration.ts";
import { idOrNull, onlyGiven, orEmpty } from "../given.ts";
import { nanoOrNull, readLimits } from "../read-limits.ts";
import type { KeyFields } from "./key-params.ts";

/** What clears a key's duration in LiteLLM, beside null. */
const FOREVER: readonly (string | null)[] = ["", "-1", null];

/** The fields of a request in those of a record, and the rest of them. Durations count from `nowMs`. */
export function readKey(given: KeyFields, nowMs: number): [fields: Partial<KeyRecord>, rest: JsonObject] {
  const {
    key_alias: keyAlias,
    duration,
    models,
    aliases,
    metadata,
    permissions,
    user_id: userId,
    team_id: teamId,
    organization_id: organizationId,
    budget_id: budgetId,
    spend,
    max_budget,
    soft_budget,
    budget_duration,
    tpm_limit,
    rpm_limit,
    max_parallel_requests,
    blocked,
    ...rest
  } = given;
  const fields = onlyGiven({
    keyAlias,
    models: orEmpty(models, []),
    aliases: orEmpty(aliases, {}),
    metadata: orEmpty(metadata, {}),
    permissions: orEmpty(permissions, {}),
    userId: idOrNull<"user">(userId),
    teamId: idOrNull<"team">(teamId),
    organizationId: idOrNull<"organization">(organizationId),
    budgetId: idOrNull<"budget">(budgetId),
    spend: orEmpty(nanoOrNull(spend), zeroUsd),
    blocked: orEmpty(blocked, false),
  });
  const limits = readLimits({
    max_budget,
    soft_budget,
    budget_duration,
    tpm_limit,
    rpm_limit,
    max_parallel_requests,
  });
  return [{ ...fields, ...limits, ...readDuration(duration, nowMs) }, rest];
}

function readDuration(duration: string | null | undefined, nowMs: number): Partial<KeyRecord> {
  if (duration === undefined) return {};
  if (duration === null || FOREVER.includes(duration)) return { duration: null, expiresAtMs: null };
  const expiresAtMs = addDuration(nowMs, duration);
  if (expiresAtMs === undefined) throw invalidDuration("duration");
  return { duration, expiresAtMs };
}
