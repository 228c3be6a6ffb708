import type { ChangedHolder } from "../../limits/spread-change.ts";
import type { TeamRecord } from "../../store/group-registry.ts";
import type { KeyRecord } from "../../store/key-registry.ts";
import type { TenancyContext } from "../action.ts";
import { removeOwnBudgets } from "../budgets/own-budget.ts";
import { keyGone, memberGone, teamGone } from "../gone.ts";
import { membersOf } from "./member-budget.ts";
import { removeMembers } from "./remove-members.ts";

/** Removes teams with their keys and members; the users stay. Answers with all that is gone, for the caller to tell of. */
export async function removeTeams(
  context: TenancyContext,
  teams: readonly TeamRecord[],
): Promise<readonly ChangedHolder[]> {
  const { groups, keys, search } = context;
  if (teams.length === 0) return [];
  const ids = teams.map(({ teamId }) => teamId);
  const removedKeys: KeyRecord[] = [];
  for (const team of ids) removedKeys.push(...(await keys.removeOf({ team })));
  const members = await search.membersOfTeams(ids);
  await removeMembers(context, members);
  await groups.teams.remove(ids);
  await removeOwnBudgets(context, ids.map(membersOf));
  return [
    ...teams.map((team) => teamGone(context, team)),
    ...members.map((member) => memberGone(context, member, teams)),
    ...removedKeys.map((key) => keyGone(context, key, teams)),
  ];
}
