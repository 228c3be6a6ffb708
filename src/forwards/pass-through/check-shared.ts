import type { Caller } from "../../core/caller.ts";
import { GatewayError } from "../../core/errors.ts";

const LISTS_MODELS = /\/models$/;

/**
 * For a request that asks no model: it may reach what the provider keeps for everyone who shares the account, such as the
 * files and threads of other tenants. Throws `route_denied` but for admins, for keys that have all of the provider among
 * their models, and for those whose `allowed_routes` name the path. What models there are is no secret.
 */
export function checkShared(caller: Caller, provider: string, method: string, url: string): void {
  const path = new URL(url).pathname;
  if (caller.role === "admin" || (method === "GET" && LISTS_MODELS.test(path))) return;
  if (caller.models.includes(`${provider}/*`) || (caller.allowedRoutes ?? []).some((entry) => covers(entry, path)))
    return;
  throw new GatewayError(
    "route_denied",
    `This path reaches what ${provider} keeps for all who share its account. A key may use it that has "${provider}/*" among its models, ` +
      "or whose allowed_routes name the path.",
  );
}

const covers = (entry: string, path: string): boolean =>
  entry.startsWith("/") && (entry === path || (entry.endsWith("/*") && path.startsWith(entry.slice(0, -1))));
