import { NOTHING_YET } from "../../src/forwards/batches/describe-batch.ts";
import type { BatchLine } from "../../src/store/batch-runs.ts";
import { BatchObject, type StepHandle } from "../../src/store/durable/batch-object.ts";

/** Does one thing on the disk for each alarm, as its endpoint says. */
export class ScriptedBatches extends BatchObject {
  static readonly seen = new Map<string, unknown[]>();
  protected override readonly beginning = NOTHING_YET;

  protected async step({ job, disk, signal }: StepHandle): Promise<number | undefined> {
    const seen = ScriptedBatches.seen.get(job.batch.id) ?? [];
    ScriptedBatches.seen.set(job.batch.id, seen);
    const { progress } = disk;
    seen.push(progress.status);
    if (progress.status === "cancelling") return await Promise.resolve(undefined);
    if (job.endpoint === "/wait") {
      const { promise, resolve } = Promise.withResolvers<void>();
      signal.addEventListener("abort", () => resolve(), { once: true });
      await promise;
      return 60_000;
    }
    if (job.endpoint === "/break") throw new Error("the database is away");
    const long: BatchLine = { number: 2, text: "⚓".repeat(1_200_000) };
    disk.take([{ number: 1, text: "one" }, long, { number: 3, text: "three" }], { ...progress, nextByte: 7 });
    for (const number of [1, 2, 3]) disk.begin(number);
    disk.end(1, "output", "🦀".repeat(600_001), { ...progress, completed: 1 });
    disk.postpone(3);
    return 60_000;
  }
}
