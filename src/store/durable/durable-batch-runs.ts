import { GatewayError } from "../../core/errors.ts";
import type { BatchJob, BatchRuns } from "../batch-runs.ts";
import { inTime } from "../in-time.ts";
import type { BatchObject } from "./batch-object.ts";

const ANSWER_MS = 10_000;

/** One object for each batch. */
export class DurableBatchRuns implements BatchRuns {
  readonly #namespace: DurableObjectNamespace<BatchObject>;

  constructor(namespace: DurableObjectNamespace<BatchObject>) {
    this.#namespace = namespace;
  }

  async start(job: BatchJob): Promise<void> {
    await this.#ask(job.batch.id, async (object) => await object.start(job));
  }

  async cancel(id: string): Promise<void> {
    await this.#ask(id, async (object) => await object.cancel());
  }

  async wake(id: string): Promise<void> {
    await this.#ask(id, async (object) => await object.wake());
  }

  async #ask(id: string, call: (object: DurableObjectStub<BatchObject>) => Promise<void>): Promise<void> {
    try {
      await inTime(call(this.#namespace.get(this.#namespace.idFromName(id))), ANSWER_MS);
    } catch (cause) {
      throw new GatewayError("store_unavailable", "What runs in background cannot be reached. Try again shortly.", {
        cause,
        retryAfterSeconds: 1,
      });
    }
  }
}
