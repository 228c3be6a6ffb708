import { GatewayError } from "../../core/errors.ts";
import { type CounterStore, CounterStoreError } from "../counter-store.ts";
import type { RedisAccess } from "./open-client.ts";
import { RedisCounterStore } from "./redis-counter-store.ts";

export const REDIS_VARIABLES = ["UPSTASH_REDIS_REST_URL", "UPSTASH_REDIS_REST_TOKEN"] as const;

interface Opened {
  readonly counters: CounterStore;
  /** For whatever else may be kept there; undefined when there is a problem. */
  readonly access?: RedisAccess;
  /** Why there are no counters: each command then rejects with `gateway_not_configured`. */
  readonly problem?: string;
}

/**
 * The counters that the two variables name, or undefined when neither is set. What is set by half or wrong never leads to
 * another store: two stores would each count from zero.
 */
export function openCounters(variable: (name: string) => string | undefined, deadlineMs: number): Opened | undefined {
  const [url, token] = REDIS_VARIABLES.map(variable);
  if (!url && !token) return undefined;
  if (!url || !token) {
    const [set, unset] = url ? REDIS_VARIABLES : REDIS_VARIABLES.toReversed();
    return refuse(`${set} is set, but ${unset} is not: the counters need both, or neither.`);
  }
  try {
    const access = { url, token };
    return { counters: new RedisCounterStore({ ...access, deadlineMs }), access };
  } catch (error) {
    if (error instanceof CounterStoreError) return refuse(`${REDIS_VARIABLES[0]} is no HTTP URL.`);
    throw error;
  }
}

function refuse(problem: string): Opened {
  const reject = (): Promise<never> => Promise.reject(new GatewayError("gateway_not_configured", problem));
  const counters: CounterStore = {
    take: reject,
    checkpoint: reject,
    shrink: reject,
    settle: reject,
    revoke: reject,
    sweep: reject,
    peekOutbox: reject,
    forgetOutbox: reject,
  };
  return { counters, problem };
}
