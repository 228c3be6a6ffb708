import { z } from "zod";
import { asId } from "../../core/ids.ts";
import { targetsOfTeams } from "../access/targets.ts";
import { type Action, defineAction } from "../action.ts";
import { id } from "../params.ts";
import { changeTeam } from "./find-team.ts";
import { teamOutput } from "./team-output.ts";
import { teamRow } from "./team-row.ts";

/** A blocked team blocks all its keys. */
const setTeamBlocked = (path: string, blocked: boolean, summary: string): Action =>
  defineAction({
    method: "POST",
    paths: [path],
    summary,
    permission: "manage-team",
    input: z.object({ team_id: id }),
    over: { param: "team_id", find: async (context, { team_id }) => await targetsOfTeams(context, [team_id]) },
    output: teamOutput,
    async run(context, { team_id }) {
      const team = await changeTeam(context, asId<"team">(team_id), { blocked });
      return teamRow(team, await context.groups.members.listOf(team.teamId), context);
    },
  });

export const blockTeam = setTeamBlocked("/team/block", true, "Block a team and all its keys");
export const unblockTeam = setTeamBlocked("/team/unblock", false, "Unblock a team");
