import type { Capability } from "../core/capability.ts";
import type { Deployment } from "../core/deployment.ts";
import type { DeploymentId } from "../core/ids.ts";
import type { Region } from "../core/region.ts";

/** What routing has to know of a request. */
export interface RouteRequest {
  /** The public name that was asked for, after the key's aliases. */
  readonly model: string;
  /** What the client asked for, where that is an alias: fallbacks may be listed for either. */
  readonly alias?: string | undefined;
  readonly stream: boolean;
  readonly tags: readonly string[];
  /** An estimate; counted when somebody asks, because most groups never do. */
  readonly inputTokens: () => number;
  /** What the request cannot do without. */
  readonly needs: () => readonly Capability[];
  /** The only one it may be served in. */
  readonly region?: Region | undefined;
  /** Requests with the same key are best served by the same deployment: the beginning of a long prompt, a session. */
  readonly affinity?: string | undefined;
  /** The deployment that holds what the request builds on. */
  readonly pinned?: DeploymentId | undefined;
  /** A deployment of the account that keeps what the request names: any other of the same account will do too. */
  readonly keptAt?: Deployment | undefined;
  readonly wishes: RouteWishes;
}

/** What a client may say of routing, by body or header. Absent: the configuration decides. */
export interface RouteWishes {
  readonly retries?: number;
  /** Milliseconds. */
  readonly totalMs?: number;
  readonly firstByteMs?: number;
  readonly isFallbackOff?: boolean;
  /** Public model names, in order. */
  readonly fallbacks?: readonly string[];
  readonly contextWindowFallbacks?: readonly string[];
  readonly contentPolicyFallbacks?: readonly string[];
}
