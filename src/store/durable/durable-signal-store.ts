import type { DeploymentId } from "../../core/ids.ts";
import { inTime } from "../in-time.ts";
import { type Cooldown, type SignalStore, SignalStoreError } from "../signal-store.ts";
import type { SignalObject } from "./signal-object.ts";

/** Nobody waits for a signal: this only ends what would hang. */
const DEADLINE_MS = 1_000;
const OBJECT = "gateway";

/** One object for the whole gateway: an isolate asks it at most once a second. */
export class DurableSignalStore implements SignalStore {
  readonly #namespace: DurableObjectNamespace<SignalObject>;
  readonly #deadlineMs: number;

  constructor(
    namespace: DurableObjectNamespace<SignalObject>,
    { deadlineMs = DEADLINE_MS }: { readonly deadlineMs?: number } = {},
  ) {
    this.#namespace = namespace;
    this.#deadlineMs = deadlineMs;
  }

  async cool(id: DeploymentId, untilMs: number): Promise<void> {
    await this.#ask(async (object) => await object.cool(id, untilMs));
  }

  async read(): Promise<readonly Cooldown[]> {
    return await this.#ask(async (object) => await object.read());
  }

  async #ask<Answer>(call: (object: DurableObjectStub<SignalObject>) => Promise<Answer>): Promise<Answer> {
    try {
      // A stub that has failed may go on failing.
      return await inTime(call(this.#namespace.get(this.#namespace.idFromName(OBJECT))), this.#deadlineMs);
    } catch {
      throw new SignalStoreError("The object that shares signals did not answer.");
    }
  }
}
