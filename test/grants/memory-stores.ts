import type { UserId } from "../../src/core/ids.ts";
import type { ChangeStamp } from "../../src/store/change-stamp.ts";
import type { Groups, Members, Registry } from "../../src/store/group-registry.ts";
import { isNamedBy, type KeyRecord, type NewSecret, type SeenChange, tokenOf } from "../../src/store/key-registry.ts";
import type { TenancyContext } from "../../src/tenancy/action.ts";

/** A store in memory, so that real actions run fast enough for many sequences. Only what these need is there. */
class MemoryRegistry<Record, Id extends string> implements Registry<Record, Id> {
  readonly rows = new Map<string, Record>();
  readonly #idOf: (record: Record) => string;
  constructor(idOf: (record: Record) => string) {
    this.#idOf = idOf;
  }

  async insert(record: Record): Promise<"inserted" | "taken"> {
    if (this.rows.has(this.#idOf(record))) return "taken";
    this.rows.set(this.#idOf(record), record);
    return "inserted";
  }
  async find(id: Id): Promise<Record | undefined> {
    return this.rows.get(id);
  }
  async findAll(ids: readonly Id[]): Promise<readonly Record[]> {
    return ids.flatMap((id) => this.rows.get(id) ?? []);
  }
  async list(): Promise<readonly Record[]> {
    return [...this.rows.values()];
  }
  async change(id: Id, change: Partial<Record>): Promise<Record | undefined> {
    const before = this.rows.get(id);
    if (before !== undefined) this.rows.set(id, { ...before, ...change });
    return this.rows.get(id);
  }
  async remove(ids: readonly Id[]): Promise<readonly Id[]> {
    return ids.filter((id) => this.rows.delete(id));
  }
  resetSpend(): Promise<never> {
    return Promise.reject(new Error("no sequence resets all"));
  }
}

class MemoryKeys extends MemoryRegistry<KeyRecord, KeyRecord["hash"]> {
  constructor() {
    super(({ hash }) => hash);
  }

  override async find(name: KeyRecord["hash"]): Promise<KeyRecord | undefined> {
    return [...this.rows.values()].find((key) => isNamedBy(key, name));
  }
  override async findAll(names: readonly KeyRecord["hash"][]): Promise<readonly KeyRecord[]> {
    return [...this.rows.values()].filter((key) => names.some((name) => isNamedBy(key, name)));
  }
  async changeAll(changes: readonly SeenChange[], stamp: ChangeStamp): Promise<readonly KeyRecord[]> {
    const changed = await Promise.all(
      changes.map(async ({ seen, change }) => await this.change(seen.hash, { ...change, ...stamp })),
    );
    return changed.flatMap((record) => record ?? []);
  }
  async regenerate(
    hash: KeyRecord["hash"],
    secret: NewSecret,
    change: Partial<KeyRecord>,
  ): Promise<KeyRecord | "key-taken" | undefined> {
    const before = this.rows.get(hash);
    if ((await this.find(secret.secretHash)) !== undefined) return "key-taken";
    if (before === undefined) return undefined;
    const previousHash = secret.previousUntilMs === null ? null : tokenOf(before);
    return await this.change(hash, { ...change, ...secret, previousHash });
  }
}

class MemoryMembers<Record extends { readonly userId: UserId }, Group extends string> implements Members<
  Record,
  Group
> {
  readonly rows: Record[] = [];
  readonly #groupOf: (record: Record) => string;
  constructor(groupOf: (record: Record) => string) {
    this.#groupOf = groupOf;
  }

  #indexOf(group: string, user: UserId): number {
    return this.rows.findIndex((row) => this.#groupOf(row) === group && row.userId === user);
  }
  async insert(record: Record): Promise<"inserted" | "taken"> {
    if (this.#indexOf(this.#groupOf(record), record.userId) !== -1) return "taken";
    this.rows.push(record);
    return "inserted";
  }
  async find(group: Group, user: UserId): Promise<Record | undefined> {
    return this.rows[this.#indexOf(group, user)];
  }
  async listOf(group: Group): Promise<readonly Record[]> {
    return this.rows.filter((row) => this.#groupOf(row) === group);
  }
  async listOfUser(user: UserId): Promise<readonly Record[]> {
    return this.rows.filter(({ userId }) => userId === user);
  }
  async change(group: Group, user: UserId, change: Partial<Record>): Promise<Record | undefined> {
    const index = this.#indexOf(group, user);
    const before = this.rows[index];
    if (before !== undefined) this.rows[index] = { ...before, ...change };
    return this.rows[index];
  }
  async remove(group: Group, users: readonly UserId[]): Promise<readonly UserId[]> {
    const gone = users.filter((user) => this.#indexOf(group, user) !== -1);
    for (const user of gone) this.rows.splice(this.#indexOf(group, user), 1);
    return gone;
  }
}

export function openMemory() {
  const groups = {
    users: new MemoryRegistry(({ userId }) => userId),
    teams: new MemoryRegistry(({ teamId }) => teamId),
    members: new MemoryMembers(({ teamId }) => teamId),
    organizations: new MemoryRegistry(({ organizationId }) => organizationId),
    organizationMembers: new MemoryMembers(({ organizationId }) => organizationId),
    endUsers: new MemoryRegistry(({ userId }) => userId),
    tags: new MemoryRegistry(({ tagName }) => tagName),
    budgets: new MemoryRegistry(({ budgetId }) => budgetId),
  } satisfies Groups;
  return { groups, keys: new MemoryKeys() };
}

export type Memory = ReturnType<typeof openMemory>;

/** What the actions of the sequences ask for; anything else fails loudly as `undefined`. */
export function contextIn({ groups, keys }: Memory, nowMs: number): Omit<TenancyContext, "caller"> {
  const writing = { groups, keys: keys as unknown as TenancyContext["keys"] };
  const context = {
    ...writing,
    now: () => nowMs,
    writing: () => writing,
    standings: {
      read: async (user: UserId) => ({
        user: await groups.users.find(user),
        teams: (await groups.members.listOfUser(user)).map((member) => ({
          ...member,
          teamExtra: groups.teams.rows.get(member.teamId)?.extra ?? null,
        })),
        organizations: await groups.organizationMembers.listOfUser(user),
      }),
    },
    search: { findUsers: async () => ({ records: [], total: 0 }), membersOfTeams: async () => [] },
    keyCache: { forget: async () => {} },
    changed: async () => {},
    defaultKeyParams: {},
    accessGroups: new Map([["pool", new Set(["a", "b"])]]),
  };
  return context as unknown as Omit<TenancyContext, "caller">;
}
