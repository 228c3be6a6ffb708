import { GatewayError } from "../../core/errors.ts";
import type { ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";

/** Of all ids together: they are asked for at once. */
const ID_CHARS_MAX = 1_000_000;

/**
 * The objects of these ids, each once, that are there for whom `sight` is of (see `sightOf`). Rejects with `invalid_request` for more
 * than can be asked for at once, or with `store_unavailable`.
 */
export async function findObjects(
  ids: readonly string[],
  sight: string | undefined,
  objects: Pick<ManagedObjects, "find">,
): Promise<ReadonlyMap<string, ManagedObject>> {
  if (ids.reduce((chars, id) => chars + id.length, 0) > ID_CHARS_MAX)
    throw new GatewayError("invalid_request", "The request names more files and other objects than can be looked for.");
  return new Map((await objects.find(ids, sight)).map((object) => [object.id, object]));
}
