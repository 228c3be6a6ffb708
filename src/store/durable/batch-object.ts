import { DurableObject } from "cloudflare:workers";
import type { BatchDisk, BatchJob, BatchProgress } from "../batch-runs.ts";
import { SqlBatchDisk } from "./batch-disk.ts";

/** Of the fifteen minutes that the platform gives an alarm: the rest is for the lines that were begun by then. */
const STEP_MS = 4 * 60_000;
const RETRY_MS = 30_000;
/** An alarm that is this late was lost. */
const ALARM_LATE_MS = 10_000;

/** Of one step of a batch's work. */
export interface StepHandle {
  readonly job: BatchJob;
  readonly disk: BatchDisk;
  /** Fires when the batch is cancelled, or when the step has lasted long enough. */
  readonly signal: AbortSignal;
  readonly defer: (work: Promise<unknown>) => void;
}

/** One batch, in steps: each is an alarm, and what it has done is on disk when the next one begins. */
export abstract class BatchObject<Env = unknown> extends DurableObject<Env> {
  readonly #disk = new SqlBatchDisk(this.ctx.storage);
  #stop = new AbortController();
  #isBusy = false;

  /** What is known before the first step. */
  protected abstract readonly beginning: BatchProgress;
  /** Does a step, and says after how many milliseconds there is another; undefined when the batch is over. */
  protected abstract step(handle: StepHandle): Promise<number | undefined>;

  async start(job: BatchJob): Promise<void> {
    this.ctx.storage.transactionSync(() => {
      this.#disk.job = job;
      this.#disk.progress = this.beginning;
    });
    await this.ctx.storage.setAlarm(Date.now());
  }

  async cancel(): Promise<void> {
    if (this.#disk.job === undefined) return;
    const { progress } = this.#disk;
    if (progress.status !== "validating" && progress.status !== "in_progress") return;
    const since = { ...progress.since, cancelling: Date.now() };
    this.#disk.progress = { ...progress, status: "cancelling", since };
    this.#stop.abort();
    // It may be waiting for room.
    await this.ctx.storage.setAlarm(Date.now());
  }

  async wake(): Promise<void> {
    if (this.#isBusy || this.#disk.job === undefined) return;
    const alarmAtMs = (await this.ctx.storage.getAlarm()) ?? -Infinity;
    if (alarmAtMs < Date.now() - ALARM_LATE_MS) await this.ctx.storage.setAlarm(Date.now());
  }

  override async alarm(): Promise<void> {
    const { job } = this.#disk;
    if (job === undefined) return;
    this.#isBusy = true;
    const nextMs = await this.#step(job).finally(() => (this.#isBusy = false));
    if (nextMs === undefined) await this.ctx.storage.deleteAll();
    // What was stopped has not waited for anything.
    else await this.ctx.storage.setAlarm(Date.now() + (this.#stop.signal.aborted ? 0 : nextMs));
  }

  async #step(job: BatchJob): Promise<number | undefined> {
    this.#stop = new AbortController();
    const timer = setTimeout(() => this.#stop.abort(), STEP_MS);
    const deferred: Promise<unknown>[] = [];
    try {
      const { signal } = this.#stop;
      return await this.step({ job, disk: this.#disk, signal, defer: (work) => void deferred.push(work) });
    } catch (error) {
      // Waited out without end: the platform's own retries stop after six.
      console.error("a step of a batch failed and is tried again", job.batch.id, error);
      return RETRY_MS;
    } finally {
      clearTimeout(timer);
      await Promise.allSettled(deferred);
    }
  }
}
