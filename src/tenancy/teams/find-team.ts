import { GatewayError } from "../../core/errors.ts";
import { nameHolder } from "../../core/holder-name.ts";
import { asId, type TeamId } from "../../core/ids.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import type { TeamFilter } from "../../store/group-search.ts";
import type { TenancyContext } from "../action.ts";
import { stampChange } from "../stamps.ts";

/** Throws `object_not_found`. */
export async function findTeam({ groups }: TenancyContext, id: string): Promise<TeamRecord> {
  const team = await groups.teams.find(asId<"team">(id));
  if (team === undefined) throw teamNotFound(id);
  return team;
}

/** In the order of the ids. Throws `object_not_found` for the first that does not exist. */
export async function findTeams({ groups }: TenancyContext, ids: readonly string[]): Promise<readonly TeamRecord[]> {
  const found = ids.length === 0 ? [] : await groups.teams.findAll(ids.map((each) => asId<"team">(each)));
  return ids.map((id) => {
    const team = found.find(({ teamId }) => teamId === id);
    if (team === undefined) throw teamNotFound(id);
    return team;
  });
}

const AT_ONCE = 500;

export async function findAllTeams({ search }: TenancyContext, filter: TeamFilter): Promise<readonly TeamRecord[]> {
  const all: TeamRecord[] = [];
  let page: readonly TeamRecord[];
  do {
    page = (await search.findTeams(filter, { offset: all.length, limit: AT_ONCE })).records;
    all.push(...page);
  } while (page.length === AT_ONCE);
  return all;
}

/** Changes a team and tells all who may hold a copy of it or of its keys; `within` has the holders that it leaves. */
export async function changeTeam(
  context: TenancyContext,
  team: TeamId,
  fields: Partial<TeamRecord>,
  within: readonly string[] = [],
): Promise<TeamRecord> {
  const record = await context.groups.teams.change(team, { ...fields, ...stampChange(context) });
  if (record === undefined) throw teamNotFound(team);
  await context.changed([{ holder: nameHolder("team", team), epoch: record.updatedAtMs, within }]);
  return record;
}

/** The same for a change that goes out from the team as it was. Undefined: it is gone, or somebody else changed it. */
export async function changeSeenTeam(
  context: TenancyContext,
  { teamId, updatedAtMs }: TeamRecord,
  fields: Partial<TeamRecord>,
  within: readonly string[] = [],
): Promise<TeamRecord | undefined> {
  const record = await context.groups.teams.change(teamId, { ...fields, ...stampChange(context) }, updatedAtMs);
  if (record !== undefined)
    await context.changed([{ holder: nameHolder("team", teamId), epoch: record.updatedAtMs, within }]);
  return record;
}

const teamNotFound = (id: string) =>
  new GatewayError("object_not_found", `Team not found, passed team id: ${id}`, { param: "team_id" });
