import { GatewayError } from "../core/errors.ts";

/**
 * The number of a query's field, at most `max`. Throws `invalid_request` for what is no whole number from `min` on; left out is
 * `fallback`.
 */
export function readCount(
  query: URLSearchParams,
  name: string,
  { min, max, fallback }: { readonly min: number; readonly max: number; readonly fallback: number },
): number {
  const said = query.get(name);
  if (said === null || said === "") return fallback;
  const count = Number(said);
  if (/^\d+$/.test(said) && count >= min) return Math.min(count, max);
  throw new GatewayError("invalid_request", `\`${name}\` must be a whole number from ${min} on.`, { param: name });
}

/** The place of an id that a page begins or ends beside. Throws `invalid_request` for one that is not in the list. */
export function placeOf(ids: readonly string[], id: string, name: string): number {
  const place = ids.indexOf(id);
  if (place >= 0) return place;
  throw new GatewayError("invalid_request", `\`${name}\` is of no model in this list.`, { param: name });
}
