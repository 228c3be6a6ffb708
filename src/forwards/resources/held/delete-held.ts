import type { FileStore } from "../../../store/file-store.ts";
import type { ManagedObject, ManagedObjects } from "../../../store/managed-objects.ts";
import { type HeldRequest, subjectOf } from "./held-request.ts";
import { partsPrefix } from "./part-keys.ts";

export async function deleteFile(asked: HeldRequest): Promise<Response> {
  const subject = subjectOf(asked);
  await forgetHeld(subject, asked);
  return Response.json({ id: subject.id, object: "file", deleted: true });
}

/** The bytes first: what is still noted can be deleted again. Rejects with `store_unavailable`. */
export async function forgetHeld(
  { id, kind, upstreamId }: ManagedObject,
  { objects, files }: { readonly objects: Pick<ManagedObjects, "remove">; readonly files: FileStore },
): Promise<void> {
  const keys = kind === "upload" ? (await files.list(partsPrefix(upstreamId))).map(({ key }) => key) : [upstreamId];
  await files.delete(keys);
  await objects.remove(id);
}
