import { z } from "zod";
import { GatewayError } from "../../core/errors.ts";
import { asId } from "../../core/ids.ts";
import { defineAction, type TenancyContext } from "../action.ts";
import { keyRow } from "../keys/key-row.ts";
import { id } from "../params.ts";
import { findTeam } from "./find-team.ts";
import { showMemberships } from "./show-teams.ts";
import { teamRow } from "./team-row.ts";

/** More keys than this are to be read page by page from `/key/list`. */
const KEYS_SHOWN_MAX = 500;

/** A team with its keys and members; a key's holder sees the team of that key, and those its user is in. */
export const getTeamInfo = defineAction({
  method: "GET",
  paths: ["/team/info"],
  permission: "any-key",
  input: z.object({ team_id: id }),
  async run(context, { team_id }) {
    await checkAccess(context, team_id);
    const { groups, keys } = context;
    const team = await findTeam(context, team_id);
    const members = await groups.members.listOfTeam(team.teamId);
    const page = { offset: 0, limit: KEYS_SHOWN_MAX, sortBy: "createdAtMs", descending: true } as const;
    const { records } = await keys.list({ team: team.teamId }, page);
    return {
      team_id: team.teamId,
      team_info: teamRow(team, members),
      keys: records.map(keyRow),
      team_memberships: await showMemberships(context, members),
    };
  },
});

async function checkAccess({ caller, groups }: TenancyContext, team: string): Promise<void> {
  if (caller.role === "admin" || caller.team === team) return;
  if (caller.user !== undefined && (await groups.members.find(asId<"team">(team), caller.user)) !== undefined) return;
  // The same whether the other team exists or not.
  throw new GatewayError("route_denied", "You are not allowed to access this team's info.", { param: "team_id" });
}
