import { checkRouteAccess } from "../../auth/check-route-access.ts";
import { zeroUsd } from "../../core/money.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import { isAdmin } from "../access/actor.ts";
import { checkGroupGrant, excessOf } from "../access/check-grant.ts";
import { memberRoutesOf } from "../access/member-routes.ts";
import { powersOf } from "../access/powers.ts";
import type { ActionContext } from "../action.ts";

/** Throws `route_denied`, and names the field, where a team is more than who makes or changes it may give. */
export async function checkTeamGrant(
  context: ActionContext,
  team: TeamRecord,
  before: TeamRecord | undefined,
): Promise<void> {
  const { actor } = context;
  if (isAdmin(actor)) return;
  if (team.spend !== (before?.spend ?? zeroUsd)) throw excessOf("spend");
  checkMemberRoutes(context, team, before);
  const stays = before?.organizationId === team.organizationId;
  const grant = { powers: powersOf(team), before: stays ? powersOf(before) : undefined };
  await checkGroupGrant(context, grant, team.organizationId);
}

/** Members are permitted no route that the key which permits it may not call itself. */
function checkMemberRoutes({ caller }: ActionContext, team: TeamRecord, before: TeamRecord | undefined): void {
  const held = before === undefined ? [] : memberRoutesOf(before.extra);
  for (const route of memberRoutesOf(team.extra))
    if (!held.includes(route)) checkRouteAccess(caller, `http://gateway${route}`, ["management_routes", "info_routes"]);
}
