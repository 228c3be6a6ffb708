import type { FileStore } from "../../../store/file-store.ts";
import type { ManagedObject, ManagedObjects } from "../../../store/managed-objects.ts";
import { forgetHeld } from "./delete-held.ts";
import { requireFiles } from "./held-request.ts";

const AGAIN_MS = 3_600_000;

interface Keepers {
  readonly objects: Pick<ManagedObjects, "change" | "remove">;
  readonly files?: FileStore | undefined;
  readonly now: () => number;
}

/** Deletes what was to be kept until now. Rejects where it cannot be, and is due again in an hour. */
export async function expireHeld(object: ManagedObject, { objects, files, now }: Keepers): Promise<void> {
  const nowMs = now();
  // First, so that what cannot be deleted does not stand in the way of all others.
  await objects.change(object.id, { dueAtMs: nowMs + AGAIN_MS, updatedAtMs: nowMs });
  await forgetHeld(object, { objects, files: requireFiles(files) });
}
