import type { BudgetId, KeyHash, OrganizationId, TeamId, UserId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { NanoUsd } from "../core/money.ts";
import type { ChangeStamp } from "./change-stamp.ts";
import type { SpendResets } from "./spend-resets.ts";

/** Everything known of a virtual key. The key itself is not: only its hash is kept. */
export interface KeyRecord {
  /** Of the key as it was first made: what limits, spend and logs know it by, whatever opens it now. */
  readonly hash: KeyHash;
  /** Of the key in use; null as long as that is the first one. */
  readonly secretHash: KeyHash | null;
  /** Of the key before, which may be used until then too. */
  readonly previousHash: KeyHash | null;
  readonly previousUntilMs: number | null;
  /** `sk-...` and the last four characters: enough to recognise a key, too little to use it. */
  readonly keyName: string;
  readonly keyAlias: string | null;
  readonly userId: UserId | null;
  readonly teamId: TeamId | null;
  readonly organizationId: OrganizationId | null;
  /** A row of limits that stands behind the ones of the key itself. */
  readonly budgetId: BudgetId | null;
  /** Public model names and wildcards; empty means all. */
  readonly models: readonly string[];
  readonly aliases: Readonly<Record<string, string>>;
  readonly metadata: JsonObject;
  readonly permissions: JsonObject;
  readonly blocked: boolean;
  /** As asked for when the key was made: `30d`. */
  readonly duration: string | null;
  readonly expiresAtMs: number | null;
  readonly spend: NanoUsd;
  readonly maxBudget: NanoUsd | null;
  readonly softBudget: NanoUsd | null;
  readonly budgetDuration: string | null;
  readonly tpmLimit: number | null;
  readonly rpmLimit: number | null;
  readonly maxParallelRequests: number | null;
  /** Request fields that have no place of their own, as they were given. */
  readonly extra: JsonObject;
  readonly createdAtMs: number;
  readonly createdBy: string | null;
  readonly updatedAtMs: number;
  readonly updatedBy: string | null;
  readonly lastActiveAtMs: number | null;
}

/** What management knows the key in use by. */
export const tokenOf = ({ hash, secretHash }: KeyRecord): KeyHash => secretHash ?? hash;

/** Whether this is the hash of the key in use, of the one before, or of the first one. */
export const isNamedBy = ({ hash, secretHash, previousHash }: KeyRecord, name: KeyHash): boolean =>
  [hash, secretHash, previousHash].includes(name);

/** All that is given must hold. */
export interface KeyFilter {
  readonly hash?: KeyHash | undefined;
  readonly alias?: string | undefined;
  readonly user?: UserId | undefined;
  /** Whose keys, or made by whom, as `createdBy` has it. */
  readonly userOrMaker?: UserId | undefined;
  readonly team?: TeamId | undefined;
  /** Any of them. */
  readonly teams?: readonly TeamId[] | undefined;
  readonly organization?: OrganizationId | undefined;
  /** Those of the user, of these teams, and of these organizations or a team of theirs. */
  readonly visible?:
    | { readonly user: UserId; readonly teams: readonly TeamId[]; readonly organizations: readonly OrganizationId[] }
    | undefined;
}

/** What a list of keys may be sorted by. Keys that are equal in it come by hash. */
export type KeySort = Extract<
  keyof KeyRecord,
  "createdAtMs" | "updatedAtMs" | "expiresAtMs" | "spend" | "maxBudget" | "keyAlias" | "userId" | "teamId"
>;

export interface KeyPage {
  readonly offset: number;
  readonly limit: number;
  readonly sortBy: KeySort;
  readonly descending: boolean;
}

/** The group that keys belong to; with a user and a team: their keys as a member of it. */
export type KeyOwner =
  | { readonly user: UserId; readonly team?: TeamId }
  | { readonly team: TeamId }
  | { readonly organization: OrganizationId };

/** A key in the place of the one in use, which ends at once or, unless it is null, at `previousUntilMs`. */
export interface NewSecret {
  readonly secretHash: KeyHash;
  readonly keyName: string;
  readonly previousUntilMs: number | null;
}

/** A change of one key that goes out from the key as it was seen. */
export interface SeenChange {
  readonly seen: KeyRecord;
  readonly change: Partial<Pick<KeyRecord, "teamId" | "budgetId" | "maxBudget" | "extra">>;
}

/**
 * The source of truth about keys, for management. Every method throws `store_unavailable` when it cannot answer. What is
 * found is found by any hash that names it (`isNamedBy`); what is written is named by its own.
 */
export interface KeyRegistry extends SpendResets<KeyHash> {
  /** Inserts nothing when the key names another or its alias is taken, and says which. */
  insert(record: KeyRecord): Promise<"inserted" | "key-taken" | "alias-taken">;
  find(hash: KeyHash): Promise<KeyRecord | undefined>;
  /** In no particular order; hashes that are not there are left out. */
  findAll(hashes: readonly KeyHash[]): Promise<readonly KeyRecord[]>;
  findByAliases(aliases: readonly string[]): Promise<readonly KeyRecord[]>;
  /** Sorted. */
  listAliases(filter: KeyFilter): Promise<readonly string[]>;
  /** One page of the keys, and how many there are in all. */
  list(filter: KeyFilter, page: KeyPage): Promise<{ readonly records: readonly KeyRecord[]; readonly total: number }>;
  /** The records that were there and are gone now. */
  remove(hashes: readonly KeyHash[]): Promise<readonly KeyRecord[]>;
  /** The same for all keys of a group. */
  removeOf(owner: KeyOwner): Promise<readonly KeyRecord[]>;
  /**
   * The record as changed; undefined when there is no such key, `alias-taken` when another has the alias. Its
   * `updatedAtMs` is an epoch: it is later than the one before, whatever the clock says. With `seenAtMs`, the epoch of the
   * record that the change goes out from, nothing is changed, and undefined is the answer, where somebody else has changed
   * it since.
   */
  change(hash: KeyHash, change: Partial<KeyRecord>, seenAtMs?: number): Promise<KeyRecord | "alias-taken" | undefined>;
  /**
   * Many keys at once, none of them twice: the records as changed, in their order. Nothing is changed, and undefined is the
   * answer, where one is gone or somebody else has changed it since it was seen.
   */
  changeAll(changes: readonly SeenChange[], stamp: ChangeStamp): Promise<readonly KeyRecord[] | undefined>;
  /** The same as `change` with another secret; `key-taken` when that names a key already, be it this one. */
  regenerate(
    hash: KeyHash,
    secret: NewSecret,
    change: Partial<KeyRecord>,
    seenAtMs?: number,
  ): Promise<KeyRecord | "key-taken" | "alias-taken" | undefined>;
}
