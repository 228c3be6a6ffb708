import { count, desc, eq, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { HolderStanding } from "../../core/holder-limits.ts";
import { nameHolder } from "../../core/holder-name.ts";
import type { BudgetId, OrganizationId, TeamId, UserId } from "../../core/ids.ts";
import type { OrganizationMemberRecord, TeamMemberRecord, TeamRecord, UserRecord } from "../group-registry.ts";
import type { ChangeStamp } from "../change-stamp.ts";
import type { Found, GroupSearch, Page, TeamFilter, UserFilter, UserPage } from "../group-search.ts";
import { askD1 } from "./ask-d1.ts";
import { teamsMatching, usersMatching } from "./group-filters.ts";
import { laterThan } from "./later-than.ts";
import {
  endUsers,
  organizationMembers,
  organizations,
  tags,
  teamMembers,
  teams,
  users,
  virtualKeys,
} from "./schema.ts";
import { within } from "./within.ts";

/** Where a team names the budget of those of its members that have none of their own. */
const MEMBER_BUDGET = "$.team_member_budget_id";

export class D1GroupSearch implements GroupSearch {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async findUsers(filter: UserFilter, page: UserPage): Promise<Found<UserRecord>> {
    const where = usersMatching(filter);
    const found = this.#db.select().from(users).where(where);
    const column = users[page.sortBy];
    const order = [page.descending ? desc(column) : column, users.userId];
    const [records, total] = await askD1(() =>
      Promise.all([
        found
          .orderBy(...order)
          .limit(page.limit)
          .offset(page.offset),
        this.#db.$count(users, where),
      ]),
    );
    return { records, total };
  }

  async findTeams(filter: TeamFilter, { offset, limit }: Page): Promise<Found<TeamRecord>> {
    const where = teamsMatching(filter);
    const found = this.#db.select().from(teams).where(where);
    const order = [desc(teams.createdAtMs), teams.teamId];
    const [records, total] = await askD1(() =>
      Promise.all([
        found
          .orderBy(...order)
          .limit(limit)
          .offset(offset),
        this.#db.$count(teams, where),
      ]),
    );
    return { records, total };
  }

  async membersOfOrganizations(ids: readonly OrganizationId[]): Promise<readonly OrganizationMemberRecord[]> {
    return await askD1(
      async () =>
        await this.#db
          .select()
          .from(organizationMembers)
          .where(sql`${organizationMembers.organizationId} in ${within(ids)}`)
          .orderBy(organizationMembers.createdAtMs, organizationMembers.userId),
    );
  }

  async membersOfTeams(ids: readonly TeamId[]): Promise<readonly TeamMemberRecord[]> {
    return await this.#memberships(sql`${teamMembers.teamId} in ${within(ids)}`);
  }

  async membershipsOfUsers(ids: readonly UserId[]): Promise<readonly TeamMemberRecord[]> {
    return await this.#memberships(sql`${teamMembers.userId} in ${within(ids)}`);
  }

  async #memberships(where: SQL): Promise<readonly TeamMemberRecord[]> {
    const order = [teamMembers.createdAtMs, teamMembers.userId, teamMembers.teamId];
    return await askD1(
      async () =>
        await this.#db
          .select()
          .from(teamMembers)
          .where(where)
          .orderBy(...order),
    );
  }

  async countKeysOf(ids: readonly UserId[]): Promise<ReadonlyMap<UserId, number>> {
    const { userId } = virtualKeys;
    const where = sql`${userId} in ${within(ids)}`;
    const counts = await askD1(
      async () => await this.#db.select({ userId, keys: count() }).from(virtualKeys).where(where).groupBy(userId),
    );
    return new Map(counts.flatMap((row) => (row.userId === null ? [] : [[row.userId, row.keys] as const])));
  }

  async touchHolders(budget: BudgetId, stamp: ChangeStamp, detach: boolean): Promise<readonly HolderStanding[]> {
    const db = this.#db;
    const touch = (updatedAtMs: SQLiteColumn) => ({
      updatedAtMs: laterThan(updatedAtMs, stamp.updatedAtMs),
      updatedBy: stamp.updatedBy,
      ...(detach && { budgetId: null }),
    });
    const of = (table: { readonly budgetId: SQLiteColumn }) => eq(table.budgetId, budget);
    const rows = await askD1(
      async () =>
        await db.batch([
          db.update(virtualKeys).set(touch(virtualKeys.updatedAtMs)).where(of(virtualKeys)).returning(),
          db.update(users).set(touch(users.updatedAtMs)).where(of(users)).returning(),
          db.update(teamMembers).set(touch(teamMembers.updatedAtMs)).where(of(teamMembers)).returning(),
          db
            .update(organizationMembers)
            .set(touch(organizationMembers.updatedAtMs))
            .where(of(organizationMembers))
            .returning(),
          db.update(organizations).set(touch(organizations.updatedAtMs)).where(of(organizations)).returning(),
          db.update(endUsers).set(touch(endUsers.updatedAtMs)).where(of(endUsers)).returning(),
          db.update(tags).set(touch(tags.updatedAtMs)).where(of(tags)).returning(),
          db
            .update(teams)
            .set({
              updatedAtMs: laterThan(teams.updatedAtMs, stamp.updatedAtMs),
              updatedBy: stamp.updatedBy,
              ...(detach && { metadata: sql`json_remove(${teams.metadata}, ${MEMBER_BUDGET})` }),
            })
            .where(sql`${teams.metadata} ->> ${MEMBER_BUDGET} = ${budget}`)
            .returning(),
        ]),
    );
    const standing = (holder: string, { updatedAtMs }: { updatedAtMs: number }) => ({ holder, epoch: updatedAtMs });
    return [
      ...rows[0].map((row) => standing(nameHolder("key", row.hash), row)),
      ...rows[1].map((row) => standing(nameHolder("user", row.userId), row)),
      ...rows[2].map((row) => standing(nameHolder("team_member", row.teamId, row.userId), row)),
      ...rows[3].map((row) => standing(nameHolder("organization_member", row.organizationId, row.userId), row)),
      ...rows[4].map((row) => standing(nameHolder("organization", row.organizationId), row)),
      ...rows[5].map((row) => standing(nameHolder("end_user", row.userId), row)),
      ...rows[6].map((row) => standing(nameHolder("tag", row.tagName), row)),
      ...rows[7].map((row) => standing(nameHolder("team", row.teamId), row)),
    ];
  }
}
