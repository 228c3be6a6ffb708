import { z } from "zod";
import { MEMBER_ROUTES, memberRoutesOf } from "../access/member-routes.ts";
import { targetsOfTeams } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { id } from "../params.ts";
import { changeSeenTeam, findTeam } from "./find-team.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { checkTeamGrant } from "./grant-team.ts";
import { memberPermissionsOutput, teamOutput } from "./team-output.ts";
import { teamRow } from "./team-row.ts";
import { memberPermissions } from "./team-params.ts";

/** What the plain members of a team may do with its keys, and what they could be permitted. */
export const listMemberPermissions = defineAction({
  method: "GET",
  paths: ["/team/permissions_list"],
  summary: "Show what members may do with the keys of a team",
  permission: "see-member-permissions",
  input: z.object({ team_id: id }),
  over: { param: "team_id", find: async (context, { team_id }) => await targetsOfTeams(context, [team_id]) },
  output: memberPermissionsOutput,
  async run(context, { team_id }) {
    const team = await findTeam(context, team_id);
    return {
      team_id: team.teamId,
      team_member_permissions: memberRoutesOf(team.extra),
      all_available_permissions: MEMBER_ROUTES,
    };
  },
});

/** The list takes the place of the one before; an empty one leaves what members may do where nothing is said. */
export const updateMemberPermissions = defineAction({
  method: "POST",
  paths: ["/team/permissions_update"],
  summary: "Say what members may do with the keys of a team",
  permission: "manage-members",
  input: z.object({ team_id: id, team_member_permissions: memberPermissions }),
  over: { param: "team_id", find: async (context, { team_id }) => await targetsOfTeams(context, [team_id]) },
  output: teamOutput,
  async run(context, { team_id, team_member_permissions }) {
    const team = await tryUntilDone(async () => {
      const before = await findTeam(context, team_id);
      const extra = { ...before.extra, team_member_permissions };
      await checkTeamGrant(context, { ...before, extra }, before);
      return await changeSeenTeam(context, before, { extra });
    });
    return teamRow(team, await context.groups.members.listOf(team.teamId), context);
  },
});
