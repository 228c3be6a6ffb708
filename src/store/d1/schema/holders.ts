import { sql } from "drizzle-orm";
import { index, primaryKey, sqliteTable, text } from "drizzle-orm/sqlite-core";
import type { BudgetId, OrganizationId, TeamId, UserId } from "../../../core/ids.ts";
import { aliases, blocked, json, limits, models, record, spent } from "./columns.ts";

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
