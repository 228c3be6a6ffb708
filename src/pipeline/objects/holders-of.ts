import type { Caller } from "../../core/caller.ts";
import { ownerOf } from "../../core/owner.ts";
import type { ManagedObject } from "../../store/managed-objects.ts";

/** Whom an object is charged to. */
export type Holders = Pick<ManagedObject, "owner" | "keyHash" | "userId" | "teamId" | "organizationId">;

export const holdersOf = (caller: Caller): Holders => ({
  owner: ownerOf(caller),
  keyHash: caller.key,
  userId: caller.user ?? null,
  teamId: caller.team ?? null,
  organizationId: caller.organization ?? null,
});
