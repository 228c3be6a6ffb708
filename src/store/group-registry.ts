import type { BudgetId, OrganizationId, TeamId, UserId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { NanoUsd } from "../core/money.ts";
import type { SpendResets } from "./spend-resets.ts";

/** What a row says of its own limits; null is unlimited. */
interface LimitFields {
  readonly maxBudget: NanoUsd | null;
  readonly softBudget: NanoUsd | null;
  readonly budgetDuration: string | null;
  readonly tpmLimit: number | null;
  readonly rpmLimit: number | null;
  readonly maxParallelRequests: number | null;
}

export interface RowFields {
  /** Request fields that have no place of their own, as they were given. */
  readonly extra: JsonObject;
  readonly createdAtMs: number;
  readonly createdBy: string | null;
  /** The row's epoch too: an authority that has heard of it refuses older copies. */
  readonly updatedAtMs: number;
  readonly updatedBy: string | null;
}

export interface UserRecord extends LimitFields, RowFields {
  readonly userId: UserId;
  readonly userAlias: string | null;
  readonly userEmail: string | null;
  readonly userRole: string | null;
  readonly organizationId: OrganizationId | null;
  readonly budgetId: BudgetId | null;
  readonly models: readonly string[];
  readonly metadata: JsonObject;
  readonly spend: NanoUsd;
}

export interface TeamRecord extends LimitFields, RowFields {
  readonly teamId: TeamId;
  readonly teamAlias: string | null;
  readonly organizationId: OrganizationId | null;
  readonly models: readonly string[];
  readonly modelAliases: Readonly<Record<string, string>>;
  readonly metadata: JsonObject;
  readonly blocked: boolean;
  readonly spend: NanoUsd;
}

export interface TeamMemberRecord extends RowFields {
  readonly teamId: TeamId;
  readonly userId: UserId;
  /** `admin` or `user`. */
  readonly role: string;
  readonly budgetId: BudgetId | null;
  readonly spend: NanoUsd;
}

export interface OrganizationMemberRecord extends RowFields {
  readonly organizationId: OrganizationId;
  readonly userId: UserId;
  /** `org_admin`, `internal_user` or `internal_user_viewer`. */
  readonly userRole: string | null;
  readonly budgetId: BudgetId | null;
  readonly spend: NanoUsd;
}

export interface OrganizationRecord extends RowFields {
  readonly organizationId: OrganizationId;
  readonly organizationAlias: string | null;
  readonly budgetId: BudgetId | null;
  readonly models: readonly string[];
  readonly metadata: JsonObject;
  readonly spend: NanoUsd;
}

export interface EndUserRecord extends RowFields {
  readonly userId: string;
  readonly alias: string | null;
  readonly budgetId: BudgetId | null;
  readonly defaultModel: string | null;
  readonly allowedModelRegion: string | null;
  readonly blocked: boolean;
  readonly spend: NanoUsd;
}

export interface TagRecord extends RowFields {
  readonly tagName: string;
  readonly description: string | null;
  readonly models: readonly string[];
  readonly budgetId: BudgetId | null;
  readonly spend: NanoUsd;
}

/** Limits that many holders refer to; each holder still has all of them for itself. */
export interface BudgetRecord extends LimitFields, RowFields {
  readonly budgetId: BudgetId;
  readonly modelMaxBudget: JsonObject;
}

/** The source of truth about one kind of group. Every method throws `store_unavailable` when it cannot answer. */
export interface Registry<Record, Id extends string> {
  insert(record: Record): Promise<"inserted" | "taken">;
  find(id: Id): Promise<Record | undefined>;
  /** In no particular order; ids that are not there are left out. */
  findAll(ids: readonly Id[]): Promise<readonly Record[]>;
  /** By id, ascending. */
  list(page: { readonly offset: number; readonly limit: number }): Promise<readonly Record[]>;
  /**
   * The record as changed; undefined when there is none. Its `updatedAtMs` is an epoch: it is later than the one before,
   * whatever the clock says. With `seenAtMs`, the epoch of the record that the change goes out from, nothing is changed,
   * and undefined is the answer, where somebody else has changed it since.
   */
  change(id: Id, change: Partial<Record>, seenAtMs?: number): Promise<Record | undefined>;
  /** The ids that were there and are gone now. */
  remove(ids: readonly Id[]): Promise<readonly Id[]>;
}

/** The same for who belongs to which group of one kind. */
export interface Members<Record, Group extends string> {
  insert(record: Record): Promise<"inserted" | "taken">;
  find(group: Group, user: UserId): Promise<Record | undefined>;
  /** By user. */
  listOf(group: Group): Promise<readonly Record[]>;
  /** By group. */
  listOfUser(user: UserId): Promise<readonly Record[]>;
  change(group: Group, user: UserId, change: Partial<Record>): Promise<Record | undefined>;
  remove(group: Group, users: readonly UserId[]): Promise<readonly UserId[]>;
}

export interface Groups {
  readonly users: Registry<UserRecord, UserId>;
  readonly teams: Registry<TeamRecord, TeamId> & SpendResets<TeamId>;
  readonly members: Members<TeamMemberRecord, TeamId>;
  readonly organizations: Registry<OrganizationRecord, OrganizationId>;
  readonly organizationMembers: Members<OrganizationMemberRecord, OrganizationId>;
  readonly endUsers: Registry<EndUserRecord, string>;
  readonly tags: Registry<TagRecord, string>;
  readonly budgets: Registry<BudgetRecord, BudgetId>;
}
