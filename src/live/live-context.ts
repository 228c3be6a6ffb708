import type { Adapter } from "../adapters/adapter.ts";
import type { GatewayConfig } from "../config/gateway-config.ts";
import type { LiveAdditions, LiveProblem } from "../config/apply-live-rows.ts";
import type { LiveRegistries, LiveRows } from "../store/live-config.ts";
import type { Sealer } from "../store/seal-secrets.ts";
import { type ActionContext, defineActionWith, type TenancyContext } from "../tenancy/action.ts";

/** What is configured at runtime, for those who manage it. */
export interface Live {
  /** What is in force in this isolate: the published configuration with the rows over it. */
  readonly config: GatewayConfig;
  readonly published: GatewayConfig;
  /** What of the rows has no effect, and why. */
  readonly problems: readonly LiveProblem[];
  /** The truth, which the isolate may be some seconds behind. */
  readonly read: () => Promise<LiveRows>;
  /** Rows with their secrets, and those of them that cannot be opened. */
  readonly open: (
    rows: LiveRows,
  ) => Promise<{ readonly added: LiveAdditions; readonly problems: readonly LiveProblem[] }>;
  readonly sealer: Sealer;
  /** Ids of the built-in providers. */
  readonly providers: ReadonlySet<string>;
  readonly adapterOf: (provider: string) => Adapter;
  /** The names a wildcard is known to stand for. */
  readonly expand: (wildcard: string) => readonly string[];
  /** After a write: this isolate looks again before it serves its next request. */
  readonly changed: () => void;
  /** For the few things that lie elsewhere; no redirect is followed. */
  readonly fetch: typeof fetch;
  readonly variable: (name: string) => string | undefined;
}

export interface LiveParts extends TenancyContext {
  readonly live: Live;
  /** Whether a path is a route of the gateway's own, by whatever method. */
  readonly servesItself: (path: string) => boolean;
  /** Each write leaves an entry in the audit log. */
  readonly writingLive: (author: Parameters<TenancyContext["writing"]>[0]) => LiveRegistries;
}

export type LiveContext = LiveParts & ActionContext;

export const defineLiveAction = defineActionWith<LiveParts>();

/** The registries for the one who asks. */
export const registriesOf = ({ writingLive, actor }: LiveContext): LiveRegistries =>
  writingLive({ key: actor.key, user: actor.userId });
