import { z } from "zod";
import { targetsOfTeams } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { TOLD_MAX } from "../gone.ts";
import { id, texts } from "../params.ts";
import { findTeams } from "./find-team.ts";
import { removeTeams } from "./remove-teams.ts";

const TEAMS_MAX = 100;

/** Teams with their keys. None is deleted when one of them does not exist. */
export const deleteTeams = defineAction({
  method: "POST",
  paths: ["/team/delete"],
  summary: "Delete teams with their keys",
  permission: "manage-team",
  input: z.object({ team_ids: z.array(id).min(1).max(TEAMS_MAX) }),
  over: { param: "team_ids", find: async (context, { team_ids }) => await targetsOfTeams(context, team_ids) },
  output: z.object({ deleted_teams: texts }),
  async run(context, { team_ids }) {
    const gone = await removeTeams(context, await findTeams(context, [...new Set(team_ids)]));
    await context.changed(gone.slice(0, TOLD_MAX));
    return { deleted_teams: team_ids };
  },
});
