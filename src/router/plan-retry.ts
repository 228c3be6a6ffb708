import type { Fault } from "../core/fault.ts";
import { judgeFault } from "./judge-fault.ts";
import type { RouterSettings } from "./router-settings.ts";

const RETRY_AFTER_MS_MAX = 60_000;
const RETRY_AFTER_JITTER_MS = 750;
const BACKOFF_MS = 500;
const BACKOFF_MS_MAX = 8_000;

export interface FailedAttempt {
  readonly fault: Fault;
  /** The public name of the group. */
  readonly group: string;
  /** `routing.retries` of the deployment that failed. */
  readonly deploymentRetries?: number | undefined;
  /** What the client wishes. */
  readonly wishedRetries?: number | undefined;
  /** Retries that the request has had in this group. */
  readonly retried: number;
  /** A healthy deployment of the group is left that the request has not been to. */
  readonly hasOther: boolean;
  /** Every deployment of the group cools by now: none is to be asked again, and a refusal at once is better than a late one. */
  readonly allCool?: boolean;
  /** Until the request has to be answered. */
  readonly remainingMs: number;
}

export type RetryPlan = { readonly retry: false } | { readonly retry: true; readonly delayMs: number };

type RetrySettings = Pick<RouterSettings, "retries" | "retryPolicy" | "groupRetryPolicy" | "retryAfterMs">;

const NO_RETRY: RetryPlan = { retry: false };

/**
 * Whether a request that failed is tried again in its group, and how long it waits first. It waits only where it would come
 * back to a deployment that has failed. `random` is from 0 to below 1.
 */
export function planRetry(
  attempt: FailedAttempt,
  settings: RetrySettings,
  random: () => number = Math.random,
): RetryPlan {
  if (attempt.retried >= countRetries(attempt, settings)) return NO_RETRY;
  // The same limit of our own would refuse it again, and the client is told how long it lasts.
  const isElsewhere = attempt.fault.isLocal === true || judgeFault(attempt.fault).retry === "elsewhere";
  if (!attempt.hasOther && (attempt.allCool || isElsewhere)) return NO_RETRY;
  const delayMs = attempt.hasOther ? 0 : Math.max(settings.retryAfterMs, pauseFor(attempt, random));
  return delayMs < attempt.remainingMs ? { retry: true, delayMs } : NO_RETRY;
}

/**
 * How often a request is tried again after such a fault. The deployment's own number goes first, then the policy (a
 * group's stands in for the general one), the client's wish, and the general number. What nobody would answer better is
 * tried again only where a policy names its class.
 */
export function countRetries(
  { fault, group, deploymentRetries, wishedRetries }: FailedAttempt,
  { retries, retryPolicy, groupRetryPolicy }: RetrySettings,
): number {
  const policy = (Object.hasOwn(groupRetryPolicy, group) ? groupRetryPolicy[group] : undefined) ?? retryPolicy;
  const named = policy[fault.kind];
  if (judgeFault(fault).retry === "nowhere") return named ?? 0;
  return deploymentRetries ?? named ?? wishedRetries ?? retries;
}

/** As long as the provider says and a little more, so that not all come back at once; else exponential, with full jitter. */
function pauseFor({ fault: { retryAfterMs = 0 }, retried }: FailedAttempt, random: () => number): number {
  return retryAfterMs > 0 && retryAfterMs <= RETRY_AFTER_MS_MAX
    ? retryAfterMs + random() * Math.min(retryAfterMs, RETRY_AFTER_JITTER_MS)
    : random() * Math.min(BACKOFF_MS * 2 ** retried, BACKOFF_MS_MAX);
}
