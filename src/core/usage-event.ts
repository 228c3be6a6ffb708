import type { ErrorCode } from "./errors.ts";
import type { FaultKind } from "./fault.ts";
import type { DeploymentId, KeyHash, OrganizationId, RequestId, TeamId, UserId } from "./ids.ts";
import type { NanoUsd } from "./money.ts";
import type { Operation } from "./operation.ts";
import type { Usage } from "./usage.ts";

/**
 * served     the whole answer was sent
 * cached     answered from the cache
 * refused    turned away by the gateway before any provider was called
 * failed     a provider, or the gateway, did not finish its work
 * abandoned  the client left before the answer was complete
 */
export const OUTCOMES = ["served", "cached", "refused", "failed", "abandoned"] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** An attempt that failed, and how. */
export interface RouteStep {
  /** The public name of the group. */
  readonly group: string;
  readonly deployment: DeploymentId;
  readonly fault: FaultKind;
}

/**
 * The one fact each request leaves behind. Spend, logs and reports are all read from this event;
 * nothing else records what a request did.
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
  readonly operation: Operation;
  readonly path: string;
  readonly stream: boolean;
  readonly requestedModel: string;
  readonly modelGroup?: string | undefined;
  readonly deployment?: DeploymentId | undefined;
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  readonly attempts: number;
  /** Attempts that failed, in their order. */
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
