import { NOTHING_YET } from "../forwards/batches/describe-batch.ts";
import { advanceBatch } from "../forwards/batches/advance-batch.ts";
import { runLine } from "../forwards/batches/run-line.ts";
import { BatchObject, type StepHandle } from "../store/durable/batch-object.ts";
import type { Edition } from "./live-gateway.ts";
import type { EditionKeeper } from "./keep-edition.ts";
import type { WorkerEnv } from "./worker-env.ts";

const RETRY_MS = 30_000;

/** Batches whose lines are asked here, behind the gateway as it is configured then. */
export abstract class LineBatches extends BatchObject<WorkerEnv> {
  protected abstract readonly open: (env: WorkerEnv) => EditionKeeper<Edition>;
  protected override readonly beginning = NOTHING_YET;

  protected async step({ job, disk, signal, defer }: StepHandle): Promise<number | undefined> {
    const { parts } = await this.open(this.env).current(defer);
    const { gateway, objects } = parts;
    const { files } = gateway;
    // The bucket was unbound meanwhile; it may come back.
    if (files === undefined) return RETRY_MS;
    const tools = { gateway, now: Date.now, defer };
    return await advanceBatch(job, disk, {
      ask: async (line) => await runLine(job, line, tools),
      objects,
      files,
      signal,
      now: Date.now,
    });
  }
}
