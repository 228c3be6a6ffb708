import { z } from "zod";
import { targetsOfTeams } from "../access/targets.ts";
import { defineAction } from "../action.ts";
import { idOrNull, mergeExtra } from "../given.ts";
import { aroundTeam } from "../gone.ts";
import { checkOrganization } from "../organizations/find-organization.ts";
import { anything, id } from "../params.ts";
import { changeSeenTeam, findTeam } from "./find-team.ts";
import { tryUntilDone } from "../try-until-done.ts";
import { checkTeamGrant } from "./grant-team.ts";
import { withMemberBudget } from "./member-budget.ts";
import { readTeam } from "./read-team.ts";
import { showTeams } from "./show-teams.ts";
import { updatedTeamOutput } from "./team-output.ts";
import { teamFields } from "./team-params.ts";

/** What is left out stays, null clears. */
export const updateTeam = defineAction({
  method: "POST",
  paths: ["/team/update"],
  summary: "Change a team",
  permission: "manage-team",
  input: z.object({ ...teamFields, team_id: id }).catchall(anything),
  over: {
    param: "team_id",
    find: async (context, { team_id, organization_id }) => [
      ...(await targetsOfTeams(context, [team_id])),
      ...(organization_id === undefined ? [] : [{ organization: idOrNull<"organization">(organization_id) }]),
    ],
  },
  output: updatedTeamOutput,
  async run(context, { team_id, ...given }) {
    const { fields, rest, memberLimits } = readTeam(given);
    await checkOrganization(context, fields.organizationId);
    const team = await tryUntilDone(async () => {
      const before = await findTeam(context, team_id);
      const extra = mergeExtra(before.extra, rest);
      await checkTeamGrant(context, { ...before, ...fields, extra }, before);
      const metadata = await withMemberBudget(context, before, fields.metadata, memberLimits);
      return await changeSeenTeam(context, before, { ...fields, metadata, extra }, aroundTeam(before));
    });
    return { team_id: team.teamId, data: (await showTeams(context, [team]))[0] };
  },
});
