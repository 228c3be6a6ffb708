import type { JsonObject } from "../../../core/json.ts";
import type { Holders } from "../../../pipeline/objects/holders-of.ts";
import { publicIdOf } from "../../../pipeline/objects/public-id.ts";
import { HELD_HERE, type ManagedObject } from "../../../store/managed-objects.ts";

interface Made {
  readonly kind: "file" | "upload" | "batch";
  /** In the store of files. */
  readonly key: string;
  readonly holders: Holders;
  readonly nowMs: number;
  /** When a job deletes it. */
  readonly expiresAtMs: number | null;
  /** What clients are told of it, beside its id and its times. */
  readonly facts: JsonObject;
}

/** Something that the gateway itself keeps, as it is noted. */
export function describeHeld({ kind, key, holders, nowMs, expiresAtMs, facts }: Made): ManagedObject {
  const { owner, keyHash, userId, teamId, organizationId } = holders;
  const id = publicIdOf(kind, { owner, deploymentId: HELD_HERE, upstreamId: key });
  return {
    id,
    kind,
    owner,
    keyHash,
    userId,
    teamId,
    organizationId,
    model: "",
    deploymentId: HELD_HERE,
    upstreamId: key,
    parentId: null,
    body: {
      id,
      object: kind,
      created_at: Math.floor(nowMs / 1_000),
      ...(expiresAtMs !== null && { expires_at: Math.floor(expiresAtMs / 1_000) }),
      ...facts,
    },
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    dueAtMs: expiresAtMs,
  };
}
