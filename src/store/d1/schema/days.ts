import { index, integer, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { KeyHash } from "../../../core/ids.ts";
import type { NanoUsd } from "../../../core/money.ts";
import type { Activity } from "../../../core/operation.ts";

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
