import { and, asc, eq, sql } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { SQLiteColumn, SQLiteTable } from "drizzle-orm/sqlite-core";
import type { UserId } from "../../core/ids.ts";
import type { Members } from "../group-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { type AuditTrail, runWrite } from "./d1-audit-trail.ts";
import { recordColumns, type StampColumns, stampChange, stampInsert } from "./stamp-row.ts";
import { within } from "./within.ts";

/** A table that has a row for each user of each group. */
interface MemberTable<Row> extends SQLiteTable, StampColumns {
  readonly $inferSelect: Row & Record<string, unknown>;
  readonly userId: SQLiteColumn;
}

/** Any table of members. The rows are `Row` because the constructor takes no other table. */
export class D1Members<
  Row extends { readonly userId: UserId; readonly updatedAtMs: number; readonly spend?: number },
  Group extends string,
> implements Members<Row, Group> {
  readonly #db;
  readonly #table: SQLiteTable & StampColumns;
  readonly #columns: Readonly<Record<string, SQLiteColumn>>;
  readonly #group: SQLiteColumn;
  readonly #user: SQLiteColumn;
  readonly #groupOf: (record: Row) => Group;
  readonly #trail: AuditTrail | undefined;

  /** With a trail every write leaves an entry, in the same batch. */
  constructor(
    database: D1Database,
    table: MemberTable<Row>,
    group: SQLiteColumn,
    groupOf: (record: Row) => Group,
    trail?: AuditTrail,
  ) {
    this.#groupOf = groupOf;
    this.#trail = trail;
    this.#db = drizzle(database);
    this.#table = table;
    this.#columns = recordColumns(table);
    this.#group = group;
    this.#user = table.userId;
  }

  async insert(record: Row): Promise<"inserted" | "taken"> {
    const objectId = nameMember(this.#groupOf(record), record.userId);
    const row = stampInsert(this.#table, record, this.#trail, objectId);
    const write = this.#db.insert(this.#table).values(row).onConflictDoNothing().returning({ user: this.#user });
    const changes = () => [{ objectId, before: undefined, after: record }];
    const inserted = await runWrite(this.#db, write, this.#trail, changes);
    return inserted.length === 0 ? "taken" : "inserted";
  }

  async find(group: Group, user: UserId): Promise<Row | undefined> {
    const row = await askD1(
      async () => await this.#db.select(this.#columns).from(this.#table).where(this.#isMember(group, user)).get(),
    );
    return row as Row | undefined;
  }

  async listOf(group: Group): Promise<readonly Row[]> {
    const rows = await askD1(
      async () =>
        await this.#db.select(this.#columns).from(this.#table).where(eq(this.#group, group)).orderBy(asc(this.#user)),
    );
    return rows as unknown as readonly Row[];
  }

  async listOfUser(user: UserId): Promise<readonly Row[]> {
    const rows = await askD1(
      async () =>
        await this.#db.select(this.#columns).from(this.#table).where(eq(this.#user, user)).orderBy(asc(this.#group)),
    );
    return rows as unknown as readonly Row[];
  }

  async change(group: Group, user: UserId, change: Partial<Row>): Promise<Row | undefined> {
    const values = stampChange(this.#table, change);
    const write = this.#db.update(this.#table).set(values).where(this.#isMember(group, user)).returning(this.#columns);
    const rows = await runWrite<unknown>(this.#db, write, this.#trail, async () => {
      const before = await this.find(group, user);
      return [{ objectId: nameMember(group, user), before, after: { ...before, ...change } }];
    });
    return rows[0] as Row | undefined;
  }

  async remove(group: Group, users: readonly UserId[]): Promise<readonly UserId[]> {
    const write = this.#db
      .delete(this.#table)
      .where(and(eq(this.#group, group), sql`${this.#user} in ${within(users)}`))
      .returning({ user: this.#user });
    const gone = await runWrite<{ user: unknown }>(this.#db, write, this.#trail, async () =>
      (await this.listOf(group))
        .filter(({ userId }) => users.includes(userId))
        .map((before) => ({ objectId: nameMember(group, before.userId), before, after: undefined })),
    );
    return gone.map(({ user }) => user as UserId);
  }

  #isMember(group: Group, user: UserId) {
    return and(eq(this.#group, group), eq(this.#user, user));
  }
}

const nameMember = (group: string, user: UserId): string => `${group}:${user}`;
