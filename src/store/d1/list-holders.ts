import { nameHolder } from "../../core/holder-name.ts";
import type { HolderLimits, HolderStanding } from "../../core/holder-limits.ts";
import { mapLimits, withoutBudgets } from "./map-limits.ts";
import type { KeyRow } from "./select-keys.ts";

type Names = ReturnType<typeof nameHolders>;

function nameHolders({ key, member, team, organizationMember, organization, user }: KeyRow) {
  return {
    key: nameHolder("key", key.hash),
    member: member && nameHolder("team_member", member.teamId, member.userId),
    team: team && nameHolder("team", team.teamId),
    organizationMember:
      organizationMember &&
      nameHolder("organization_member", organizationMember.organizationId, organizationMember.userId),
    organization: organization && nameHolder("organization", organization.organizationId),
    user: user && nameHolder("user", user.userId),
  };
}

/**
 * Whose limits the requests of a key count against: those of the key, its member, team and organization, of its user as a
 * member of that, and of the user.
 */
export function listHolders(row: KeyRow): readonly HolderLimits[] {
  const names = nameHolders(row);
  const chain = limitsOfChain(row, names);
  const user = limitsOfUser(row, names);
  const home = isPersonal(row) && user !== undefined ? user.holder : chain.at(-1)?.holder;
  const atHome = chain.map((limits) => (home === undefined || home === limits.holder ? limits : { ...limits, home }));
  return [...atHome, limitsOfOrganizationMember(row, names, home), user].filter((limits) => limits !== undefined);
}

/** The key and the groups around it that exist, limited or not. */
export function listStandings(row: KeyRow): readonly HolderStanding[] {
  const names = nameHolders(row);
  return (["key", "member", "team", "organizationMember", "organization", "user"] as const).flatMap((kind) => {
    const [holder, record] = [names[kind], row[kind]];
    return holder === null || record === null ? [] : [{ holder, epoch: record.updatedAtMs }];
  });
}

/** Each lies within the next. */
function limitsOfChain(row: KeyRow, names: Names): readonly HolderLimits[] {
  const { key, keyBudget, memberBudget, team, organization, organizationBudget, spendSetAtMs: setAt } = row;
  return [
    mapLimits(names.key, {
      row: { ...key, spendSetAtMs: setAt.key },
      budget: keyBudget,
      modelsOf: team,
    }),
    names.member && mapLimits(names.member, { row: { spendSetAtMs: setAt.member }, budget: memberBudget }),
    names.team && team && mapLimits(names.team, { row: { ...team, spendSetAtMs: setAt.team }, budget: null }),
    names.organization &&
      organization &&
      mapLimits(names.organization, {
        row: { ...organization, spendSetAtMs: setAt.organization },
        budget: organizationBudget,
      }),
  ].flatMap((limits) => limits ?? []);
}

/** Lies across teams: counted with the rest where that is at the organization, and else at a home of its own. */
function limitsOfOrganizationMember(
  { organizationMemberBudget: budget, spendSetAtMs: setAt }: KeyRow,
  { organizationMember, organization }: Names,
  home: string | undefined,
): HolderLimits | undefined {
  const row = { spendSetAtMs: setAt.organizationMember };
  const limits = organizationMember === null ? undefined : mapLimits(organizationMember, { row, budget });
  return limits !== undefined && organization !== null && home === organization ? { ...limits, home } : limits;
}

/** A team's money is not its members' own: what they spend for it does not count against their budgets. */
function limitsOfUser(row: KeyRow, { user: name }: Names): HolderLimits | undefined {
  const { key, user, userBudget: budget, spendSetAtMs: setAt } = row;
  const limits = name && user ? mapLimits(name, { row: { ...user, spendSetAtMs: setAt.user }, budget }) : undefined;
  return limits === undefined || key.teamId === null ? limits : withoutBudgets(limits);
}

/** Its user is the only one around it, so both can be decided in one place. */
const isPersonal = ({ key }: KeyRow): boolean => key.teamId === null && key.organizationId === null;
