import type { Caller } from "../../core/caller.ts";
import { GatewayError } from "../../core/errors.ts";

const LISTS_MODELS = /\/models$/;
/** Ends of paths, as providers document them. */
const LENDS_KEY = [
  // For browsers: OpenAI's, Azure's and xAI's, by their names now and before; Google's, Deepgram's, and ElevenLabs'.
  /\/realtime\/(.+\/)?client_secrets\/?$/i,
  /\/realtime(api)?\/(transcription_)?sessions\/?$/i,
  /\/auth_tokens\/?$/i,
  /\/auth\/grant\/?$/i,
  /\/single-use-token\/[^/]+\/?$/i,
  /\/conversation\/(token|get[-_]signed[-_]url)\/?$/i,
  // For good.
  /\/(api[-_]?)?keys\/?$/i,
  /\/key\/(.+\/)?(re)?generate\/?$/i,
] as const;

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

/**
 * For a path, as `readPath` wrote it, at which a provider gives out a key of its own: whoever has that asks the provider past every
 * limit. Throws `route_denied` but for admins, and for keys whose `allowed_routes` have this very path.
 */
export function checkLent({ role, allowedRoutes = [] }: Caller, path: string, url: string): void {
  const lends = LENDS_KEY.some((pattern) => pattern.test(path));
  if (!lends || role === "admin" || allowedRoutes.includes(new URL(url).pathname)) return;
  throw new GatewayError(
    "route_denied",
    "This path gives out a key of the provider's, which no limit would hold for. Secrets for realtime sessions are at /v1/realtime/client_secrets.",
  );
}
