import type { WorkersAi } from "../adapters/upstream-tools.ts";
import type { Environment } from "../config/resolve-value.ts";
import type { BatchObject } from "../store/durable/batch-object.ts";
import type { CounterObject } from "../store/durable/counter-object.ts";
import type { RunObject } from "../store/durable/run-object.ts";
import type { SignalObject } from "../store/durable/signal-object.ts";

/** What a deployed worker is bound to, beside the variables that the configuration names. */
export interface WorkerEnv extends Environment {
  readonly DB: D1Database;
  readonly KEYS: KVNamespace;
  readonly COUNTERS: DurableObjectNamespace<CounterObject>;
  /** Without it, and without Redis, each isolate knows of the cooldowns that it began itself. */
  readonly SIGNALS?: DurableObjectNamespace<SignalObject>;
  /** Where the gateway itself keeps files; without it, only providers do. */
  readonly FILES?: R2Bucket;
  /** Without it, nothing is answered in background but by providers that do so themselves. */
  readonly RUNS?: DurableObjectNamespace<RunObject>;
  /** Without it, batches are for the providers that have them. */
  readonly BATCHES?: DurableObjectNamespace<BatchObject>;
  /** Workers AI, where the provider `cloudflare` is to need neither an account nor a key. */
  readonly AI?: WorkersAi;
  /** Set by the dev command alone: a gateway without a master key then serves everyone. */
  readonly TOLLGATE_LOCAL?: string;
}
