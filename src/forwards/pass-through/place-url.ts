import type { Adapter } from "../../adapters/adapter.ts";
import { trimBase } from "../../adapters/trim-base.ts";
import type { Deployment } from "../../core/deployment.ts";

const VERSION = /^v\d+(?:alpha|beta)?\d*$/;
const BASE_VERSION = /\/v\d+(?:alpha|beta)?\d*$/;

/**
 * Where a path goes that a client wrote as the provider documents it; `path` and `query` are what `readPath` and `readQuery`
 * made of them. What the configuration says of the query holds where the client says nothing. Throws `GatewayError` when the
 * deployment lacks what its address is made of.
 */
export function placeUrl(
  adapter: Adapter,
  deployment: Deployment,
  path: string,
  query: readonly (readonly [string, string])[],
): string {
  const url = new URL(adapter.urlAsWritten?.(path, deployment) ?? behindBase(adapter.url("", deployment), path));
  const asked = new Set(query.map(([name]) => name));
  const own = [...url.searchParams].filter(([name]) => !asked.has(name));
  url.search = new URLSearchParams([...own, ...query.map(([name, value]) => [name, value])]).toString();
  return url.href;
}

/** A version that the path begins with takes the place of the base's. */
function behindBase(address: string, path: string): string {
  const base = new URL(address);
  const root = trimBase(base.pathname);
  const [, first = ""] = path.split("/");
  base.pathname = (VERSION.test(first) ? root.replace(BASE_VERSION, "") : root) + path;
  return base.href;
}
