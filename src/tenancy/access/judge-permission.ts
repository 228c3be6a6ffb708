import type { KeyHash, OrganizationId, TeamId, UserId } from "../../core/ids.ts";
import { isAdmin, seesAll, type Actor } from "./actor.ts";
import { toMemberRoute } from "./member-routes.ts";
import { type Permission, ruleOf, type Standing } from "./permissions.ts";

/** What an action is over: one key, user, team or organization, and where it is. */
export interface Target {
  readonly key?: KeyHash | undefined;
  readonly user?: UserId | null | undefined;
  readonly team?: TeamId | null | undefined;
  readonly organization?: OrganizationId | null | undefined;
}

/** Undefined for what does not exist. */
export type Targets = readonly (Target | undefined)[];

/** The paths of an action, for standings that depend on them. Without any, nobody stands like that. */
type Paths = readonly string[];

/** What is known before the request is read: `depends` on what it is over. */
type Verdict = "allowed" | "denied" | "depends";

export function judgeRole(actor: Actor, permission: Permission, paths: Paths = []): Verdict {
  const { access, to } = ruleOf(permission);
  if (isAdmin(actor)) return "allowed";
  if (access === "read" && seesAll(actor)) return "allowed";
  if (access === "write" && actor.role !== "internal_user") return "denied";
  if (to === "everyone") return "allowed";
  return to.some((standing) => CAN_STAND[standing](actor, paths)) ? "depends" : "denied";
}

/** Whether the actor may do it over all of these. That something does not exist is told only to who sees all. */
export function judgePermission(actor: Actor, permission: Permission, targets: Targets, paths: Paths = []): boolean {
  const verdict = judgeRole(actor, permission, paths);
  if (verdict !== "depends") return verdict === "allowed";
  const { to } = ruleOf(permission);
  const isGranted = (target: Target | undefined): boolean =>
    target !== undefined && to !== "everyone" && to.some((standing) => STANDS[standing](actor, target, paths));
  return targets.length > 0 && targets.every(isGranted);
}

const isIn = <Id>(ids: ReadonlySet<Id>, id: Id | null | undefined): boolean =>
  id !== null && id !== undefined && ids.has(id);

/** The teams of the actor's that let their members call one of these. */
export const teamsPermitting = ({ memberRoutes }: Actor, paths: Paths): readonly TeamId[] => {
  const routes = paths.map(toMemberRoute);
  return [...memberRoutes].flatMap(([team, permitted]) =>
    routes.some((path) => permitted.includes(path)) ? [team] : [],
  );
};

const STANDS = {
  itself: ({ key }, target) => target.key === key,
  owner: ({ userId }, { user }) => userId !== undefined && user === userId,
  personal: ({ userId }, { user, team = null }) => userId !== undefined && user === userId && team === null,
  "team-member": (actor, { team }) =>
    isIn(actor.teams, team) || (actor.keyTeam !== undefined && team === actor.keyTeam),
  "permitted-member": (actor, { team }, paths) =>
    teamsPermitting(actor, paths).some((permitting) => permitting === team),
  "team-admin": ({ teamsLed }, { team }) => isIn(teamsLed, team),
  "org-member": ({ organizations }, { organization }) => isIn(organizations, organization),
  "org-admin": ({ organizationsLed }, { organization }) => isIn(organizationsLed, organization),
} as const satisfies Record<Standing, (actor: Actor, target: Target, paths: Paths) => boolean>;

/** Whether there can be anything that the actor stands to like this. */
const CAN_STAND = {
  itself: () => true,
  owner: ({ userId }) => userId !== undefined,
  personal: ({ userId }) => userId !== undefined,
  "team-member": ({ teams, keyTeam }) => teams.size > 0 || keyTeam !== undefined,
  "permitted-member": (actor, paths) => teamsPermitting(actor, paths).length > 0,
  "team-admin": ({ teamsLed }) => teamsLed.size > 0,
  "org-member": ({ organizations }) => organizations.size > 0,
  "org-admin": ({ organizationsLed }) => organizationsLed.size > 0,
} as const satisfies Record<Standing, (actor: Actor, paths: Paths) => boolean>;
