/** Remembers which alerts were sent, for all isolates. Every method throws `store_unavailable` when it cannot. */
export interface AlertStore {
  /** True when nobody claimed this name within the last `pauseMs`: from now on the caller has. */
  claim(name: string, nowMs: number, pauseMs: number): Promise<boolean>;
  /** As if it had never been claimed. */
  release(name: string): Promise<void>;
}
