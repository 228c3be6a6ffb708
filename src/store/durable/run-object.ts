import { DurableObject } from "cloudflare:workers";
import { GatewayError } from "../../core/errors.ts";
import type { JsonObject } from "../../core/json.ts";
import type { BackgroundJob, KeptJob, NumberedFrame, Refusal, RunEnd } from "../background-runs.ts";
import { within } from "../../streams/within.ts";
import { RunDisk } from "./run-disk.ts";
import { RunUnderWay } from "./run-under-way.ts";
import { type FrameSource, streamFrames } from "./stream-frames.ts";

/** The platform gives an alarm fifteen minutes. */
const RUN_MS_MAX = 14 * 60_000;
/** Whoever made the request waits this long to be told that it was refused. */
const LET_IN_MS = 20_000;
/** How long the stream of an answer that is over can be read again. */
const REMEMBERED_MS = 3_600_000;
const RETRY_MS = 30_000;
/** What could not be kept for so long cannot be kept at all. */
const GIVE_UP_AFTER_MS = 86_400_000;

/** A run as the one who does it sees it. */
export interface RunHandle {
  readonly job: BackgroundJob;
  readonly signal: AbortSignal;
  readonly defer: (work: Promise<unknown>) => void;
  readonly letIn: () => void;
  /** Whether a refusal would still be told to whoever made the request. */
  readonly isAwaited: () => boolean;
  /** `isLast`: the answer is over. */
  readonly told: (frames: readonly NumberedFrame[], answer: JsonObject, isLast: boolean) => void;
}

/**
 * One answer that is written in background. It runs in an alarm, because the platform lets nothing else go on for minutes
 * when nobody waits. What was said last is in memory; what was said before, and all of it once it is over, is on disk.
 */
export abstract class RunObject<Env = unknown> extends DurableObject<Env> {
  readonly #disk = new RunDisk(this.ctx.storage.kv);
  #run: RunUnderWay | undefined;
  /** Keeps what is over; see `#finish`. */
  #finishing: Promise<number | undefined> | undefined;

  /** Resolves with the refusal of a request that was not let in. */
  protected abstract run(handle: RunHandle): Promise<Refusal | undefined>;
  /** How an answer ends whose object ended before it. */
  protected abstract endOfLost(job: KeptJob): RunEnd;
  /** Keeps an answer that is over. Rejects when it may not be kept. */
  protected abstract keep(job: KeptJob, answer: JsonObject): Promise<void>;

  async start(job: BackgroundJob): Promise<Refusal | undefined> {
    const run = (this.#run = new RunUnderWay(job, this.#disk));
    this.#disk.job = { row: job.row, queued: job.queued };
    await this.ctx.storage.setAlarm(Date.now());
    const refusal = await within(LET_IN_MS, run.letIn.promise);
    run.isAwaited = false;
    return refusal;
  }

  /** The answer as far as it is known, as JSON. */
  async look(owner: string | undefined): Promise<string | undefined> {
    const job = this.#jobOf(owner);
    return job && JSON.stringify(this.#run?.answer ?? (await this.#answerOf(job)));
  }

  async follow(owner: string | undefined, after: number): Promise<ReadableStream<Uint8Array> | undefined> {
    const job = this.#jobOf(owner);
    if (job === undefined) return undefined;
    if (this.#run === undefined) await this.#answerOf(job);
    return streamFrames(this.#run ?? this.#overOnDisk, after);
  }

  /** One that is over stays as it is. */
  async cancel(owner: string | undefined): Promise<string | undefined> {
    if (this.#jobOf(owner) === undefined) return undefined;
    this.#run?.stop();
    await this.#run?.over.promise;
    return await this.look(owner);
  }

  /** False where there was none of this owner. */
  async remove(owner: string | undefined): Promise<boolean> {
    if ((await this.cancel(owner)) === undefined) return false;
    // What is being kept at this moment would come back.
    await this.#finishing;
    await this.#forget();
    return true;
  }

  override async alarm(): Promise<void> {
    const deferred: Promise<unknown>[] = [];
    if (this.#run?.hasBegun === false) await this.#execute(this.#run, (work) => void deferred.push(work));
    const job = this.#disk.job;
    this.#finishing = job && this.#finish(job);
    const nextMs = await this.#finishing;
    this.#run?.end();
    this.#run = undefined;
    if (nextMs === undefined) await this.#forget();
    else await this.ctx.storage.setAlarm(nextMs);
    // Nobody waits for it: among it are events of others, which may go on coming.
    await Promise.allSettled(deferred);
  }

  async #execute(run: RunUnderWay, defer: RunHandle["defer"]): Promise<void> {
    run.hasBegun = true;
    const late = new GatewayError("provider_timeout", `The answer took longer than ${RUN_MS_MAX / 60_000} minutes.`);
    const timer = setTimeout(() => run.stop(late), RUN_MS_MAX);
    let refusal: Refusal | undefined;
    try {
      refusal = await this.run({
        job: run.job,
        signal: run.signal,
        defer,
        letIn: () => run.letIn.resolve(undefined),
        isAwaited: () => run.isAwaited,
        told: (frames, answer, isLast) => run.told(frames, answer, isLast),
      });
      if (refusal === undefined) run.close();
      else if (run.isAwaited) await this.#forget();
    } catch (error) {
      console.error("an answer in background was cut off", run.job.row.id, error);
    } finally {
      clearTimeout(timer);
      run.letIn.resolve(refusal);
    }
  }

  /** Sees to it that the answer is kept, and says when to look again; undefined when there is nothing more to do. */
  async #finish(job: KeptJob): Promise<number | undefined> {
    const answer = this.#disk.answer ?? this.#lose(job);
    const keptAtMs = this.#disk.keptAtMs;
    if (keptAtMs !== undefined) return keptAtMs + REMEMBERED_MS > Date.now() ? keptAtMs + REMEMBERED_MS : undefined;
    try {
      await this.keep(job, answer);
    } catch (error) {
      console.error("an answer in background is not kept yet", job.row.id, String(error));
      const nowMs = Date.now();
      return nowMs - job.row.createdAtMs < GIVE_UP_AFTER_MS ? nowMs + RETRY_MS : undefined;
    }
    this.#disk.keptAtMs = Date.now();
    return Date.now() + REMEMBERED_MS;
  }

  /** Without a run in memory there will never be more on disk, and where its alarm comes again is the platform's to say. */
  async #answerOf(job: KeptJob): Promise<JsonObject> {
    const known = this.#disk.answer;
    if (known !== undefined) return known;
    const lost = this.#lose(job);
    await this.ctx.storage.setAlarm(Date.now());
    return lost;
  }

  /** Of a run that has left no end. */
  #lose(job: KeptJob): JsonObject {
    const { answer, frames } = this.endOfLost(job);
    this.#disk.dropFrames();
    this.#disk.addFrames(frames);
    this.#disk.answer = answer;
    return answer;
  }

  get #overOnDisk(): FrameSource {
    const read: FrameSource["read"] = (place) => this.#disk.framesFrom(place);
    return { read, isOver: true, isCut: false, changed: Promise.resolve() };
  }

  async #forget(): Promise<void> {
    await this.ctx.storage.deleteAlarm();
    await this.ctx.storage.deleteAll();
  }

  /** Undefined also for one that is another's. */
  #jobOf(owner: string | undefined): KeptJob | undefined {
    const job = this.#run?.job ?? this.#disk.job;
    return owner === undefined || job?.row.owner === owner ? job : undefined;
  }
}
