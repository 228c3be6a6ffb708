import type { Adapter } from "../adapters/adapter.ts";
import type { UpstreamTools } from "../adapters/upstream-tools.ts";
import type { AccessGroups } from "../auth/check-model-access.ts";
import type { Settings } from "../config/gateway-config.ts";
import type { Caller } from "../core/caller.ts";
import type { RequestContext } from "../core/context.ts";
import type { KeyHash } from "../core/ids.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { HolderCache } from "../store/holder-store.ts";
import type { ModelIndex } from "../router/model-index.ts";
import type { Router } from "../router/router.ts";
import type { EventRecorder } from "../usage/record-events.ts";
import type { KeptResponses } from "./keep-answer.ts";

/** Everything a request meets on its way, chosen once per isolate. */
export interface Gateway {
  /** A promise only when a store has to be asked. Throws `GatewayError` for anyone who may not call. */
  readonly authenticate: (request: Request, defer: RequestContext["defer"]) => Caller | Promise<Caller>;
  readonly models: ModelIndex;
  readonly accessGroups: AccessGroups;
  readonly adapterOf: (provider: string) => Adapter;
  readonly router: Router;
  readonly limiter: Limiter;
  readonly holders: HolderCache;
  /** Drops every copy of a key, so that the next look finds it as it is. */
  readonly forgetKey: (key: KeyHash) => Promise<void>;
  readonly events: EventRecorder;
  readonly responses: KeptResponses;
  readonly settings: Settings;
  readonly upstream: UpstreamTools;
}
