import type { Caller } from "../../core/caller.ts";
import type { KeyHash, OrganizationId, TeamId, UserId } from "../../core/ids.ts";
import type { UserRecord } from "../../store/group-registry.ts";
import type { StandingReader } from "../../store/standing-reader.ts";
import { memberRoutesOf } from "./member-routes.ts";

/** What a user may be, in LiteLLM's words. */
export const USER_ROLES = ["proxy_admin", "proxy_admin_viewer", "internal_user", "internal_user_viewer"] as const;
export type UserRole = (typeof USER_ROLES)[number];

/** Who manages: the user of a key, or the key alone when it names no user. */
export interface Actor {
  readonly role: UserRole | "key";
  readonly key: KeyHash;
  /** Where the key itself is. */
  readonly keyTeam: TeamId | undefined;
  readonly keyOrganization: OrganizationId | undefined;
  readonly userId: UserId | undefined;
  readonly user: UserRecord | undefined;
  /** Where the user is a member, and where the user administers. */
  readonly teams: ReadonlySet<TeamId>;
  readonly teamsLed: ReadonlySet<TeamId>;
  /** What each of the teams lets its members do with its keys. */
  readonly memberRoutes: ReadonlyMap<TeamId, readonly string[]>;
  readonly organizations: ReadonlySet<OrganizationId>;
  readonly organizationsLed: ReadonlySet<OrganizationId>;
}

export const isAdmin = ({ role }: Actor): boolean => role === "proxy_admin";
export const seesAll = ({ role }: Actor): boolean => role === "proxy_admin" || role === "proxy_admin_viewer";

/** Nothing is read for the holder of the master key, nor for a key without a user. */
export async function readActor(caller: Caller, standings: StandingReader): Promise<Actor> {
  const alone: Actor = {
    role: caller.role === "admin" ? "proxy_admin" : "key",
    key: caller.key,
    keyTeam: caller.team,
    keyOrganization: caller.organization,
    userId: caller.user,
    user: undefined,
    teams: new Set(),
    teamsLed: new Set(),
    memberRoutes: new Map(),
    organizations: new Set(),
    organizationsLed: new Set(),
  };
  if (caller.role === "admin" || caller.user === undefined) return alone;
  const { user, teams, organizations } = await standings.read(caller.user);
  const own = user?.organizationId ?? undefined;
  return {
    ...alone,
    role: roleOf(user),
    user,
    teams: new Set(teams.map(({ teamId }) => teamId)),
    teamsLed: new Set(teams.flatMap(({ teamId, role }) => (role === "admin" ? [teamId] : []))),
    memberRoutes: new Map(teams.map(({ teamId, teamExtra }) => [teamId, memberRoutesOf(teamExtra)])),
    organizations: new Set([
      ...(own === undefined ? [] : [own]),
      ...organizations.map(({ organizationId }) => organizationId),
    ]),
    organizationsLed: new Set(
      organizations.flatMap(({ organizationId, userRole }) => (userRole === "org_admin" ? [organizationId] : [])),
    ),
  };
}

/** A user without a role is internal, as in LiteLLM. A key may name a user who was never made: that one only reads. */
function roleOf(user: UserRecord | undefined): UserRole {
  if (user === undefined) return "internal_user_viewer";
  if (user.userRole === null) return "internal_user";
  return USER_ROLES.find((role) => role === user.userRole) ?? "internal_user_viewer";
}
