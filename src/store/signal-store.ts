import type { DeploymentId } from "../core/ids.ts";

export interface Cooldown {
  readonly id: DeploymentId;
  /** Until then it is left alone: epoch milliseconds. */
  readonly untilMs: number;
}

/**
 * What isolates tell each other about deployments: hints, which may get lost. Every method rejects with
 * `SignalStoreError` when there was no answer in time.
 */
export interface SignalStore {
  /** Of several ends the latest counts. One that has passed is ignored. */
  cool(id: DeploymentId, untilMs: number): Promise<void>;
  /** All that cool, in any order. */
  read(): Promise<readonly Cooldown[]>;
}

export class SignalStoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "SignalStoreError";
  }
}
