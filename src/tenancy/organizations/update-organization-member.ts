import { z } from "zod";
import { targetOfOrganization } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { setOwnBudget } from "../budgets/own-budget.ts";
import { readLimits } from "../read-limits.ts";
import { stampChange } from "../stamps.ts";
import { findMember, nameMember } from "./find-member.ts";
import { memberBudget, memberRole, namedMember } from "./member-params.ts";
import { memberRow } from "./member-row.ts";
import { organizationMemberOutput } from "./organization-output.ts";

/** What is left out stays, null clears. */
export const updateOrganizationMember = defineAction({
  method: "PATCH",
  paths: ["/organization/member_update"],
  summary: "Change a member of an organization",
  permission: "manage-organization-members",
  input: z.object({ ...namedMember, role: memberRole.nullish(), max_budget_in_organization: memberBudget }),
  over: { param: "organization_id", find: async (_, { organization_id }) => [targetOfOrganization(organization_id)] },
  output: organizationMemberOutput,
  async run(context, { role, max_budget_in_organization: max_budget, ...named }) {
    const before = await findMember(context, named);
    const { organizationId, userId } = before;
    const budgetId =
      max_budget === undefined
        ? before.budgetId
        : await setOwnBudget(context, nameMember(before), before.budgetId, readLimits({ max_budget }));
    const changed = await context.groups.organizationMembers.change(organizationId, userId, {
      budgetId,
      ...(typeof role === "string" && { userRole: role }),
      ...stampChange(context),
    });
    if (changed !== undefined) await context.changed([{ holder: nameMember(before), epoch: changed.updatedAtMs }]);
    return memberRow(changed ?? before);
  },
});
