import { nameHolder } from "../../core/holder-name.ts";
import type { TeamMemberRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";
import { epochOfRemoval } from "../stamps.ts";

const holderOf = ({ teamId, userId }: TeamMemberRecord): string => nameHolder("team_member", teamId, userId);

/** Ends memberships, with the budgets that they had for themselves, and tells all who may hold a copy. */
export async function removeMembers(context: TenancyContext, members: readonly TeamMemberRecord[]): Promise<void> {
  if (members.length === 0) return;
  for (const team of new Set(members.map(({ teamId }) => teamId))) {
    const users = members.filter(({ teamId }) => teamId === team).map(({ userId }) => userId);
    await context.groups.members.remove(team, users);
  }
  await removeOwnBudgets(context, members.map(holderOf));
  await context.changed(
    members.map((member) => ({ holder: holderOf(member), epoch: epochOfRemoval(context, member) })),
  );
}
