import type { OrganizationId, UserId } from "../../core/ids.ts";
import type { ChangedHolder } from "../../limits/spread-change.ts";
import type { OrganizationMemberRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";
import { organizationMemberGone } from "../gone.ts";
import { nameMember } from "./find-member.ts";

type Gone = Promise<readonly ChangedHolder[]>;

/** For a user who is gone. Answers with the memberships, for the caller to tell of. */
export const leaveOrganizations = async (context: TenancyContext, user: UserId): Gone =>
  await endMemberships(context, await context.groups.organizationMembers.listOfUser(user));

/** The same for an organization that is gone. */
export const removeMembersOf = async (context: TenancyContext, organization: OrganizationId): Gone =>
  await endMemberships(context, await context.groups.organizationMembers.listOf(organization));

export async function endMemberships(context: TenancyContext, members: readonly OrganizationMemberRecord[]): Gone {
  for (const { organizationId, userId } of members)
    await context.groups.organizationMembers.remove(organizationId, [userId]);
  await removeOwnBudgets(context, members.map(nameMember));
  return members.map((member) => organizationMemberGone(context, member));
}
