import { z } from "zod";
import { targetsOfTeams } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { keyGone, memberGone, TOLD_MAX } from "../gone.ts";
import { id } from "../params.ts";
import { changeTeam } from "./find-team.ts";
import { findMember } from "./find-member.ts";
import { removeMembers } from "./remove-members.ts";
import { showTeams } from "./show-teams.ts";
import { teamOutput } from "./team-output.ts";

/** Ends a membership, with the keys that the user has as a member. */
export const deleteTeamMember = defineAction({
  method: "POST",
  paths: ["/team/member_delete"],
  summary: "Remove a member from a team",
  permission: "manage-members",
  over: { param: "team_id", find: async (context, { team_id }) => await targetsOfTeams(context, [team_id]) },
  input: z.object({ team_id: id, user_id: id.nullish(), user_email: z.string().nullish() }),
  output: teamOutput,
  async run(context, given) {
    const member = await findMember(context, given);
    const { teamId, userId } = member;
    const keys = await context.keys.removeOf({ user: userId, team: teamId });
    await removeMembers(context, [member]);
    const team = await changeTeam(context, teamId, {});
    const gone = [memberGone(context, member, [team]), ...keys.map((key) => keyGone(context, key, [team]))];
    await context.changed(gone.slice(0, TOLD_MAX));
    return (await showTeams(context, [team]))[0] ?? null;
  },
});
