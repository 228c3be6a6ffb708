import { z } from "zod";
import { asId } from "../../core/ids.ts";
import { defineAction } from "../action.ts";
import { pageNumber, pageSize } from "../params.ts";
import { showTeams } from "./show-teams.ts";
import { teamsOutput } from "./team-output.ts";

/** One page of the teams whose id and alias have these parts, for forms that complete what is typed. */
export const searchTeams = defineAction({
  method: "GET",
  paths: ["/team/filter/ui"],
  summary: "Find teams by part of their id or name",
  permission: "see-all",
  input: z.object({
    team_id: z.string().optional(),
    team_alias: z.string().optional(),
    page: pageNumber,
    page_size: pageSize(50, 100),
  }),
  output: teamsOutput,
  async run(context, { team_id, team_alias, page, page_size: size }) {
    const filter = { idPart: team_id, aliasPart: team_alias };
    const { records } = await context.search.findTeams(filter, { offset: (page - 1) * size, limit: size });
    return await showTeams(context, records);
  },
});

/** The teams that the user of the key may join and has not joined yet. */
export const listAvailableTeams = defineAction({
  method: "GET",
  paths: ["/team/available"],
  summary: "List the teams the caller may join",
  permission: "any-key",
  input: z.object({}),
  output: teamsOutput,
  async run(context) {
    const { actor, availableTeams = [], groups } = context;
    const open = availableTeams.map((each) => asId<"team">(each)).filter((each) => !actor.teams.has(each));
    return open.length === 0 ? [] : await showTeams(context, await groups.teams.findAll(open));
  },
});
