import { z } from "zod";
import { budgetOutput } from "../budgets/budget-output.ts";
import { instantOrNull, stampOutput, textOrNull } from "../output-parts.ts";
import { dictionary, texts } from "../params.ts";
import { teamsOutput } from "../teams/team-output.ts";
import { usersOutput } from "../users/user-output.ts";

/** What `/organization/new` answers, without what is in it. */
export const organizationOutput = z
  .object({
    organization_id: z.string(),
    organization_alias: textOrNull,
    budget_id: textOrNull,
    models: texts,
    metadata: dictionary,
    spend: z.number(),
    ...stampOutput,
  })
  .meta({ id: "Organization" });

export const organizationMemberOutput = z
  .object({
    user_id: z.string(),
    organization_id: z.string(),
    user_role: textOrNull,
    user_email: textOrNull,
    budget_id: textOrNull,
    spend: z.number(),
    ...stampOutput,
  })
  .meta({ id: "OrganizationMember" });

export const shownOrganizationOutput = organizationOutput
  .extend({
    budget_reset_at: instantOrNull,
    litellm_budget_table: budgetOutput.nullable(),
    members: z.array(organizationMemberOutput),
    teams: teamsOutput,
  })
  .meta({ id: "ShownOrganization" });
export const shownOrganizationsOutput = z.array(shownOrganizationOutput);

/** What became of those who were added. */
export const joinedOrganizationOutput = z.object({
  organization_id: z.string(),
  updated_users: usersOutput,
  updated_organization_memberships: z.array(organizationMemberOutput),
});
