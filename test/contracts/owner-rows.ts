import { getTableName } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import { hashKey } from "../../src/auth/hash-key.ts";
import { asId } from "../../src/core/ids.ts";
import {
  endUsers,
  organizationMembers,
  organizations,
  tags,
  teamMembers,
  teams,
  users,
  virtualKeys,
} from "../../src/store/d1/schema.ts";
import { keyRecord, NOON_MS } from "./examples.ts";

const [user, team, organization] = [asId<"user">("ann"), asId<"team">("blue"), asId<"organization">("acme")];
export const owner = {
  key: hashKey("sk-someone"),
  user,
  team,
  organization,
  endUser: "customer",
  tag: "prod",
} as const;

const record = { createdAtMs: NOON_MS, updatedAtMs: NOON_MS };

/** One row of each kind that can own spend, for `owner`. */
export async function insertOwners(database: D1Database): Promise<void> {
  const db = drizzle(database);
  await db.batch([
    db.insert(virtualKeys).values(keyRecord("sk-someone")),
    db.insert(users).values({ userId: user, ...record }),
    db.insert(teams).values({ teamId: team, ...record }),
    db.insert(teamMembers).values({ teamId: team, userId: user, role: "user", ...record }),
    db.insert(organizations).values({ organizationId: organization, ...record }),
    db.insert(organizationMembers).values({ organizationId: organization, userId: user, ...record }),
    db.insert(endUsers).values({ userId: owner.endUser, ...record }),
    db.insert(tags).values({ tagName: owner.tag, ...record }),
  ]);
}

const OWNER_TABLES = [
  virtualKeys,
  users,
  teams,
  teamMembers,
  organizations,
  organizationMembers,
  endUsers,
  tags,
] as const;

/** What each of the rows has spent, in digits: a double would round them. */
export async function spendOfOwners(database: D1Database): Promise<Readonly<Record<string, string>>> {
  const names = OWNER_TABLES.map(getTableName);
  // The owners came first; requests may have named others since.
  const columns = names.map(
    (name) => `(select cast(spend_nano as text) from ${name} order by rowid limit 1) as ${name}`,
  );
  const spent = await database.prepare(`select ${columns.join(", ")}`).first<Record<string, string>>();
  return spent ?? {};
}
