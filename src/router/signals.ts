import type { DeploymentId } from "../core/ids.ts";

/** What an isolate knows of deployments at this moment: hints for choosing, never truth. */
export interface Signals {
  /** Until this instant it is better left alone; 0 when it is not cooling. */
  cooledUntilMs(id: DeploymentId): number;
  /** Attempts that this isolate has under way. */
  inFlight(id: DeploymentId): number;
  /** Milliseconds of its latest answers: to the first byte of a stream, or per output token of a whole answer. Newest last. */
  latencies(id: DeploymentId, isStream: boolean): readonly number[];
  /** Seen by this isolate in the minute at hand. */
  usage(id: DeploymentId): { readonly requests: number; readonly tokens: number };
}
