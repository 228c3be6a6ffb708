import type { Adapter } from "../adapters/adapter.ts";
import type { UpstreamTools } from "../adapters/upstream-tools.ts";
import type { Authenticator } from "../auth/authenticate.ts";
import type { AccessGroups } from "../auth/check-model-access.ts";
import type { Settings } from "../config/gateway-config.ts";
import type { KeyHash } from "../core/ids.ts";
import type { Limiter } from "../limits/limiter.ts";
import type { BatchRuns } from "../store/batch-runs.ts";
import type { BackgroundRuns } from "../store/background-runs.ts";
import type { FileStore } from "../store/file-store.ts";
import type { HolderCache } from "../store/holder-store.ts";
import type { ManagedObjects } from "../store/managed-objects.ts";
import type { ModelIndex } from "../router/model-index.ts";
import type { Router } from "../router/router.ts";
import type { EventRecorder } from "../usage/record-events.ts";
import type { KeptResponses } from "./keep-answer.ts";

/** Everything a request meets on its way, chosen once per isolate. */
export interface Gateway {
  /** A promise only when a store has to be asked. Throws `GatewayError` for anyone who may not call. */
  readonly authenticate: Authenticator;
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
  /** Absent where nothing can go on without its client. */
  readonly runs?: BackgroundRuns | undefined;
  /** Whose the files and the like are that clients name. */
  readonly objects: ManagedObjects;
  /** Absent where the gateway itself keeps no files. */
  readonly files?: FileStore | undefined;
  /** Absent where the gateway asks no batches itself. */
  readonly batches?: BatchRuns | undefined;
  readonly settings: Settings;
  readonly upstream: UpstreamTools;
}
