import { asId, type KeyHash, type OrganizationId, type UserId } from "../../core/ids.ts";
import type { TeamRecord, UserRecord } from "../../store/group-registry.ts";
import { isNamedBy, type KeyFilter, type KeyRecord } from "../../store/key-registry.ts";
import type { ActionContext } from "../action.ts";
import { teamsAround } from "../gone.ts";
import { type Actor, seesAll } from "./actor.ts";
import { type Target, type Targets, teamsPermitting } from "./judge-permission.ts";

type Placed = Pick<KeyRecord, "userId" | "teamId" | "organizationId">;

/** A key without an organization is in that of its team. */
export const targetOfKey = (key: Placed & { readonly hash?: KeyHash }, teams: readonly TeamRecord[]): Target => ({
  key: key.hash,
  user: key.userId,
  team: key.teamId,
  organization: key.organizationId ?? teams.find(({ teamId }) => teamId === key.teamId)?.organizationId,
});

export async function targetsOfKeys(context: ActionContext, hashes: readonly KeyHash[]): Promise<Targets> {
  const keys = await context.keys.findAll(hashes);
  const teams = await teamsAround(context, keys);
  return hashes.map((hash) => {
    const key = keys.find((each) => isNamedBy(each, hash));
    return key && targetOfKey(key, teams);
  });
}

export const targetOfTeam = ({ teamId, organizationId }: TeamRecord): Target => ({
  team: teamId,
  organization: organizationId,
});

export async function targetsOfTeams({ groups }: ActionContext, ids: readonly string[]): Promise<Targets> {
  const teams = await groups.teams.findAll(ids.map((id) => asId<"team">(id)));
  return ids.map((id) => {
    const team = teams.find(({ teamId }) => teamId === id);
    return team && targetOfTeam(team);
  });
}

/** An organization need not exist: nobody is a member of one that does not. */
export const targetOfOrganization = (id: string): Target => ({ organization: asId<"organization">(id) });

/**
 * Users are managed by the admins of the organization that they are of, and not by those of others where they are members
 * too. Whoever has rights over the whole gateway is above any organization.
 */
export const targetOfUser = ({ userId, organizationId, userRole }: UserRecord): Target => ({
  user: userId,
  organization: userRole?.startsWith("proxy_admin") === true ? null : organizationId,
});

export async function targetsOfUsers({ groups }: ActionContext, ids: readonly string[]): Promise<Targets> {
  const users = await groups.users.findAll(ids.map((id) => asId<"user">(id)));
  return ids.map((id) => {
    const user = users.find(({ userId }) => userId === id);
    return user && targetOfUser(user);
  });
}

/** The keys of others that an actor may list. Undefined: all. */
export function visibleKeys(actor: Actor): KeyFilter["visible"] {
  if (seesAll(actor) || actor.userId === undefined) return undefined;
  const teams = new Set([...actor.teamsLed, ...teamsPermitting(actor, ["/key/list"])]);
  return { user: actor.userId, teams: [...teams], organizations: [...actor.organizationsLed] };
}

/** The keys that an actor may list: a key without a user sees itself. */
export function visibleFilter(actor: Actor): KeyFilter {
  if (seesAll(actor)) return {};
  return actor.userId === undefined ? { hash: actor.key } : { visible: visibleKeys(actor) };
}

/** Seen by the admins of any organization that they are a member of. */
export async function targetOfSeenUser({ actor, standings }: ActionContext, id: UserId): Promise<Target> {
  const led = (organization: OrganizationId | null | undefined) =>
    organization !== null && organization !== undefined && actor.organizationsLed.has(organization);
  if (id === actor.userId || actor.organizationsLed.size === 0) return { user: id };
  const { user, organizations } = await standings.read(id);
  const shared = [user?.organizationId, ...organizations.map(({ organizationId }) => organizationId)].find(led);
  return { user: id, organization: shared };
}
