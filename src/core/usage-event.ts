import type { ErrorCode } from "./errors.ts";
import type { FaultKind } from "./fault.ts";
import type { DeploymentId, KeyHash, OrganizationId, RequestId, TeamId, UserId } from "./ids.ts";
import { asId } from "./ids.ts";
import type { NanoUsd } from "./money.ts";
import type { Activity } from "./operation.ts";
import type { Usage } from "./usage.ts";

/**
 * served     the whole answer was sent
 * cached     answered from the cache
 * refused    turned away by the gateway before any provider was called
 * failed     a provider, or the gateway, did not finish its work
 * abandoned  nobody waited until the answer was complete: the client left, or another deployment was faster
 */
export const OUTCOMES = ["served", "cached", "refused", "failed", "abandoned"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** An attempt that did not come to the answer, and why. */
export interface RouteStep {
  /** The public name of the group. */
  readonly group: string;
  readonly deployment: DeploymentId;
  /** Outrun: another attempt answered before this one had ended. */
  readonly fault: FaultKind | "outrun";
}

/** In the place of a key where nobody is charged. */
export const NOBODY: KeyHash = asId<"key-hash">("");

/**
 * The one fact each request leaves behind. Spend, logs and reports are all read from this event;
 * nothing else records what a request did.
 *
 * An attempt whose answer nobody got, but which its provider may bill, leaves one more: under the id of its request and the
 * number of the attempt, with neither key nor any other holder, so that it is in the sums of its deployment and provider only.
 */
export interface UsageEvent {
  readonly id: RequestId;
  readonly startedAtMs: number;
  readonly key: KeyHash;
  readonly user?: UserId | undefined;
  readonly team?: TeamId | undefined;
  readonly organization?: OrganizationId | undefined;
  /** The end user named by the client, if any. */
  readonly endUser?: string | undefined;
  readonly operation: Activity;
  readonly path: string;
  readonly stream: boolean;
  readonly requestedModel: string;
  readonly modelGroup?: string | undefined;
  readonly deployment?: DeploymentId | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly attempts: number;
  /** Attempts that did not come to the answer, in the order of their ends. */
  readonly route?: readonly RouteStep[] | undefined;
  readonly outcome: Outcome;
  readonly status: number;
  readonly error?: ErrorCode | undefined;
  readonly errorMessage?: string | undefined;
  readonly usage: Usage;
  readonly cost: NanoUsd;
  /** True when the model has no known price: the cost of 0 is a gap, not a fact. */
  readonly unpriced: boolean;
  readonly durationMs: number;
  readonly firstByteMs?: number | undefined;
  readonly tags: readonly string[];
}
