import { z } from "zod";
import { defineAction } from "../action.ts";
import { mergeExtra } from "../given.ts";
import { aroundTeam } from "../gone.ts";
import { checkOrganization } from "../organizations/find-organization.ts";
import { anything, id } from "../params.ts";
import { changeTeam, findTeam } from "./find-team.ts";
import { withMemberBudget } from "./member-budget.ts";
import { readTeam } from "./read-team.ts";
import { showTeams } from "./show-teams.ts";
import { teamFields } from "./team-params.ts";

/** What is left out stays, null clears. */
export const updateTeam = defineAction({
  method: "POST",
  paths: ["/team/update"],
  permission: "admin",
  input: z.object({ ...teamFields, team_id: id }).catchall(anything),
  async run(context, { team_id, ...given }) {
    const { fields, rest, memberLimits } = readTeam(given);
    const before = await findTeam(context, team_id);
    await checkOrganization(context, fields.organizationId);
    const metadata = await withMemberBudget(context, before, fields.metadata, memberLimits);
    const changes = { ...fields, metadata, extra: mergeExtra(before.extra, rest) };
    const team = await changeTeam(context, before.teamId, changes, aroundTeam(before));
    return { team_id: team.teamId, data: (await showTeams(context, [team]))[0] };
  },
});
