import { nameHolder } from "../../core/holder-name.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import type { TenancyContext } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";
import { tellRemoved } from "../keys/tell-removed.ts";
import { epochOfRemoval } from "../stamps.ts";
import { membersOf } from "./member-budget.ts";
import { removeMembers } from "./remove-members.ts";

/** Removes teams with their keys and members; the users stay. */
export async function removeTeams(context: TenancyContext, teams: readonly TeamRecord[]): Promise<void> {
  const { groups, keys, search } = context;
  if (teams.length === 0) return;
  const ids = teams.map(({ teamId }) => teamId);
  for (const team of ids) await tellRemoved(context, await keys.removeOf({ team }));
  await removeMembers(context, await search.membersOfTeams(ids));
  await groups.teams.remove(ids);
  await removeOwnBudgets(context, ids.map(membersOf));
  await context.changed(
    teams.map((team) => ({ holder: nameHolder("team", team.teamId), epoch: epochOfRemoval(context, team) })),
  );
}
