import { and, asc, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { TeamId, UserId } from "../../core/ids.ts";
import type { TeamMemberRecord, TeamMembers } from "../group-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { laterThan } from "./later-than.ts";
import { teamMembers } from "./schema.ts";
import { within } from "./within.ts";

const { teamId, userId, updatedAtMs } = teamMembers;
const isMember = (team: TeamId, user: UserId) => and(eq(teamId, team), eq(userId, user));

export class D1TeamMembers implements TeamMembers {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async insert(record: TeamMemberRecord): Promise<"inserted" | "taken"> {
    const inserted = await askD1(
      async () => await this.#db.insert(teamMembers).values(record).onConflictDoNothing().returning({ userId }).get(),
    );
    return inserted === undefined ? "taken" : "inserted";
  }

  async find(team: TeamId, user: UserId): Promise<TeamMemberRecord | undefined> {
    return await askD1(async () => await this.#db.select().from(teamMembers).where(isMember(team, user)).get());
  }

  async listOfTeam(team: TeamId): Promise<readonly TeamMemberRecord[]> {
    return await askD1(
      async () => await this.#db.select().from(teamMembers).where(eq(teamId, team)).orderBy(asc(userId)),
    );
  }

  async listOfUser(user: UserId): Promise<readonly TeamMemberRecord[]> {
    return await askD1(
      async () => await this.#db.select().from(teamMembers).where(eq(userId, user)).orderBy(asc(teamId)),
    );
  }

  async change(team: TeamId, user: UserId, change: Partial<TeamMemberRecord>): Promise<TeamMemberRecord | undefined> {
    const values = { ...change, updatedAtMs: laterThan(updatedAtMs, change.updatedAtMs) };
    return await askD1(
      async () => await this.#db.update(teamMembers).set(values).where(isMember(team, user)).returning().get(),
    );
  }

  async remove(team: TeamId, users: readonly UserId[]): Promise<readonly UserId[]> {
    const gone = await askD1(
      async () =>
        await this.#db
          .delete(teamMembers)
          .where(and(eq(teamId, team), sql`${userId} in ${within(users)}`))
          .returning({ userId }),
    );
    return gone.map((row) => row.userId);
  }
}
