import { z } from "zod";
import { targetOfOrganization } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { findMember } from "./find-member.ts";
import { endMemberships } from "./leave-organizations.ts";
import { namedMember } from "./member-params.ts";
import { memberRow } from "./member-row.ts";
import { organizationMemberOutput } from "./organization-output.ts";

/** Ends a membership. Keys of the user in the organization stay, as in LiteLLM. */
export const deleteOrganizationMember = defineAction({
  method: "DELETE",
  paths: ["/organization/member_delete"],
  summary: "Remove a member from an organization",
  permission: "manage-organization-members",
  input: z.object(namedMember),
  over: { param: "organization_id", find: async (_, { organization_id }) => [targetOfOrganization(organization_id)] },
  output: organizationMemberOutput,
  async run(context, named) {
    const member = await findMember(context, named);
    await context.changed(await endMemberships(context, [member]));
    return memberRow(member);
  },
});
