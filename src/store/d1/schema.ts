import { desc, isNotNull, sql } from "drizzle-orm";
import { index, integer, primaryKey, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import type { ErrorCode } from "../../core/errors.ts";
import type { BudgetId, DeploymentId, KeyHash, OrganizationId, RequestId, TeamId, UserId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import type { NanoUsd } from "../../core/money.ts";
import type { AuditAction, Audited } from "../audit-log.ts";
import type { ManagedKind } from "../managed-objects.ts";
import type { Activity } from "../../core/operation.ts";
import type { Outcome, RouteStep } from "../../core/usage-event.ts";

/** Money is integer nano-dollars (`_nano`), instants are epoch milliseconds (`_ms`): both stay exact in SQLite and in a double. */

const spent = () => ({
  spend: integer("spend_nano")
    .$type<NanoUsd>()
    .notNull()
    .default(0 as NanoUsd),
  /** When somebody last said what `spend` is: only calls that began since are added to it. 0: nobody ever did. */
  spendSetAtMs: integer("spend_set_at_ms").notNull().default(0),
});

/** What a holder may use; null is unlimited. */
const limits = () => ({
  maxBudget: integer("max_budget_nano").$type<NanoUsd>(),
  softBudget: integer("soft_budget_nano").$type<NanoUsd>(),
  budgetDuration: text("budget_duration"),
  tpmLimit: integer("tpm_limit"),
  rpmLimit: integer("rpm_limit"),
  maxParallelRequests: integer("max_parallel_requests"),
});

const models = () => text("models", { mode: "json" }).$type<readonly string[]>().notNull().default([]);
const aliases = (name: string) =>
  text(name, { mode: "json" }).$type<Readonly<Record<string, string>>>().notNull().default({});
const json = (name: string) => text(name, { mode: "json" }).$type<JsonObject>().notNull().default({});
const blocked = () => integer("blocked", { mode: "boolean" }).notNull().default(false);

/** `updatedAtMs` is the row's epoch too: copies that are older than it are refused. `extra`: request fields without a column of their own. */
const record = () => ({
  extra: json("extra"),
  createdAtMs: integer("created_at_ms").notNull(),
  createdBy: text("created_by"),
  updatedAtMs: integer("updated_at_ms").notNull(),
  updatedBy: text("updated_by"),
});

export const virtualKeys = sqliteTable(
  "virtual_keys",
  {
    hash: text("hash").$type<KeyHash>().primaryKey(),
    /** `sk-...` and the last four characters: enough to recognise a key, too little to use it. */
    keyName: text("key_name").notNull(),
    keyAlias: text("key_alias").unique(),
    userId: text("user_id").$type<UserId>(),
    teamId: text("team_id").$type<TeamId>(),
    organizationId: text("organization_id").$type<OrganizationId>(),
    budgetId: text("budget_id").$type<BudgetId>(),
    models: models(),
    aliases: aliases("aliases"),
    metadata: json("metadata"),
    permissions: json("permissions"),
    blocked: blocked(),
    duration: text("duration"),
    expiresAtMs: integer("expires_at_ms"),
    ...spent(),
    ...limits(),
    ...record(),
    lastActiveAtMs: integer("last_active_at_ms"),
    /** Of the key in use since this one was made anew: `hash` stays what limits, spend and logs know it by. */
    secretHash: text("secret_hash").$type<KeyHash>(),
    /** The key before that, for as long as it may still be used. */
    previousHash: text("previous_hash").$type<KeyHash>(),
    previousUntilMs: integer("previous_until_ms"),
  },
  (keys) => [
    uniqueIndex("virtual_keys_secret").on(keys.secretHash).where(isNotNull(keys.secretHash)),
    uniqueIndex("virtual_keys_previous").on(keys.previousHash).where(isNotNull(keys.previousHash)),
    // Lists of keys go by their age.
    index("virtual_keys_user").on(keys.userId, keys.createdAtMs),
    index("virtual_keys_team").on(keys.teamId, keys.createdAtMs),
    index("virtual_keys_created").on(keys.createdAtMs, keys.hash),
    index("virtual_keys_spend").on(desc(keys.spend), keys.hash),
  ],
);

export const users = sqliteTable("users", {
  userId: text("user_id").$type<UserId>().primaryKey(),
  userAlias: text("user_alias"),
  userEmail: text("user_email"),
  userRole: text("user_role"),
  organizationId: text("organization_id").$type<OrganizationId>(),
  budgetId: text("budget_id").$type<BudgetId>(),
  models: models(),
  metadata: json("metadata"),
  ...spent(),
  ...limits(),
  ...record(),
});

export const teams = sqliteTable(
  "teams",
  {
    teamId: text("team_id").$type<TeamId>().primaryKey(),
    teamAlias: text("team_alias"),
    organizationId: text("organization_id").$type<OrganizationId>(),
    models: models(),
    modelAliases: aliases("model_aliases"),
    metadata: json("metadata"),
    blocked: blocked(),
    ...spent(),
    ...limits(),
    ...record(),
  },
  (all) => [index("teams_organization").on(all.organizationId)],
);

export const teamMembers = sqliteTable(
  "team_members",
  {
    teamId: text("team_id").$type<TeamId>().notNull(),
    userId: text("user_id").$type<UserId>().notNull(),
    /** `admin` or `user`. */
    role: text("role").notNull(),
    budgetId: text("budget_id").$type<BudgetId>(),
    ...spent(),
    ...record(),
  },
  (members) => [
    primaryKey({ columns: [members.teamId, members.userId] }),
    index("team_members_user").on(members.userId),
  ],
);

export const organizations = sqliteTable("organizations", {
  organizationId: text("organization_id").$type<OrganizationId>().primaryKey(),
  organizationAlias: text("organization_alias"),
  budgetId: text("budget_id").$type<BudgetId>(),
  models: models(),
  metadata: json("metadata"),
  ...spent(),
  ...record(),
});

export const organizationMembers = sqliteTable(
  "organization_members",
  {
    organizationId: text("organization_id").$type<OrganizationId>().notNull(),
    userId: text("user_id").$type<UserId>().notNull(),
    userRole: text("user_role"),
    budgetId: text("budget_id").$type<BudgetId>(),
    ...spent(),
    ...record(),
  },
  (members) => [
    primaryKey({ columns: [members.organizationId, members.userId] }),
    index("organization_members_user").on(members.userId),
  ],
);

/** Customers of the gateway's users, as requests name them in `user`. */
export const endUsers = sqliteTable(
  "end_users",
  {
    userId: text("user_id").primaryKey(),
    alias: text("alias"),
    budgetId: text("budget_id").$type<BudgetId>(),
    defaultModel: text("default_model"),
    allowedModelRegion: text("allowed_model_region"),
    blocked: blocked(),
    ...spent(),
    ...record(),
  },
  (all) => [
    // Those that rule something: every end user that was ever named has a row.
    index("end_users_ruled")
      .on(all.userId)
      .where(sql`budget_id is not null or blocked or allowed_model_region is not null or extra <> '{}'`),
  ],
);

export const tags = sqliteTable("tags", {
  tagName: text("tag_name").primaryKey(),
  description: text("description"),
  models: models(),
  budgetId: text("budget_id").$type<BudgetId>(),
  ...spent(),
  ...record(),
});

/** Limits that many holders refer to; each holder still has all of them for itself. */
export const budgets = sqliteTable("budgets", {
  budgetId: text("budget_id").$type<BudgetId>().primaryKey(),
  ...limits(),
  /** Limits by public model name, in LiteLLM's form. */
  modelMaxBudget: json("model_max_budget"),
  ...record(),
});

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

const sums = () => ({
  requests: integer("requests").notNull(),
  failures: integer("failures").notNull(),
  inputTokens: integer("input_tokens").notNull(),
  outputTokens: integer("output_tokens").notNull(),
  cacheReadTokens: integer("cache_read_tokens").notNull(),
  cacheWriteTokens: integer("cache_write_tokens").notNull(),
  cost: integer("cost_nano").$type<NanoUsd>().notNull(),
});

/** Where a day's events are added up. The empty text stands for none: SQLite takes no two nulls for the same. */
const groups = () => ({
  /** `YYYY-MM-DD`, UTC. */
  day: text("day").notNull(),
  keyHash: text("key_hash").$type<KeyHash>().notNull(),
  modelGroup: text("model_group").notNull(),
  /** Of a request that reached none: the group, or what the client asked for. */
  model: text("model").notNull(),
  provider: text("provider").notNull(),
  operation: text("operation").$type<Activity>().notNull(),
});

/** Every event of a day is in exactly one row. */
export const dailySpend = sqliteTable(
  "daily_spend",
  {
    ...groups(),
    userId: text("user_id").notNull(),
    teamId: text("team_id").notNull(),
    organizationId: text("organization_id").notNull(),
    deploymentId: text("deployment_id").notNull(),
    ...sums(),
  },
  (days) => [
    primaryKey({
      columns: [
        days.day,
        days.keyHash,
        days.userId,
        days.teamId,
        days.organizationId,
        days.deploymentId,
        days.modelGroup,
        days.model,
        days.provider,
        days.operation,
      ],
    }),
    // Pages of all rows, in an order that new rows of a day do not disturb.
    index("daily_spend_day").on(days.day),
    index("daily_spend_key").on(days.keyHash, days.day),
    index("daily_spend_user").on(days.userId, days.day),
    index("daily_spend_team").on(days.teamId, days.day),
    index("daily_spend_organization").on(days.organizationId, days.day),
  ],
);

/** The same without keys and users, of whom there may be many: reports about everybody read few rows. */
export const dailyTeamSpend = sqliteTable(
  "daily_team_spend",
  {
    day: groups().day,
    /** False where nobody was charged: attempts that came to nothing. */
    charged: integer("charged", { mode: "boolean" }).notNull(),
    teamId: text("team_id").notNull(),
    organizationId: text("organization_id").notNull(),
    deploymentId: text("deployment_id").notNull(),
    modelGroup: groups().modelGroup,
    model: groups().model,
    provider: groups().provider,
    operation: groups().operation,
    ...sums(),
  },
  (days) => [
    primaryKey({
      columns: [
        days.day,
        days.charged,
        days.teamId,
        days.organizationId,
        days.deploymentId,
        days.modelGroup,
        days.model,
        days.provider,
        days.operation,
      ],
    }),
  ],
);

/** The same once more for what an event may have several of, or as many as a client likes. */
export const dailyLabelSpend = sqliteTable(
  "daily_label_spend",
  {
    kind: text("kind").$type<"tag" | "end_user">().notNull(),
    label: text("label").notNull(),
    ...groups(),
    ...sums(),
  },
  (days) => [
    primaryKey({
      columns: [
        days.kind,
        days.label,
        days.day,
        days.keyHash,
        days.modelGroup,
        days.model,
        days.provider,
        days.operation,
      ],
    }),
    index("daily_label_spend_day").on(days.kind, days.day),
  ],
);

/** What providers keep for clients: files, batches, vector stores and the like. */
export const managedObjects = sqliteTable(
  "managed_objects",
  {
    /** As clients know it. */
    id: text("id").primaryKey(),
    kind: text("kind").$type<ManagedKind>().notNull(),
    /** `team:`, `user:` or `key:` with an id: to everyone else it is not there. */
    owner: text("owner").notNull(),
    keyHash: text("key_hash").$type<KeyHash>().notNull(),
    userId: text("user_id").$type<UserId>(),
    teamId: text("team_id").$type<TeamId>(),
    organizationId: text("organization_id").$type<OrganizationId>(),
    /** The public name of the model it was made with. */
    model: text("model").notNull(),
    deploymentId: text("deployment_id").$type<DeploymentId>().notNull(),
    /** As the provider knows it. */
    upstreamId: text("upstream_id").notNull(),
    /** Of what it is a part: the thread of a run. */
    parentId: text("parent_id"),
    /** As it was last seen. */
    body: json("body"),
    createdAtMs: integer("created_at_ms").notNull(),
    updatedAtMs: integer("updated_at_ms").notNull(),
    /** When a job looks at it again; null when it is over. */
    dueAtMs: integer("due_at_ms"),
  },
  (objects) => [
    index("managed_objects_owner").on(objects.owner, objects.kind, objects.createdAtMs),
    index("managed_objects_upstream").on(objects.upstreamId, objects.deploymentId),
    index("managed_objects_due").on(objects.dueAtMs).where(isNotNull(objects.dueAtMs)),
  ],
);

/** Answers that are kept here, so that a conversation can go on from them with any provider. */
export const storedResponses = sqliteTable(
  "stored_responses",
  {
    id: text("id").primaryKey(),
    owner: text("owner").notNull(),
    keyHash: text("key_hash").$type<KeyHash>().notNull(),
    model: text("model").notNull(),
    previousId: text("previous_id"),
    status: text("status").notNull(),
    createdAtMs: integer("created_at_ms").notNull(),
    expiresAtMs: integer("expires_at_ms").notNull(),
  },
  (responses) => [index("stored_responses_expiry").on(responses.expiresAtMs)],
);

/** The texts of a kept answer, in pieces: a row of D1 holds two megabytes. */
export const storedResponseParts = sqliteTable(
  "stored_response_parts",
  {
    responseId: text("response_id").notNull(),
    /** What it is a piece of. */
    part: text("part").$type<"input" | "output" | "response">().notNull(),
    position: integer("position").notNull(),
    text: text("text").notNull(),
  },
  (parts) => [primaryKey({ columns: [parts.responseId, parts.part, parts.position] })],
);

/** One row: where `usage_events` ended before the batch that is being written. What lies beyond is new, and not in the sums yet. */
export const ledgerMark = sqliteTable("ledger_mark", {
  id: integer("id").primaryKey(),
  lastRowId: integer("last_rowid").notNull(),
});

/** Parameters of a model or credential that are secret, sealed as one text; null when there are none. */
const sealed = () => text("sealed");

/** Models that were added at runtime, in LiteLLM's form. */
export const liveModels = sqliteTable("models", {
  modelId: text("model_id").primaryKey(),
  modelName: text("model_name").notNull(),
  /** `litellm_params` without what is sealed. */
  params: json("params"),
  sealed: sealed(),
  /** `model_info` */
  info: json("info"),
  ...record(),
});

export const credentials = sqliteTable("credentials", {
  credentialName: text("credential_name").primaryKey(),
  /** `credential_values` without what is sealed. */
  values: json("credential_values"),
  sealed: sealed(),
  info: json("info"),
  ...record(),
});

export const accessGroups = sqliteTable("access_groups", {
  accessGroup: text("access_group").primaryKey(),
  models: models(),
  ...record(),
});

/** Sections of the configuration, such as `router_settings`, over what is published. */
export const liveSettings = sqliteTable("settings", {
  section: text("section").primaryKey(),
  value: json("value"),
  ...record(),
});

/** Prices over those of the catalogue, under LiteLLM's names. */
export const priceOverrides = sqliteTable("price_overrides", {
  /** `provider/model` */
  model: text("model").primaryKey(),
  prices: json("prices"),
  ...record(),
});

/** One row: higher after every write of the five tables above, so that an isolate learns of it by reading one row. */
export const liveVersion = sqliteTable("live_version", {
  id: integer("id").primaryKey(),
  version: integer("version").notNull(),
});

/** Every write of management. The rows of it are only ever added. */
export const auditLog = sqliteTable(
  "audit_log",
  {
    id: text("id").primaryKey(),
    atMs: integer("at_ms").notNull(),
    actorKey: text("actor_key").$type<KeyHash>().notNull(),
    actorUser: text("actor_user").$type<UserId>(),
    action: text("action").$type<AuditAction>().notNull(),
    kind: text("kind").$type<Audited>().notNull(),
    objectId: text("object_id").notNull(),
    before: text("before", { mode: "json" }).$type<JsonObject>(),
    after: text("after", { mode: "json" }).$type<JsonObject>(),
  },
  (log) => [index("audit_log_at").on(log.atMs), index("audit_log_object").on(log.kind, log.objectId, log.atMs)],
);

export type UsageEventRow = typeof usageEvents.$inferSelect;
