import type { KeyHash, UserId } from "../core/ids.ts";
import type { JsonObject } from "../core/json.ts";
import type { Found, Page } from "./group-search.ts";

/** What an entry is about. */
export const AUDITED = [
  "key",
  "user",
  "team",
  "team_member",
  "organization",
  "organization_member",
  "customer",
  "tag",
  "budget",
  "model",
  "credential",
  "access_group",
  "setting",
  "price",
] as const;
export type Audited = (typeof AUDITED)[number];

export const AUDIT_ACTIONS = ["created", "updated", "deleted", "blocked", "unblocked"] as const;
export type AuditAction = (typeof AUDIT_ACTIONS)[number];

/** Who writes. */
export interface Author {
  readonly key: KeyHash;
  readonly user: UserId | undefined;
}

/** One change of one row. `before` and `after` are the row without its secrets. */
export interface AuditEntry {
  readonly id: string;
  readonly atMs: number;
  readonly actorKey: KeyHash;
  readonly actorUser: UserId | null;
  readonly action: AuditAction;
  readonly kind: Audited;
  readonly objectId: string;
  readonly before: JsonObject | null;
  readonly after: JsonObject | null;
}

/** All that is given must hold. */
export interface AuditFilter {
  readonly actorKey?: KeyHash | undefined;
  readonly actorUser?: UserId | undefined;
  readonly action?: AuditAction | undefined;
  readonly kind?: Audited | undefined;
  readonly objectId?: string | undefined;
  readonly fromMs?: number | undefined;
  readonly beforeMs?: number | undefined;
}

/** What was changed by whom. Every method throws `store_unavailable` when it cannot answer. */
export interface AuditLog {
  /** The newest first, or the oldest. */
  list(filter: AuditFilter, page: Page & { readonly oldestFirst: boolean }): Promise<Found<AuditEntry>>;
  find(id: string): Promise<AuditEntry | undefined>;
}
