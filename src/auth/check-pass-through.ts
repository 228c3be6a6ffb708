import type { Caller } from "../core/caller.ts";
import { GatewayError } from "../core/errors.ts";

const SHOWN_LENGTH_MAX = 200;

/** Throws `route_denied` unless the key, and its team, may call this configured path (`allowed_passthrough_routes`). */
export function checkPassThroughAccess({ passThrough = [] }: Caller, path: string): void {
  const denying = passThrough.find((list) => !coversPath(list, path));
  if (denying === undefined) return;
  const allowed = denying.map((entry) => `'${entry}'`).join(", ");
  throw new GatewayError(
    "route_denied",
    `Virtual key is not allowed to call this pass-through route. Only allowed to call: [${allowed}]. Tried to call route: ${path.slice(0, SHOWN_LENGTH_MAX)}`,
  );
}

/** Whether a list names the path or one above it, with or without a star at its end. An empty list names all. */
export function coversPath(list: readonly string[], path: string): boolean {
  if (list.length === 0) return true;
  return list.map((entry) => entry.replace(/\/\*?$/, "")).some((top) => path === top || path.startsWith(`${top}/`));
}
