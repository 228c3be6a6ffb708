import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ErrorCode } from "../../core/errors.ts";
import type { DeploymentId, KeyHash, RequestId, TeamId, UserId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { NanoUsd } from "../../core/money.ts";
import type { Operation } from "../../core/operation.ts";
import type { Outcome } from "../../core/usage-event.ts";

/** Money is integer nano-dollars (`_nano`), instants are epoch milliseconds (`_ms`): both stay exact in SQLite and in a double. */
export const virtualKeys = sqliteTable("virtual_keys", {
  hash: text("hash").$type<KeyHash>().primaryKey(),
  /** `sk-...` and the last four characters: enough to recognise a key, too little to use it. */
  keyName: text("key_name").notNull(),
  keyAlias: text("key_alias").unique(),
  userId: text("user_id").$type<UserId>(),
  teamId: text("team_id").$type<TeamId>(),
  models: text("models", { mode: "json" }).$type<readonly string[]>().notNull().default([]),
  aliases: text("aliases", { mode: "json" }).$type<Readonly<Record<string, string>>>().notNull().default({}),
  metadata: text("metadata", { mode: "json" }).$type<JsonObject>().notNull().default({}),
  permissions: text("permissions", { mode: "json" }).$type<JsonObject>().notNull().default({}),
  blocked: integer("blocked", { mode: "boolean" }).notNull().default(false),
  duration: text("duration"),
  expiresAtMs: integer("expires_at_ms"),
  spend: integer("spend_nano")
    .$type<NanoUsd>()
    .notNull()
    .default(0 as NanoUsd),
  maxBudget: integer("max_budget_nano").$type<NanoUsd>(),
  softBudget: integer("soft_budget_nano").$type<NanoUsd>(),
  budgetDuration: text("budget_duration"),
  tpmLimit: integer("tpm_limit"),
  rpmLimit: integer("rpm_limit"),
  maxParallelRequests: integer("max_parallel_requests"),
  /** Request fields without a column of their own, as they were given. */
  extra: text("extra", { mode: "json" }).$type<JsonObject>().notNull().default({}),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by"),
  updatedAtMs: integer("updated_at_ms").notNull(),
  updatedBy: text("updated_by"),
  lastActiveAtMs: integer("last_active_at_ms"),
});

export const usageEvents = sqliteTable(
  "usage_events",
  {
    id: text("id").$type<RequestId>().primaryKey(),
    startedAtMs: integer("started_at_ms").notNull(),
    keyHash: text("key_hash").$type<KeyHash>().notNull(),
    userId: text("user_id").$type<UserId>(),
    teamId: text("team_id").$type<TeamId>(),
    endUser: text("end_user"),
    operation: text("operation").$type<Operation>().notNull(),
    path: text("path").notNull(),
    stream: integer("stream", { mode: "boolean" }).notNull(),
    requestedModel: text("requested_model").notNull(),
    modelGroup: text("model_group"),
    deploymentId: text("deployment_id").$type<DeploymentId>(),
    provider: text("provider"),
    model: text("model"),
    attempts: integer("attempts").notNull(),
    outcome: text("outcome").$type<Outcome>().notNull(),
    status: integer("status").notNull(),
    error: text("error").$type<ErrorCode>(),
    errorMessage: text("error_message"),
    inputTokens: integer("input_tokens").notNull(),
    outputTokens: integer("output_tokens").notNull(),
    cacheReadTokens: integer("cache_read_tokens"),
    cacheWriteTokens: integer("cache_write_tokens"),
    cacheWrite1hTokens: integer("cache_write_1h_tokens"),
    reasoningTokens: integer("reasoning_tokens"),
    audioInputTokens: integer("audio_input_tokens"),
    audioOutputTokens: integer("audio_output_tokens"),
    estimated: integer("estimated", { mode: "boolean" }).notNull(),
    cost: integer("cost_nano").$type<NanoUsd>().notNull(),
    unpriced: integer("unpriced", { mode: "boolean" }).notNull(),
    durationMs: integer("duration_ms").notNull(),
    firstByteMs: integer("first_byte_ms"),
    tags: text("tags", { mode: "json" }).$type<readonly string[]>().notNull(),
  },
  (events) => [
    index("usage_events_key_started").on(events.keyHash, events.startedAtMs),
    index("usage_events_started").on(events.startedAtMs),
  ],
);

export type UsageEventRow = typeof usageEvents.$inferSelect;
