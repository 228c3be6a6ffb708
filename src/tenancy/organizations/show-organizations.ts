import type { JsonObject } from "../../core/json.ts";
import { toUsd } from "../../core/money.ts";
import type { OrganizationRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { budgetPart } from "../budgets/budget-row.ts";
import { budgetsOf } from "../budgets/budgets-of.ts";
import { stampRow } from "../row-parts.ts";
import { findAllTeams } from "../teams/find-team.ts";
import { showTeams } from "../teams/show-teams.ts";
import { memberRow } from "./member-row.ts";

export const organizationRow = (record: OrganizationRecord): JsonObject => ({
  model_spend: {},
  object_permission: null,
  users: null,
  ...record.extra,
  organization_id: record.organizationId,
  organization_alias: record.organizationAlias,
  budget_id: record.budgetId,
  models: record.models,
  metadata: record.metadata,
  spend: toUsd(record.spend),
  ...stampRow(record),
});

/** Organizations as answers show them, with their budgets, members and teams. */
export async function showOrganizations(
  context: TenancyContext,
  records: readonly OrganizationRecord[],
): Promise<JsonObject[]> {
  if (records.length === 0) return [];
  const budgetOf = await budgetsOf(context, records);
  const organizations = records.map(({ organizationId }) => organizationId);
  const teams = await showTeams(context, await findAllTeams(context, { organizations }));
  const members = await context.search.membersOfOrganizations(organizations);
  return records.map((record) => ({
    ...organizationRow(record),
    ...budgetPart(budgetOf(record), context),
    members: members.filter(({ organizationId }) => organizationId === record.organizationId).map(memberRow),
    teams: teams.filter((team) => team["organization_id"] === record.organizationId),
  }));
}
