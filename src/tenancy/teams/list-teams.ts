import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import type { TeamFilter } from "../../store/group-search.ts";
import { seesAll } from "../access/actor.ts";
import { type ActionContext, defineAction } from "../action.ts";
import { pageNumber, pageSize } from "../params.ts";
import { findAllTeams } from "./find-team.ts";
import { showTeams, showWholeTeams } from "./show-teams.ts";
import { teamPageOutput, wholeTeamsOutput } from "./team-output.ts";

/**
 * All teams that the caller may see: those where the user of the key is a member, and those of organizations that they
 * administer. Each is as `/team/info` shows it.
 */
export const listTeams = defineAction({
  method: "GET",
  paths: ["/team/list"],
  summary: "List the teams the caller may see",
  permission: "any-key",
  input: z.object({ user_id: z.string().optional(), organization_id: z.string().optional() }),
  output: wholeTeamsOutput,
  async run(context, input) {
    const filter = filterFor(context, input);
    return filter === undefined ? [] : await showWholeTeams(context, await findAllTeams(context, filter));
  },
});

/** The same, page by page. */
export const listTeamPages = defineAction({
  method: "GET",
  paths: ["/v2/team/list"],
  summary: "List teams, page by page",
  permission: "any-key",
  input: z.object({
    user_id: z.string().optional(),
    organization_id: z.string().optional(),
    team_id: z.string().optional(),
    team_alias: z.string().optional(),
    page: pageNumber,
    page_size: pageSize(10, 100),
  }),
  output: teamPageOutput,
  async run(context, { page, page_size: size, team_id, team_alias, ...input }) {
    const filter = filterFor(context, input);
    const ids = team_id === undefined ? undefined : [asId<"team">(team_id)];
    const { records, total } =
      filter === undefined
        ? { records: [], total: 0 }
        : await context.search.findTeams(
            { ...filter, ids, aliasPart: team_alias },
            { offset: (page - 1) * size, limit: size },
          );
    return {
      teams: await showTeams(context, records),
      total,
      page,
      page_size: size,
      total_pages: Math.ceil(total / size),
    };
  },
});

interface Asked {
  readonly user_id?: string | undefined;
  readonly organization_id?: string | undefined;
}

/** Undefined: the caller may see none. */
function filterFor({ actor }: ActionContext, { user_id, organization_id }: Asked): TeamFilter | undefined {
  const organizations = organization_id === undefined ? undefined : [asId<"organization">(organization_id)];
  const member = user_id === undefined ? undefined : asId<"user">(user_id);
  if (seesAll(actor)) return { organizations, member };
  if (member !== undefined && member !== actor.userId && actor.organizationsLed.size === 0) {
    throw new GatewayError("route_denied", "You are not allowed to list the teams of this user.", { param: "user_id" });
  }
  if (actor.userId === undefined) return undefined;
  const visible = { member: actor.userId, organizations: [...actor.organizationsLed] };
  return { organizations, member, visible };
}
