import { nameHolder } from "../../core/holder-name.ts";
import type { TeamMemberRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";

/** Ends memberships, with the budgets that they had for themselves. To tell of it is the caller's. */
export async function removeMembers(context: TenancyContext, members: readonly TeamMemberRecord[]): Promise<void> {
  for (const team of new Set(members.map(({ teamId }) => teamId))) {
    const users = members.filter(({ teamId }) => teamId === team).map(({ userId }) => userId);
    await context.groups.members.remove(team, users);
  }
  await removeOwnBudgets(
    context,
    members.map(({ teamId, userId }) => nameHolder("team_member", teamId, userId)),
  );
}
