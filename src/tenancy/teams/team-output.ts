import { z } from "zod";
import { budgetOutput } from "../budgets/budget-output.ts";
import { keysOutput } from "../keys/key-output.ts";
import { limitOutput, pageOutput, stampOutput, textOrNull } from "../output-parts.ts";
import { dictionary, texts } from "../params.ts";

export const teamOutput = z
  .object({
    team_id: z.string(),
    team_alias: textOrNull,
    organization_id: textOrNull,
    admins: texts,
    members: texts,
    members_with_roles: z.array(
      z.object({ user_id: z.string(), user_email: textOrNull, role: z.enum(["admin", "user"]) }),
    ),
    models: texts,
    model_aliases: dictionary,
    metadata: dictionary,
    blocked: z.boolean(),
    spend: z.number(),
    ...limitOutput,
    ...stampOutput,
  })
  .meta({ id: "Team" });
export const teamsOutput = z.array(teamOutput);
export const teamPageOutput = z.object({ teams: teamsOutput, ...pageOutput });
export const updatedTeamOutput = z.object({ team_id: z.string(), data: teamOutput });

export const membershipOutput = z
  .object({
    user_id: z.string(),
    team_id: z.string(),
    budget_id: textOrNull,
    spend: z.number(),
    litellm_budget_table: budgetOutput.nullable(),
  })
  .meta({ id: "TeamMembership" });
const membershipsOutput = z.array(membershipOutput);
const within = { keys: keysOutput, team_memberships: membershipsOutput };
export const wholeTeamsOutput = z.array(teamOutput.extend(within).meta({ id: "WholeTeam" }));
export const teamInfoOutput = z.object({
  team_id: z.string(),
  team_info: teamOutput,
  ...within,
});
/** The team, with what became of those who were added. */
export const joinedTeamOutput = teamOutput.extend({ updated_team_memberships: membershipsOutput });
export const teamMemberOutput = z.object({
  team_id: z.string(),
  user_id: z.string(),
  user_email: textOrNull,
  max_budget_in_team: z.number().nullable(),
  tpm_limit: z.int().nullable(),
  rpm_limit: z.int().nullable(),
});
export const memberPermissionsOutput = z.object({
  team_id: z.string(),
  team_member_permissions: texts,
  all_available_permissions: texts,
});
