import type { JsonObject } from "../../core/json.ts";
import type { TeamMemberRecord, TeamRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { membershipRow, teamRow } from "./team-row.ts";

/** Teams as answers show them, with their members. */
export async function showTeams({ search }: TenancyContext, teams: readonly TeamRecord[]): Promise<JsonObject[]> {
  const members = teams.length === 0 ? [] : await search.membersOfTeams(teams.map(({ teamId }) => teamId));
  return teams.map((team) =>
    teamRow(
      team,
      members.filter(({ teamId }) => teamId === team.teamId),
    ),
  );
}

/** Memberships as answers show them, with their budgets. */
export async function showMemberships(
  { groups }: TenancyContext,
  members: readonly TeamMemberRecord[],
): Promise<JsonObject[]> {
  const ids = members.flatMap(({ budgetId }) => budgetId ?? []);
  const budgets = ids.length === 0 ? [] : await groups.budgets.findAll(ids);
  return members.map((member) =>
    membershipRow(
      member,
      budgets.find(({ budgetId }) => budgetId === member.budgetId),
    ),
  );
}
