import type { HolderStanding } from "../core/holder-limits.ts";
import type { BudgetId, OrganizationId, TeamId, UserId } from "../core/ids.ts";
import type { ChangeStamp } from "./change-stamp.ts";
import type { OrganizationMemberRecord, TeamMemberRecord, TeamRecord, UserRecord } from "./group-registry.ts";

export interface Page {
  readonly offset: number;
  readonly limit: number;
}

/** One page of what was found, and how much there is in all. */
export interface Found<Record> {
  readonly records: readonly Record[];
  readonly total: number;
}

/** All that is given must hold. */
export interface UserFilter {
  readonly ids?: readonly UserId[] | undefined;
  readonly role?: string | undefined;
  /** Some part of the id, in any case. */
  readonly idPart?: string | undefined;
  /** Some part of the address, in any case. */
  readonly emailPart?: string | undefined;
  /** The whole address, in any case. */
  readonly email?: string | undefined;
  readonly team?: TeamId | undefined;
  /** Whose own organization is one of these, or who is a member of one. */
  readonly organizations?: readonly OrganizationId[] | undefined;
}

export interface TeamFilter {
  readonly ids?: readonly TeamId[] | undefined;
  readonly organizations?: readonly OrganizationId[] | undefined;
  readonly member?: UserId | undefined;
  /** Those that the user is in, and those of these organizations. */
  readonly visible?: { readonly member: UserId; readonly organizations: readonly OrganizationId[] } | undefined;
  /** Some part of the id or of the alias, in any case. */
  readonly idPart?: string | undefined;
  readonly aliasPart?: string | undefined;
}

/** What a list of users may be sorted by. Users that are equal in it come by id. */
export type UserSort = "userId" | "userAlias" | "userEmail" | "userRole" | "spend" | "createdAtMs";

export interface UserPage extends Page {
  readonly sortBy: UserSort;
  readonly descending: boolean;
}

/** Questions that go across the rows of groups. Every method throws `store_unavailable` when it cannot answer. */
export interface GroupSearch {
  findUsers(filter: UserFilter, page: UserPage): Promise<Found<UserRecord>>;
  /** The newest first. */
  findTeams(filter: TeamFilter, page: Page): Promise<Found<TeamRecord>>;
  membersOfOrganizations(organizations: readonly OrganizationId[]): Promise<readonly OrganizationMemberRecord[]>;
  membersOfTeams(teams: readonly TeamId[]): Promise<readonly TeamMemberRecord[]>;
  membershipsOfUsers(users: readonly UserId[]): Promise<readonly TeamMemberRecord[]>;
  /** How many keys each user has; users without any are left out. */
  countKeysOf(users: readonly UserId[]): Promise<ReadonlyMap<UserId, number>>;
  /**
   * Marks all that refers to the budget as changed, because what it may use has; `detach` ends the reference too.
   * Answers with the holders as they stand now.
   */
  touchHolders(budget: BudgetId, stamp: ChangeStamp, detach: boolean): Promise<readonly HolderStanding[]>;
}
