import { and, eq, type SQL, sql } from "drizzle-orm";
import type { DrizzleD1Database } from "drizzle-orm/d1";
import { alias } from "drizzle-orm/sqlite-core";
import { budgets, organizationMembers, organizations, teamMembers, teams, users, virtualKeys } from "./schema.ts";

type LimitName = "maxBudget" | "softBudget" | "budgetDuration" | "tpmLimit" | "rpmLimit" | "maxParallelRequests";

const limitsOf = <Table extends Record<LimitName, unknown>>(table: Table): Pick<Table, LimitName> => {
  const { maxBudget, softBudget, budgetDuration, tpmLimit, rpmLimit, maxParallelRequests } = table;
  return { maxBudget, softBudget, budgetDuration, tpmLimit, rpmLimit, maxParallelRequests };
};

/** The columns of a budget that limit. An id comes first, here and below: drizzle takes a joined row for missing by it. */
export const budgetOf = <Table extends Record<LimitName | "budgetId" | "modelMaxBudget", unknown>>(
  table: Table,
): Pick<Table, LimitName | "budgetId" | "modelMaxBudget"> => ({
  budgetId: table.budgetId,
  ...limitsOf(table),
  modelMaxBudget: table.modelMaxBudget,
});

const keyBudget = alias(budgets, "key_budget");
const memberBudget = alias(budgets, "member_budget");
const organizationBudget = alias(budgets, "organization_budget");
const organizationMemberBudget = alias(budgets, "organization_member_budget");
const userBudget = alias(budgets, "user_budget");

/** D1 knows no row of more than a hundred columns: what all holders have is one. Of a holder that is not there it is null. */
const spendSetAtMs: SQL<
  Readonly<Record<"key" | "member" | "team" | "organization" | "organizationMember" | "user", number | null>>
> =
  sql`json_object('key', ${virtualKeys.spendSetAtMs}, 'member', ${teamMembers.spendSetAtMs}, 'team', ${teams.spendSetAtMs},
    'organization', ${organizations.spendSetAtMs}, 'organizationMember', ${organizationMembers.spendSetAtMs},
    'user', ${users.spendSetAtMs})`.mapWith(JSON.parse);

/** 97 columns. */
const columns = {
  spendSetAtMs,
  key: {
    hash: virtualKeys.hash,
    keyAlias: virtualKeys.keyAlias,
    userId: virtualKeys.userId,
    teamId: virtualKeys.teamId,
    organizationId: virtualKeys.organizationId,
    models: virtualKeys.models,
    aliases: virtualKeys.aliases,
    blocked: virtualKeys.blocked,
    expiresAtMs: virtualKeys.expiresAtMs,
    previousHash: virtualKeys.previousHash,
    previousUntilMs: virtualKeys.previousUntilMs,
    metadata: virtualKeys.metadata,
    extra: virtualKeys.extra,
    updatedAtMs: virtualKeys.updatedAtMs,
    ...limitsOf(virtualKeys),
  },
  keyBudget: budgetOf(keyBudget),
  member: { userId: teamMembers.userId, teamId: teamMembers.teamId, updatedAtMs: teamMembers.updatedAtMs },
  memberBudget: budgetOf(memberBudget),
  team: {
    teamId: teams.teamId,
    organizationId: teams.organizationId,
    models: teams.models,
    modelAliases: teams.modelAliases,
    blocked: teams.blocked,
    metadata: teams.metadata,
    extra: teams.extra,
    updatedAtMs: teams.updatedAtMs,
    ...limitsOf(teams),
  },
  organization: {
    organizationId: organizations.organizationId,
    models: organizations.models,
    metadata: organizations.metadata,
    extra: organizations.extra,
    updatedAtMs: organizations.updatedAtMs,
  },
  organizationBudget: budgetOf(organizationBudget),
  organizationMember: {
    userId: organizationMembers.userId,
    organizationId: organizationMembers.organizationId,
    updatedAtMs: organizationMembers.updatedAtMs,
  },
  organizationMemberBudget: budgetOf(organizationMemberBudget),
  user: {
    userId: users.userId,
    models: users.models,
    metadata: users.metadata,
    extra: users.extra,
    updatedAtMs: users.updatedAtMs,
    ...limitsOf(users),
  },
  userBudget: budgetOf(userBudget),
};

/** Of a key without one: that of its team. */
export const organizationOfKey = sql`coalesce(${virtualKeys.organizationId}, ${teams.organizationId})`;
/** A team may have one budget for all members that have none of their own. */
const budgetOfMember = sql`coalesce(${teamMembers.budgetId}, ${teams.metadata} ->> 'team_member_budget_id')`;

/** Keys, each with the groups that it belongs to and the budgets that these refer to: one question for all. */
export const selectKeys = (db: DrizzleD1Database) =>
  db
    .select(columns)
    .from(virtualKeys)
    .leftJoin(keyBudget, eq(keyBudget.budgetId, virtualKeys.budgetId))
    .leftJoin(teams, eq(teams.teamId, virtualKeys.teamId))
    .leftJoin(teamMembers, and(eq(teamMembers.teamId, virtualKeys.teamId), eq(teamMembers.userId, virtualKeys.userId)))
    .leftJoin(memberBudget, eq(memberBudget.budgetId, budgetOfMember))
    .leftJoin(organizations, eq(organizations.organizationId, organizationOfKey))
    .leftJoin(organizationBudget, eq(organizationBudget.budgetId, organizations.budgetId))
    .leftJoin(
      organizationMembers,
      and(
        eq(organizationMembers.organizationId, organizationOfKey),
        eq(organizationMembers.userId, virtualKeys.userId),
      ),
    )
    .leftJoin(organizationMemberBudget, eq(organizationMemberBudget.budgetId, organizationMembers.budgetId))
    .leftJoin(users, eq(users.userId, virtualKeys.userId))
    .leftJoin(userBudget, eq(userBudget.budgetId, users.budgetId));

export type KeyRow = Awaited<ReturnType<typeof selectKeys>>[number];
