import { nameHolder } from "../../core/holder-name.ts";
import type { HolderLimits, HolderStanding } from "../../core/holder-limits.ts";
import { mapLimits, withoutBudgets } from "./map-limits.ts";
import type { KeyRow } from "./select-keys.ts";

type Names = ReturnType<typeof nameHolders>;

function nameHolders({ key, member, team, organization, user }: KeyRow) {
  return {
    key: nameHolder("key", key.hash),
    member: member && nameHolder("team_member", member.teamId, member.userId),
    team: team && nameHolder("team", team.teamId),
    organization: organization && nameHolder("organization", organization.organizationId),
    user: user && nameHolder("user", user.userId),
  };
}

/** Whose limits the requests of a key count against: those of the key, its member, team, organization and user. */
export function listHolders(row: KeyRow): readonly HolderLimits[] {
  const names = nameHolders(row);
  const chain = limitsOfChain(row, names);
  const user = limitsOfUser(row, names);
  const home = isPersonal(row) && user !== undefined ? user.holder : chain.at(-1)?.holder;
  const atHome = chain.map((limits) => (home === undefined || home === limits.holder ? limits : { ...limits, home }));
  return user === undefined ? atHome : [...atHome, user];
}

/** The key and the groups around it that exist, limited or not. */
export function listStandings(row: KeyRow): readonly HolderStanding[] {
  const names = nameHolders(row);
  return (["key", "member", "team", "organization", "user"] as const).flatMap((kind) => {
    const [holder, record] = [names[kind], row[kind]];
    return holder === null || record === null ? [] : [{ holder, epoch: record.updatedAtMs }];
  });
}

/** Each lies within the next. */
function limitsOfChain(row: KeyRow, names: Names): readonly HolderLimits[] {
  const { key, keyBudget, memberBudget, team, organization, organizationBudget } = row;
  return [
    mapLimits(names.key, { row: key, budget: keyBudget, modelsOf: team }),
    names.member && mapLimits(names.member, { row: {}, budget: memberBudget }),
    names.team && team && mapLimits(names.team, { row: team, budget: null }),
    names.organization &&
      organization &&
      mapLimits(names.organization, { row: organization, budget: organizationBudget }),
  ].flatMap((limits) => limits ?? []);
}

/** A team's money is not its members' own: what they spend for it does not count against their budgets. */
function limitsOfUser({ key, user, userBudget }: KeyRow, { user: name }: Names): HolderLimits | undefined {
  const limits = name && user ? mapLimits(name, { row: user, budget: userBudget }) : undefined;
  return limits === undefined || key.teamId === null ? limits : withoutBudgets(limits);
}

/** Its user is the only one around it, so both can be decided in one place. */
const isPersonal = ({ key }: KeyRow): boolean => key.teamId === null && key.organizationId === null;
