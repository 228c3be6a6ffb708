import type { Environment } from "../config/resolve-value.ts";
import type { CounterObject } from "../store/durable/counter-object.ts";

/** What a deployed worker is bound to, beside the variables that the configuration names. */
export interface WorkerEnv extends Environment {
  readonly DB: D1Database;
  readonly KEYS: KVNamespace;
  readonly COUNTERS: DurableObjectNamespace<CounterObject>;
  /** Set by the dev command alone: a gateway without a master key then serves everyone. */
  readonly TOLLGATE_LOCAL?: string;
}
