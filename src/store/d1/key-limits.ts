import type { HolderLimits } from "../../core/holder-limits.ts";
import { isObject, numberOf } from "../../core/json.ts";
import type { Json, JsonObject } from "../../core/json.ts";
import type { virtualKeys } from "./schema.ts";

type LimitColumns = Pick<
  typeof virtualKeys.$inferSelect,
  "hash" | "tpmLimit" | "rpmLimit" | "maxParallelRequests" | "maxBudget" | "budgetDuration" | "metadata" | "extra"
>;

/** What a key may use; undefined when nothing limits it. */
export function limitsOfKey(row: LimitColumns): HolderLimits | undefined {
  const models = modelLimits(row.extra, row.metadata);
  const limits: HolderLimits = {
    holder: `key:${row.hash}`,
    ...(row.rpmLimit !== null && { requestsPerMinute: row.rpmLimit }),
    ...(row.tpmLimit !== null && { tokensPerMinute: row.tpmLimit }),
    ...(row.maxParallelRequests !== null && { parallelRequests: row.maxParallelRequests }),
    ...(row.maxBudget !== null && {
      budgets: [{ limit: row.maxBudget, ...(row.budgetDuration !== null && { duration: row.budgetDuration }) }],
    }),
    ...(models !== undefined && { models }),
  };
  return Object.keys(limits).length === 1 ? undefined : limits;
}

/** `model_rpm_limit` and `model_tpm_limit`, which LiteLLM also takes inside of `metadata`. */
function modelLimits(extra: JsonObject, metadata: JsonObject): HolderLimits["models"] {
  const requests = byModel(extra["model_rpm_limit"] ?? metadata["model_rpm_limit"]);
  const tokens = byModel(extra["model_tpm_limit"] ?? metadata["model_tpm_limit"]);
  const names = new Set([...requests.keys(), ...tokens.keys()]);
  if (names.size === 0) return undefined;
  return Object.fromEntries(
    [...names].map((name) => {
      const [requestsPerMinute, tokensPerMinute] = [requests.get(name), tokens.get(name)];
      return [
        name,
        {
          ...(requestsPerMinute !== undefined && { requestsPerMinute }),
          ...(tokensPerMinute !== undefined && { tokensPerMinute }),
        },
      ];
    }),
  );
}

function byModel(value: Json | undefined): ReadonlyMap<string, number> {
  if (!isObject(value)) return new Map();
  return new Map(
    Object.entries(value).flatMap(([model, limit]) => {
      const number = numberOf(limit);
      return number !== undefined && Number.isSafeInteger(number) && number >= 0 ? [[model, number] as const] : [];
    }),
  );
}
