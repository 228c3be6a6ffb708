import type { JsonObject } from "../../core/json.ts";
import type { BackgroundJob, NumberedFrame, Refusal } from "../background-runs.ts";
import type { RunDisk } from "./run-disk.ts";
import type { FrameSource } from "./stream-frames.ts";

/** Of frames in memory. Those before are on disk: an answer may have a million. */
const RECENT_CHARS_MAX = 256 * 1024;

/** A run in the memory of the object that does it. */
export class RunUnderWay implements FrameSource {
  readonly job: BackgroundJob;
  /** Resolves with the refusal of a request that was not let in. */
  readonly letIn = Promise.withResolvers<Refusal | undefined>();
  readonly over = Promise.withResolvers<void>();
  readonly #disk: RunDisk;
  readonly #stop = new AbortController();
  /** Those that are not on disk. */
  #recent: NumberedFrame[] = [];
  #recentChars = 0;
  /** How many there are on disk. */
  #kept = 0;
  /** How many may be read by now. */
  #shown = 0;
  #changed = Promise.withResolvers<void>();
  #latest: JsonObject;
  #answer: JsonObject;
  #isWhole = false;
  hasBegun = false;
  /** Whoever made the request waits to be told whether it was let in. */
  isAwaited = true;
  isOver = false;

  constructor(job: BackgroundJob, disk: RunDisk) {
    this.job = job;
    this.#disk = disk;
    this.#latest = this.#answer = job.queued;
  }

  get signal(): AbortSignal {
    return this.#stop.signal;
  }

  /** As far as it may be read by now. */
  get answer(): JsonObject {
    return this.#answer;
  }

  /** It was ended from outside: its end is on disk, and not among its frames. */
  get isCut(): boolean {
    return this.isOver && !this.#isWhole;
  }

  read(place: number): readonly NumberedFrame[] {
    const frames = place < this.#kept ? this.#disk.framesFrom(place) : this.#recent.slice(place - this.#kept);
    return frames.slice(0, this.#shown - place);
  }

  /** Resolves when there is more to read, or nothing will come any more. */
  get changed(): Promise<void> {
    return this.#changed.promise;
  }

  stop(reason?: Error): void {
    this.#stop.abort(reason);
  }

  /** `isLast`: nobody is told until the answer is kept, because who has read that it is over may come back at once. */
  told(frames: readonly NumberedFrame[], answer: JsonObject, isLast: boolean): void {
    for (const frame of frames) {
      this.#recent.push(frame);
      this.#recentChars += frame.text.length;
    }
    if (this.#recentChars > RECENT_CHARS_MAX) this.#putAway();
    this.#latest = answer;
    if (!isLast) this.#show();
  }

  /** It has come to an end of its own: all of it goes to disk. */
  close(): void {
    this.#putAway();
    this.#disk.answer = this.#latest;
    this.#isWhole = true;
  }

  end(): void {
    this.isOver = true;
    this.#show();
    this.over.resolve();
  }

  #putAway(): void {
    if (this.#recent.length > 0) this.#disk.addFrames(this.#recent);
    this.#kept += this.#recent.length;
    this.#recent = [];
    this.#recentChars = 0;
  }

  #show(): void {
    this.#shown = this.#kept + this.#recent.length;
    this.#answer = this.#latest;
    this.#changed.resolve();
    this.#changed = Promise.withResolvers();
  }
}
