import type { TeamId } from "../../core/ids.ts";
import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { UserRecord } from "../../store/group-registry.ts";
import type { Clock } from "../budgets/calendar-period.ts";
import { limitRow } from "../read-limits.ts";
import { stampRow } from "../row-parts.ts";

/** Fields of LiteLLM's user rows that have no effect here yet, so that scripts find all they read. */
const UNSET: JsonObject = {
  model_max_budget: {},
  model_spend: {},
  object_permission: null,
  organization_memberships: null,
  sso_user_id: null,
};

export const userRow = (record: UserRecord, teams: readonly TeamId[], clock: Clock): JsonObject => ({
  ...UNSET,
  ...record.extra,
  user_id: record.userId,
  user_alias: record.userAlias,
  user_email: record.userEmail,
  user_role: record.userRole,
  organization_id: record.organizationId,
  budget_id: record.budgetId,
  teams,
  models: record.models,
  metadata: record.metadata,
  spend: toUsd(record.spend),
  ...limitRow(record, clock),
  ...stampRow(record),
});
