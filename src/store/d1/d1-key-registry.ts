import { and, asc, desc, eq, inArray, isNotNull, notExists, or, sql } from "drizzle-orm";
import type { SQL } from "drizzle-orm";
import { drizzle } from "drizzle-orm/d1";
import type { KeyHash, UserId } from "../../core/ids.ts";
import type { ChangeStamp } from "../change-stamp.ts";
import type { KeyFilter, KeyOwner, KeyPage, KeyRecord, KeyRegistry, NewSecret, SeenChange } from "../key-registry.ts";
import { askD1 } from "./ask-d1.ts";
import { type AuditTrail, runWrite } from "./d1-audit-trail.ts";
import { laterThan } from "./later-than.ts";
import { resetSpend } from "./reset-spend.ts";
import { teams, virtualKeys } from "./schema.ts";
import { recordColumns, stampChange, stampInsert } from "./stamp-row.ts";
import { within } from "./within.ts";

const columns = recordColumns(virtualKeys);

/** A field that is left out says nothing. */
const matching = (filter: KeyFilter): SQL | undefined =>
  and(
    filter.hash === undefined ? undefined : eq(virtualKeys.hash, filter.hash),
    filter.alias === undefined ? undefined : eq(virtualKeys.keyAlias, filter.alias),
    filter.user === undefined ? undefined : eq(virtualKeys.userId, filter.user),
    filter.userOrMaker === undefined ? undefined : ofUserOrMaker(filter.userOrMaker),
    filter.team === undefined ? undefined : eq(virtualKeys.teamId, filter.team),
    filter.teams === undefined ? undefined : sql`${virtualKeys.teamId} in ${within(filter.teams)}`,
    filter.organization === undefined ? undefined : eq(virtualKeys.organizationId, filter.organization),
    filter.visible === undefined ? undefined : visible(filter.visible),
  );

const ofUserOrMaker = (user: UserId): SQL | undefined =>
  or(eq(virtualKeys.userId, user), eq(virtualKeys.createdBy, user));

/** The keys that these hashes name: a search in three indexes. */
const named = (hashes: SQL): SQL | undefined =>
  or(
    ...[virtualKeys.hash, virtualKeys.secretHash, virtualKeys.previousHash].map(
      (column) => sql`${column} in ${hashes}`,
    ),
  );

function visible({ user, teams: led, organizations }: NonNullable<KeyFilter["visible"]>): SQL | undefined {
  const { userId, teamId, organizationId } = virtualKeys;
  if (led.length + organizations.length === 0) return eq(userId, user);
  return or(
    eq(userId, user),
    sql`${teamId} in ${within(led)}`,
    sql`${organizationId} in ${within(organizations)}`,
    sql`${organizationId} is null and ${teamId} in (select ${teams.teamId} from ${teams} where ${teams.organizationId} in ${within(organizations)})`,
  );
}

export class D1KeyRegistry implements KeyRegistry {
  readonly #db;
  readonly #trail: AuditTrail | undefined;

  /** With an author every write leaves an entry in the audit log, in the same batch. */
  constructor(database: D1Database, writer?: Omit<AuditTrail, "kind">) {
    this.#db = drizzle(database);
    this.#trail = writer && { ...writer, kind: "key" };
  }

  async insert(record: KeyRecord): Promise<"inserted" | "key-taken" | "alias-taken"> {
    const row = stampInsert(virtualKeys, record, this.#trail, record.hash);
    const write = this.#db
      .insert(virtualKeys)
      // A secret of another key is inserted as that key, which is a conflict like any other.
      .values({ ...row, hash: sql`coalesce((${this.#named(record.hash)}), ${record.hash})` })
      .onConflictDoNothing()
      .returning({ hash: virtualKeys.hash });
    const inserted = await runWrite(this.#db, write, this.#trail, () => [
      { objectId: record.hash, before: undefined, after: record },
    ]);
    if (inserted.length > 0) return "inserted";
    return (await this.find(record.hash)) === undefined ? "alias-taken" : "key-taken";
  }

  async find(hash: KeyHash): Promise<KeyRecord | undefined> {
    return (await this.findAll([hash]))[0];
  }

  async findAll(hashes: readonly KeyHash[]): Promise<readonly KeyRecord[]> {
    return await this.#findWhere(named(within(hashes)));
  }

  async findByAliases(aliases: readonly string[]): Promise<readonly KeyRecord[]> {
    return await this.#findWhere(sql`${virtualKeys.keyAlias} in ${within(aliases)}`);
  }

  /** The own hash of the key that this names, as a subquery. */
  #named(hash: KeyHash) {
    return this.#db
      .select({ hash: virtualKeys.hash })
      .from(virtualKeys)
      .where(named(sql`(${hash})`));
  }

  async listAliases(filter: KeyFilter): Promise<readonly string[]> {
    const { keyAlias } = virtualKeys;
    const where = and(isNotNull(keyAlias), matching(filter));
    const rows = await askD1(
      async () => await this.#db.select({ keyAlias }).from(virtualKeys).where(where).orderBy(asc(keyAlias)),
    );
    return rows.flatMap((row) => row.keyAlias ?? []);
  }

  async #findWhere(where: SQL | undefined): Promise<readonly KeyRecord[]> {
    return await askD1(async () => await this.#db.select(columns).from(virtualKeys).where(where));
  }

  async list(filter: KeyFilter, { offset, limit, sortBy, descending }: KeyPage) {
    const where = matching(filter);
    const column = virtualKeys[sortBy];
    const order = [descending ? desc(column) : asc(column), virtualKeys.hash];
    // What is skipped is skipped in an index, where there is one; only the page's own rows are read.
    const page = this.#db
      .select({ hash: virtualKeys.hash })
      .from(virtualKeys)
      .where(where)
      .orderBy(...order)
      .limit(limit)
      .offset(offset);
    const [records, total] = await askD1(() =>
      Promise.all([
        this.#db
          .select(columns)
          .from(virtualKeys)
          .where(inArray(virtualKeys.hash, page))
          .orderBy(...order),
        this.#db.$count(virtualKeys, where),
      ]),
    );
    return { records, total };
  }

  async remove(hashes: readonly KeyHash[]): Promise<readonly KeyRecord[]> {
    return await this.#removeWhere(sql`${virtualKeys.hash} in ${within(hashes)}`);
  }

  async removeOf(owner: KeyOwner): Promise<readonly KeyRecord[]> {
    return await this.#removeWhere(matching(owner));
  }

  async #removeWhere(where: SQL | undefined): Promise<readonly KeyRecord[]> {
    const write = this.#db.delete(virtualKeys).where(where).returning(columns);
    return await runWrite(this.#db, write, this.#trail, async () =>
      (await this.#findWhere(where)).map((before) => ({ objectId: before.hash, before, after: undefined })),
    );
  }

  async change(hash: KeyHash, change: Partial<KeyRecord>, seenAtMs?: number) {
    return (await this.#update(hash, change, seenAtMs)) ?? (await this.#refusal(hash, seenAtMs));
  }

  async changeAll(changes: readonly SeenChange[], { updatedAtMs, updatedBy }: ChangeStamp) {
    const after = changes.map(({ seen, change }) => {
      const { hash, updatedAtMs: seenAtMs } = seen;
      const { teamId, budgetId, maxBudget, extra } = { ...seen, ...change };
      return { hash, seenAtMs, teamId, budgetId, maxBudget, extra };
    });
    // One parameter and one statement for all: D1 takes a hundred of the one, and a thousand of the other a request.
    const given = sql`json_each(${JSON.stringify(after)}) as given`;
    const isSeen = sql`${virtualKeys.hash} = given.value ->> 'hash' and ${virtualKeys.updatedAtMs} = given.value ->> 'seenAtMs'`;
    const seen = sql`(select count(*) from ${given} cross join ${virtualKeys} where ${isSeen})`;
    const write = this.#db
      .update(virtualKeys)
      .set({
        teamId: sql`given.value ->> 'teamId'`,
        budgetId: sql`given.value ->> 'budgetId'`,
        maxBudget: sql`given.value ->> 'maxBudget'`,
        extra: sql`given.value -> 'extra'`,
        updatedAtMs: laterThan(virtualKeys.updatedAtMs, updatedAtMs),
        updatedBy,
      })
      .from(given)
      .where(and(isSeen, eq(seen, changes.length)))
      .returning(columns);
    const rows = await runWrite(this.#db, write, this.#trail, () =>
      changes.map(({ seen: before, change }) => ({
        objectId: before.hash,
        before,
        after: { ...before, ...change, updatedAtMs, updatedBy },
      })),
    );
    const byHash = new Map(rows.map((row) => [row.hash, row]));
    const changed = changes.flatMap(({ seen: { hash } }) => byHash.get(hash) ?? []);
    return changed.length === changes.length ? changed : undefined;
  }

  async regenerate(hash: KeyHash, secret: NewSecret, change: Partial<KeyRecord>, seenAtMs?: number) {
    // Taken from the row as it is then, so that of two at the same time none leaves the key of the other behind.
    const previousHash =
      secret.previousUntilMs === null ? null : sql`coalesce(${virtualKeys.secretHash}, ${virtualKeys.hash})`;
    const isFree = notExists(this.#named(secret.secretHash));
    const changed = await this.#update(hash, { ...change, ...secret }, seenAtMs, { previousHash }, isFree);
    if (changed !== undefined) return changed;
    return (await this.find(secret.secretHash)) === undefined ? await this.#refusal(hash, seenAtMs) : "key-taken";
  }

  /** Why nothing was changed. */
  async #refusal(hash: KeyHash, seenAtMs: number | undefined): Promise<"alias-taken" | undefined> {
    const record = await this.find(hash);
    const isSeen = record !== undefined && (seenAtMs === undefined || record.updatedAtMs === seenAtMs);
    return isSeen ? "alias-taken" : undefined;
  }

  async resetSpend(stamp: ChangeStamp) {
    return await resetSpend(this.#db, virtualKeys, virtualKeys.hash, this.#trail, stamp);
  }

  /** Undefined when there is no such key, something is taken, or somebody else has changed it since it was seen. */
  async #update(
    hash: KeyHash,
    change: Partial<KeyRecord>,
    seenAtMs: number | undefined,
    computed: { readonly previousHash?: SQL | null } = {},
    condition?: SQL,
  ): Promise<KeyRecord | undefined> {
    const { keyAlias = null } = change;
    const isFree = sql`not exists (
      select 1 from ${virtualKeys} as other where other.key_alias = ${keyAlias} and other.hash <> ${hash}
    )`;
    const isSeen = seenAtMs === undefined ? undefined : eq(virtualKeys.updatedAtMs, seenAtMs);
    const write = this.#db
      .update(virtualKeys)
      .set({ ...stampChange(virtualKeys, change), ...computed })
      .where(and(eq(virtualKeys.hash, hash), isSeen, isFree, condition))
      .returning(columns);
    const [changed] = await runWrite(this.#db, write, this.#trail, async () => {
      const before = await this.find(hash);
      return [{ objectId: hash, before, after: { ...before, ...change } }];
    });
    return changed;
  }
}
