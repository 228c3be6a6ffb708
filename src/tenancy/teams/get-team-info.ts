import { z } from "zod";
import { nameHolder } from "../../core/holder-name.ts";
import { targetsOfTeams } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { showPeriod } from "../budgets/show-period.ts";
import { id } from "../params.ts";
import { findTeam } from "./find-team.ts";
import { showKeysOfTeam, showMemberships } from "./show-teams.ts";
import { teamInfoOutput } from "./team-output.ts";
import { teamRow } from "./team-row.ts";

/** A team with its members, and with those of its keys that the caller may see. */
export const getTeamInfo = defineAction({
  method: "GET",
  paths: ["/team/info"],
  summary: "Show a team with its members and keys",
  permission: "see-team",
  input: z.object({ team_id: id }),
  over: { param: "team_id", find: async (context, { team_id }) => await targetsOfTeams(context, [team_id]) },
  output: teamInfoOutput,
  async run(context, { team_id }) {
    const team = await findTeam(context, team_id);
    const members = await context.groups.members.listOf(team.teamId);
    return {
      team_id: team.teamId,
      team_info: await showPeriod(context, nameHolder("team", team.teamId), team, teamRow(team, members, context)),
      keys: await showKeysOfTeam(context, team),
      team_memberships: await showMemberships(context, members),
    };
  },
});
