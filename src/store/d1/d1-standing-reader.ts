import { eq } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { UserId } from "../../core/ids.ts";
import type { StandingReader, UserStanding } from "../standing-reader.ts";
import { askD1 } from "./ask-d1.ts";
import { organizationMembers, teamMembers, teams, users } from "./schema.ts";

export class D1StandingReader implements StandingReader {
  readonly #db;

  constructor(database: D1Database) {
    this.#db = drizzle(database);
  }

  async read(user: UserId): Promise<UserStanding> {
    const db = this.#db;
    const [found, memberships, organizations] = await askD1(
      async () =>
        await db.batch([
          db.select().from(users).where(eq(users.userId, user)),
          db
            .select({
              teamId: teamMembers.teamId,
              role: teamMembers.role,
              teamExtra: teams.extra,
            })
            .from(teamMembers)
            .leftJoin(teams, eq(teams.teamId, teamMembers.teamId))
            .where(eq(teamMembers.userId, user)),
          db.select().from(organizationMembers).where(eq(organizationMembers.userId, user)),
        ]),
    );
    return { user: found[0], teams: memberships, organizations };
  }
}
