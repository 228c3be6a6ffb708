import { isNotNull, sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { ErrorCode } from "../../../core/errors.ts";
import type { DeploymentId, KeyHash, OrganizationId, RequestId, TeamId, UserId } from "../../../core/ids.ts";
import type { NanoUsd } from "../../../core/money.ts";
import type { Activity } from "../../../core/operation.ts";
import type { Outcome, RouteStep } from "../../../core/usage-event.ts";

export const usageEvents = sqliteTable(
  "usage_events",
  {
    id: text("id").$type<RequestId>().primaryKey(),
    startedAtMs: integer("started_at_ms").notNull(),
    keyHash: text("key_hash").$type<KeyHash>().notNull(),
    userId: text("user_id").$type<UserId>(),
    teamId: text("team_id").$type<TeamId>(),
    organizationId: text("organization_id").$type<OrganizationId>(),
    endUser: text("end_user"),
    operation: text("operation").$type<Activity>().notNull(),
    path: text("path").notNull(),
    stream: integer("stream", { mode: "boolean" }).notNull(),
    requestedModel: text("requested_model").notNull(),
    modelGroup: text("model_group"),
    deploymentId: text("deployment_id").$type<DeploymentId>(),
    provider: text("provider"),
    model: text("model"),
    attempts: integer("attempts").notNull(),
    route: text("route", { mode: "json" }).$type<readonly RouteStep[]>(),
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
    images: integer("images"),
    searchUnits: integer("search_units"),
    characters: integer("characters"),
    mediaMs: integer("media_ms"),
    pages: integer("pages"),
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
    // Partial: a request without a user or team costs no row of these.
    index("usage_events_user_started").on(events.userId, events.startedAtMs).where(isNotNull(events.userId)),
    index("usage_events_team_started").on(events.teamId, events.startedAtMs).where(isNotNull(events.teamId)),
    index("usage_events_unpriced")
      .on(events.startedAtMs)
      .where(sql`${events.unpriced} = 1`),
  ],
);

/** One row: where `usage_events` ended before the batch that is being written. What lies beyond is new, and not in the sums yet. */
export const ledgerMark = sqliteTable("ledger_mark", {
  id: integer("id").primaryKey(),
  lastRowId: integer("last_rowid").notNull(),
});

export type UsageEventRow = typeof usageEvents.$inferSelect;
