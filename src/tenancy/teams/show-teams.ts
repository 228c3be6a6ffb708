import type { JsonObject } from "../../core/json.ts";
import type { TeamMemberRecord, TeamRecord } from "../../store/group-registry.ts";
import type { KeyFilter } from "../../store/key-registry.ts";
import { type Actor, seesAll } from "../access/actor.ts";
import { judgePermission } from "../access/judge-permission.ts";
import { targetOfTeam } from "../access/targets.ts";
import type { ActionContext, TenancyContext } from "../action.ts";
import { budgetsOf } from "../budgets/budgets-of.ts";
import { showKeys } from "../keys/show-keys.ts";
import { membershipRow, teamRow } from "./team-row.ts";

/** Teams as answers show them, with their members. */
export async function showTeams(context: TenancyContext, teams: readonly TeamRecord[]): Promise<JsonObject[]> {
  const members = await membersOf(context, teams);
  return teams.map((team) => teamRow(team, members.get(team.teamId) ?? [], context));
}

/** More than these are to be read page by page from `/key/list`. */
const KEYS_OF_ONE_MAX = 500;
const KEYS_OF_MANY_MAX = 2_000;

/** The same with their keys, as far as the caller may see them, and memberships: by as many questions for many teams as for one. */
export async function showWholeTeams(context: ActionContext, teams: readonly TeamRecord[]): Promise<JsonObject[]> {
  const members = await membersOf(context, teams);
  const memberships = Map.groupBy(
    await showMemberships(context, [...members.values()].flat()),
    (row) => row["team_id"],
  );
  const keys = Map.groupBy(await showKeysOf(context, teams, KEYS_OF_MANY_MAX), (row) => row["team_id"]);
  return teams.map((team) => ({
    ...teamRow(team, members.get(team.teamId) ?? [], context),
    keys: keys.get(team.teamId) ?? [],
    team_memberships: memberships.get(team.teamId) ?? [],
  }));
}

async function membersOf({ search }: TenancyContext, teams: readonly TeamRecord[]) {
  const members = teams.length === 0 ? [] : await search.membersOfTeams(teams.map(({ teamId }) => teamId));
  return Map.groupBy(members, ({ teamId }) => teamId);
}

/** The newest keys of a team. A member sees no keys but their own unless the team permits it, a key's holder also the team of that key. */
export const showKeysOfTeam = async (context: ActionContext, team: TeamRecord): Promise<JsonObject[]> =>
  await showKeysOf(context, [team], KEYS_OF_ONE_MAX);

async function showKeysOf(context: ActionContext, teams: readonly TeamRecord[], limit: number): Promise<JsonObject[]> {
  if (teams.length === 0) return [];
  const filter = { teams: teams.map(({ teamId }) => teamId), ...visibleIn(context.actor, teams) };
  const page = { offset: 0, limit, sortBy: "createdAtMs", descending: true } as const;
  return await showKeys(context, (await context.keys.list(filter, page)).records);
}

/** As `see-key` has it for the list of the keys of others. */
function visibleIn(actor: Actor, teams: readonly TeamRecord[]): KeyFilter {
  const open = teams.filter((team) => judgePermission(actor, "see-key", [targetOfTeam(team)], ["/key/list"]));
  if (seesAll(actor) || open.length === teams.length) return {};
  if (actor.userId === undefined) return { hash: actor.key };
  return { visible: { user: actor.userId, teams: open.map(({ teamId }) => teamId), organizations: [] } };
}

/** Memberships as answers show them, with their budgets. */
export async function showMemberships(
  context: TenancyContext,
  members: readonly TeamMemberRecord[],
): Promise<JsonObject[]> {
  const budgetOf = await budgetsOf(context, members);
  return members.map((member) => membershipRow(member, budgetOf(member), context));
}
