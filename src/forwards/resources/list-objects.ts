import { checkRouteAccess, type RouteGroup } from "../../auth/check-route-access.ts";
import type { Caller } from "../../core/caller.ts";
import type { JsonObject } from "../../core/json.ts";
import { ownerOf } from "../../core/owner.ts";
import { invalidRequest } from "../../dialects/read-fields.ts";
import { notFound } from "../../pipeline/objects/not-found.ts";
import type { ManagedKind, ManagedObjects } from "../../store/managed-objects.ts";

const LIMIT_DEFAULT = 20;
/** Whoever asks for more gets as many, and is told that there are more. */
const LIMIT_MAX = 100;

/**
 * The caller's own objects as OpenAI lists them: from what is noted, because a provider would list everybody's. Each is as it
 * was last seen. Rejects with `invalid_request`, and with `object_not_found` for an `after` that is not one of them.
 */
export async function listObjects(
  caller: Caller,
  url: string,
  kind: ManagedKind,
  groups: readonly RouteGroup[],
  objects: ManagedObjects,
): Promise<JsonObject> {
  checkRouteAccess(caller, url, groups);
  const query = new URL(url).searchParams;
  if (query.has("before")) throw invalidRequest("before", "left out: pages begin `after` an object");
  const owner = ownerOf(caller);
  const limit = readLimit(query.get("limit"));
  const after = query.get("after") ?? undefined;
  if (after !== undefined && (await objects.find([after], owner)).length === 0) throw notFound(after, kind);
  const found = await objects.list(owner, kind, {
    // One more tells whether there are more.
    limit: limit + 1,
    after,
    purpose: query.get("purpose") ?? undefined,
    oldestFirst: query.get("order") === "asc",
  });
  const data = found.slice(0, limit);
  return {
    object: "list",
    data: data.map(({ body }) => body),
    first_id: data[0]?.id ?? null,
    last_id: data.at(-1)?.id ?? null,
    has_more: found.length > limit,
  };
}

function readLimit(text: string | null): number {
  if (text === null) return LIMIT_DEFAULT;
  if (!/^[1-9]\d*$/.test(text)) throw invalidRequest("limit", "a whole number above 0");
  return Math.min(Number(text), LIMIT_MAX);
}
