import { nameHolder } from "../core/holder-name.ts";
import type { OrganizationId, TeamId, UserId } from "../core/ids.ts";
import type { ChangedHolder } from "../limits/spread-change.ts";
import type { OrganizationMemberRecord, TeamMemberRecord, TeamRecord } from "../store/group-registry.ts";
import type { KeyRecord } from "../store/key-registry.ts";
import type { TenancyContext } from "./action.ts";
import { epochOfRemoval } from "./stamps.ts";

/**
 * How many holders a request about a group tells of, the group first: each is several questions, and a request may ask
 * only so many. What is not told of ages out within a minute.
 */
export const TOLD_MAX = 100;

interface Around {
  readonly userId?: UserId | null;
  readonly teamId?: TeamId | null;
  readonly organizationId?: OrganizationId | null;
}

/** The holders that something lay within, from the inside out. */
function namesAround({ userId = null, teamId = null, organizationId = null }: Around): readonly string[] {
  return [
    ...(userId !== null && teamId !== null ? [nameHolder("team_member", teamId, userId)] : []),
    ...(teamId === null ? [] : [nameHolder("team", teamId)]),
    ...(organizationId === null ? [] : [nameHolder("organization", organizationId)]),
    ...(userId === null ? [] : [nameHolder("user", userId)]),
  ];
}

/** The holders that a key lay within; `teams` has its team if it has one: a key without an organization is in that of its team. */
export function aroundKey(key: KeyRecord, teams: readonly TeamRecord[]): readonly string[] {
  const team = teams.find(({ teamId }) => teamId === key.teamId);
  return namesAround({ ...key, organizationId: key.organizationId ?? team?.organizationId ?? null });
}

export const keyGone = (context: TenancyContext, key: KeyRecord, teams: readonly TeamRecord[]): ChangedHolder => ({
  holder: nameHolder("key", key.hash),
  epoch: epochOfRemoval(context, key),
  within: aroundKey(key, teams),
});

export function memberGone(
  context: TenancyContext,
  member: TeamMemberRecord,
  teams: readonly TeamRecord[],
): ChangedHolder {
  const { teamId, userId } = member;
  const organizationId = teams.find((team) => team.teamId === teamId)?.organizationId ?? null;
  return {
    holder: nameHolder("team_member", teamId, userId),
    epoch: epochOfRemoval(context, member),
    within: namesAround({ teamId, organizationId }),
  };
}

export const organizationMemberGone = (context: TenancyContext, member: OrganizationMemberRecord): ChangedHolder => ({
  holder: nameHolder("organization_member", member.organizationId, member.userId),
  epoch: epochOfRemoval(context, member),
  within: namesAround(member),
});

export const aroundTeam = ({ organizationId }: TeamRecord): readonly string[] => namesAround({ organizationId });

export const teamGone = (context: TenancyContext, team: TeamRecord): ChangedHolder => ({
  holder: nameHolder("team", team.teamId),
  epoch: epochOfRemoval(context, team),
  within: aroundTeam(team),
});

/** The teams that these belong to. */
export async function teamsAround(
  { groups }: TenancyContext,
  members: readonly { readonly teamId: TeamId | null }[],
): Promise<readonly TeamRecord[]> {
  const ids = [...new Set(members.flatMap(({ teamId }) => teamId ?? []))];
  return ids.length === 0 ? [] : await groups.teams.findAll(ids);
}
