import { and, eq, or, type SQL, sql } from "drizzle-orm";
import type { SQLiteColumn } from "drizzle-orm/sqlite-core";
import type { UserId } from "../../core/ids.ts";
import type { TeamFilter, UserFilter } from "../group-search.ts";
import { organizationMembers, teamMembers, teams, users } from "./schema.ts";
import { within } from "./within.ts";

/** A condition for what is given, none for what is left out. */
const when = <Value>(value: Value | undefined, condition: (value: Value) => SQL | undefined): SQL | undefined =>
  value === undefined ? undefined : condition(value);

/** Unlike `like`, this takes `%` and `_` as they are. */
const hasPart = (column: SQLiteColumn, part: string): SQL => sql`instr(lower(${column}), lower(${part})) > 0`;

const hasMember = (user: UserId): SQL =>
  sql`${teams.teamId} in (select ${teamMembers.teamId} from ${teamMembers} where ${teamMembers.userId} = ${user})`;

export const usersMatching = (filter: UserFilter): SQL | undefined =>
  and(
    when(filter.ids, (ids) => sql`${users.userId} in ${within(ids)}`),
    when(filter.role, (role) => eq(users.userRole, role)),
    when(filter.idPart, (part) => hasPart(users.userId, part)),
    when(filter.emailPart, (part) => hasPart(users.userEmail, part)),
    when(filter.email, (email) => sql`lower(${users.userEmail}) = lower(${email})`),
    when(
      filter.team,
      (team) =>
        sql`${users.userId} in (select ${teamMembers.userId} from ${teamMembers} where ${teamMembers.teamId} = ${team})`,
    ),
    when(
      filter.organizations,
      (ids) =>
        sql`(${users.organizationId} in ${within(ids)} or ${users.userId} in (select ${organizationMembers.userId} from ${organizationMembers} where ${organizationMembers.organizationId} in ${within(ids)}))`,
    ),
  );

export const teamsMatching = (filter: TeamFilter): SQL | undefined =>
  and(
    when(filter.ids, (ids) => sql`${teams.teamId} in ${within(ids)}`),
    when(filter.organizations, (ids) => sql`${teams.organizationId} in ${within(ids)}`),
    when(filter.idPart, (part) => hasPart(teams.teamId, part)),
    when(filter.aliasPart, (part) => hasPart(teams.teamAlias, part)),
    when(filter.member, hasMember),
    when(filter.visible, ({ member, organizations: ids }) =>
      or(hasMember(member), sql`${teams.organizationId} in ${within(ids)}`),
    ),
  );
