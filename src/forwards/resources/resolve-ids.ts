import type { Caller } from "../../core/caller.ts";
import type { JsonObject } from "../../core/json.ts";
import { sightOf } from "../../core/owner.ts";
import { findObjects } from "../../pipeline/objects/find-objects.ts";
import { looksLikeId, mapIds } from "../../pipeline/objects/id-fields.ts";
import { notFound } from "../../pipeline/objects/not-found.ts";
import type { ManagedKind, ManagedObject, ManagedObjects } from "../../store/managed-objects.ts";
import type { ResourcePath } from "./read-path.ts";

/** What a request says, in its body and in its query, and whether the objects it names are there for its caller. */
export interface Resolved {
  readonly body: JsonObject;
  readonly query: JsonObject;
  /** All that it names; those of its path first. */
  readonly objects: readonly ManagedObject[];
}

interface Named extends Pick<ResourcePath, "ids" | "cursors" | "query"> {
  readonly body: JsonObject;
}

/**
 * A request in the provider's ids. Rejects with `object_not_found` for each id that is not one of the caller's, wherever it
 * stands and whoever's it is: what a provider knows by it may be somebody else's.
 */
export async function resolveIds(
  caller: Caller,
  named: Named,
  objects: Pick<ManagedObjects, "find">,
): Promise<Resolved> {
  const wanted: { readonly id: string; readonly kind: ManagedKind | undefined }[] = [...named.ids, ...named.cursors];
  const collect = (id: string, kind: ManagedKind | undefined): string => {
    if (kind !== undefined || looksLikeId(id)) wanted.push({ id, kind });
    return id;
  };
  mapIds(named.body, collect);
  mapIds(named.query, collect);

  const ids = [...new Set(wanted.map(({ id }) => id))];
  const found = await findObjects(ids, sightOf(caller), objects);
  for (const { id, kind } of wanted) {
    const object = found.get(id);
    if (object === undefined || (kind !== undefined && kind !== object.kind)) throw notFound(id, kind);
  }
  const toUpstream = (text: string): string => found.get(text)?.upstreamId ?? text;
  return {
    body: mapIds(named.body, toUpstream),
    query: mapIds(named.query, toUpstream),
    objects: ids.flatMap((id) => found.get(id) ?? []),
  };
}
