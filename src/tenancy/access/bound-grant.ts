import { type AccessGroups, mayGrantModel } from "../../auth/check-model-access.ts";
import { coversPath } from "../../auth/check-pass-through.ts";
import type { Powers } from "./powers.ts";

/**
 * How the limits of a granter reach what it grants. `around`: they hold for it too, so that a limit which is left out is no
 * excess. `apart`: they do not.
 */
export type Bond = "around" | "apart";

/** The fields in which a grant is more than its granter, as requests name them. */
function findExcess(granter: Powers, grant: Powers, bond: Bond, groups: AccessGroups | undefined): readonly string[] {
  const isLeftOut = (list: readonly string[]): boolean => bond === "around" && list.length === 0;
  const models = grant.models.length === 0 ? ["*"] : grant.models;
  const mayUse = (model: string): boolean => mayGrantModel(granter.models, model, groups);
  return [
    ...(isLeftOut(grant.models) || models.every(mayUse) ? [] : ["models"]),
    ...(Object.values(grant.aliases).every(mayUse) ? [] : ["aliases"]),
    ...(isLeftOut(grant.routes) || holdsRoutes(granter.routes, grant.routes) ? [] : ["allowed_routes"]),
    ...(isLeftOut(grant.passThrough) || holdsPaths(granter.passThrough, grant.passThrough)
      ? []
      : ["allowed_passthrough_routes"]),
    ...(grant.expiresAtMs <= granter.expiresAtMs || bond === "around" ? [] : ["duration"]),
    ...Object.keys(granter.limits).filter((name) => exceeds(granter, grant, name, bond)),
  ];
}

/**
 * The first field in which a grant goes beyond its granter; undefined when none does. Of a change, only what it raises
 * above what was there before counts.
 */
export function boundGrant(
  granter: Powers,
  grant: Powers,
  bond: Bond,
  groups?: AccessGroups,
  before?: Powers,
): string | undefined {
  if (before === undefined) return findExcess(granter, grant, bond, groups)[0];
  const raised = findExcess(before, grant, "apart", groups);
  // An alias passes every list around the holder, so that a new one is a raise whatever there was before; and so is
  // an old one whose name was not allowed until now.
  const kept = raised.includes("models") ? {} : before.aliases;
  const aliases = Object.fromEntries(Object.entries(grant.aliases).filter(([name, model]) => kept[name] !== model));
  return findExcess(granter, { ...grant, aliases }, bond, groups).find(
    (field) => field === "aliases" || raised.includes(field),
  );
}

/** Names of groups are taken by their spelling alone. */
function holdsRoutes(granted: readonly string[], routes: readonly string[]): boolean {
  if (granted.length === 0) return true;
  const isHeld = (route: string): boolean =>
    granted.some((entry) => entry === route || (entry.endsWith("/*") && route.startsWith(entry.slice(0, -1))));
  return routes.length > 0 && routes.every(isHeld);
}

const holdsPaths = (granted: readonly string[], paths: readonly string[]): boolean =>
  granted.length === 0 || (paths.length > 0 && paths.every((path) => coversPath(granted, path.replace(/\/\*?$/, ""))));

function exceeds(granter: Powers, grant: Powers, name: string, bond: Bond): boolean {
  const [most, wanted] = [granter.limits[name], grant.limits[name]];
  if (most === undefined) return false;
  if (wanted === undefined) return bond === "apart";
  // Within shorter periods the same amount is more; around it, the granter's own period holds.
  return wanted.amount > most.amount || (bond === "apart" && wanted.periodMs < most.periodMs);
}
