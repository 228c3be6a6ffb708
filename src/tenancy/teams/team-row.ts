import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { BudgetRecord, TeamMemberRecord, TeamRecord } from "../../store/group-registry.ts";
import { budgetRowOrNull } from "../budgets/budget-row.ts";
import type { Clock } from "../budgets/calendar-period.ts";
import { limitRow } from "../read-limits.ts";
import { stampRow } from "../row-parts.ts";

/** Fields of LiteLLM's team rows that have no effect here yet, so that scripts find all they read. */
const UNSET: JsonObject = {
  litellm_model_table: null,
  model_id: null,
  model_max_budget: {},
  model_spend: {},
  object_permission: null,
  router_settings: null,
  team_member_permissions: [],
};

export const teamRow = (record: TeamRecord, members: readonly TeamMemberRecord[], clock: Clock): JsonObject => ({
  ...UNSET,
  ...record.extra,
  team_id: record.teamId,
  team_alias: record.teamAlias,
  organization_id: record.organizationId,
  admins: members.filter(({ role }) => role === "admin").map(({ userId }) => userId),
  members: members.map(({ userId }) => userId),
  members_with_roles: members.map(({ userId, role, extra }) => ({ user_email: null, ...extra, user_id: userId, role })),
  models: record.models,
  model_aliases: record.modelAliases,
  metadata: record.metadata,
  blocked: record.blocked,
  spend: toUsd(record.spend),
  ...limitRow(record, clock),
  ...stampRow(record),
});

export const membershipRow = (
  member: TeamMemberRecord,
  budget: BudgetRecord | undefined,
  clock: Clock,
): JsonObject => ({
  user_id: member.userId,
  team_id: member.teamId,
  budget_id: member.budgetId,
  spend: toUsd(member.spend),
  litellm_budget_table: budgetRowOrNull(budget, clock),
});
