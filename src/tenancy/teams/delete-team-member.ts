import { z } from "zod";
import { defineAction } from "../action.ts";
import { tellRemoved } from "../keys/tell-removed.ts";
import { id } from "../params.ts";
import { changeTeam } from "./find-team.ts";
import { findMember } from "./find-member.ts";
import { removeMembers } from "./remove-members.ts";
import { showTeams } from "./show-teams.ts";

/** Ends a membership, with the keys that the user has as a member. */
export const deleteTeamMember = defineAction({
  method: "POST",
  paths: ["/team/member_delete"],
  permission: "admin",
  input: z.object({ team_id: id, user_id: id.nullish(), user_email: z.string().nullish() }),
  async run(context, given) {
    const member = await findMember(context, given);
    const { teamId, userId } = member;
    await tellRemoved(context, await context.keys.removeOf({ user: userId, team: teamId }));
    await removeMembers(context, [member]);
    return (await showTeams(context, [await changeTeam(context, teamId, {})]))[0] ?? null;
  },
});
