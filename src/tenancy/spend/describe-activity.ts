import type { Json, JsonObject } from "../../core/json.ts";
import type { Operation } from "../../core/operation.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import type { SumRow } from "../../store/spend-report.ts";
import { eachGroup, metricsOf } from "./sums.ts";

/** By what one day of an activity is told apart, beside its holder. */
export const ACTIVITY_BY = ["day", "key", "modelGroup", "model", "provider", "operation"] as const;

export interface ActivityRow extends Omit<SumRow<(typeof ACTIVITY_BY)[number]>, "key"> {
  /** Undefined where the rows were added up without regard to it. */
  readonly key?: string;
  /** The user, team, organization, customer, tag or key that the report is about; undefined alike. */
  readonly entity?: string;
}

export interface Names {
  readonly keys: ReadonlyMap<string, Pick<KeyRecord, "keyAlias" | "teamId">>;
  /** What a holder is called beside its id. */
  readonly entities: ReadonlyMap<string, JsonObject>;
}

const ENDPOINTS = {
  chat: "/chat/completions",
  embedding: "/embeddings",
  image: "/images/generations",
  rerank: "/rerank",
  moderation: "/moderations",
  count: "/messages/count_tokens",
} as const satisfies Record<Operation, string>;

const endpointOf = (operation: string): string =>
  Object.hasOwn(ENDPOINTS, operation) ? ENDPOINTS[operation as Operation] : operation;

/** The newest day first, in the shape of LiteLLM's `DailySpendData`. */
export const describeDays = (rows: readonly ActivityRow[], names: Names): JsonObject[] =>
  eachGroup(
    rows,
    ({ day }) => day,
    (days, date) => ({ date, metrics: metricsOf(days), breakdown: breakDown(days, names) }),
  )
    .toSorted(([a], [b]) => (a < b ? 1 : -1))
    .map(([, day]) => day);

/** In the fields of LiteLLM's `DailySpendMetadata`, without those of the paging. */
export function describeTotals(rows: readonly ActivityRow[]): JsonObject {
  const metrics = metricsOf(rows);
  return {
    total_spend: metrics.spend,
    total_prompt_tokens: metrics.prompt_tokens,
    total_completion_tokens: metrics.completion_tokens,
    total_tokens: metrics.total_tokens,
    total_api_requests: metrics.api_requests,
    total_successful_requests: metrics.successful_requests,
    total_failed_requests: metrics.failed_requests,
    total_cache_read_input_tokens: metrics.cache_read_input_tokens,
    total_cache_creation_input_tokens: metrics.cache_creation_input_tokens,
  };
}

function breakDown(rows: readonly ActivityRow[], names: Names): JsonObject {
  const by = (nameOf: (row: ActivityRow) => string, metadataOf: (name: string) => JsonObject = () => ({})) =>
    Object.fromEntries(
      eachGroup(rows, nameOf, (group, name) => ({
        metrics: metricsOf(group),
        metadata: metadataOf(name),
        api_key_breakdown: byKey(group, names),
      })),
    );
  return {
    models: by(({ model }) => model),
    model_groups: by(({ modelGroup, model }) => modelGroup || model),
    providers: by(({ provider }) => provider || "unknown"),
    endpoints: by(({ operation }) => endpointOf(operation)),
    mcp_servers: {},
    api_keys: byKey(rows, names),
    entities: rows.some(({ entity }) => entity !== undefined)
      ? by(
          ({ entity = "" }) => entity,
          (name) => names.entities.get(name) ?? {},
        )
      : {},
  };
}

function byKey(rows: readonly ActivityRow[], { keys }: Names): Json {
  const known = rows.filter(({ key }) => key !== undefined);
  return Object.fromEntries(
    eachGroup(
      known,
      ({ key = "" }) => key,
      (group, hash) => ({
        metrics: metricsOf(group),
        metadata: { key_alias: keys.get(hash)?.keyAlias ?? null, team_id: keys.get(hash)?.teamId ?? null },
      }),
    ),
  );
}
