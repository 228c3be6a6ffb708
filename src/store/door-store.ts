/** What several isolates have counted together, of one kind of attempt. */
export interface DoorStore {
  /**
   * Counts one attempt from a network address and resolves to the instant until which more of them are too many (epoch
   * milliseconds), or undefined while they are not. Rejects with `DoorStoreError` when there was no answer in time;
   * whether the attempt was counted is then unknown.
   */
  charge(address: string): Promise<number | undefined>;
}

/** The message tells nothing of addresses, keys or commands: it is for the log. */
export class DoorStoreError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "DoorStoreError";
  }
}
