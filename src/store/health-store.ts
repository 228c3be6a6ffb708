import type { DeploymentId } from "../core/ids.ts";

/** What one probe found. Of deployments that were not asked, only the reason is known. No text holds a secret. */
export type Finding =
  | { readonly verdict: "healthy"; readonly latencyMs: number }
  /** `status` is the one that a client's request would have ended with. */
  | { readonly verdict: "unhealthy"; readonly latencyMs: number; readonly status: number; readonly error: string }
  | { readonly verdict: "unprobed"; readonly reason: string };

export interface Probed {
  readonly deployment: DeploymentId;
  readonly finding: Finding;
}

/** What one run of probes found. */
export interface HealthReport {
  /** Epoch milliseconds. */
  readonly startedAtMs: number;
  readonly probes: readonly Probed[];
}

/** The latest report of the scheduled probes. Rejects when the store cannot be asked. */
export interface HealthStore {
  /** Whether nobody began a run within the last `pauseMs`; the caller then is who begins one at `nowMs`. */
  claim(nowMs: number, pauseMs: number): Promise<boolean>;
  save(report: HealthReport): Promise<void>;
  /** Undefined when there is none, or none that this version can read. */
  load(): Promise<HealthReport | undefined>;
}
