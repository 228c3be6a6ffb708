import { usableMsOf } from "../../counters/bounds.ts";
import type { Checkpoint, Revoke, Settle, SettleAnswer, Shrink, Take, TakeAnswer } from "../../counters/command.ts";
import { CounterStoreError } from "../counter-store.ts";
import type { CounterStore, OutboxEntry } from "../counter-store.ts";
import { inTime } from "../in-time.ts";
import type { CounterObject } from "./counter-object.ts";

const DEADLINE_MS = 150;
const RETRIES_MAX = 2;
const PAUSE_MS_MAX = 20;

export interface DurableCounterOptions {
  /** For an answer, with all retries. */
  readonly deadlineMs?: number;
  /** From 0 to below 1; spreads retries. */
  readonly random?: () => number;
}

type CounterStub = DurableObjectStub<CounterObject>;

/** One object for each shard. */
export class DurableCounterStore implements CounterStore {
  readonly #namespace: DurableObjectNamespace<CounterObject>;
  readonly #deadlineMs: number;
  readonly #random: () => number;

  constructor(
    namespace: DurableObjectNamespace<CounterObject>,
    { deadlineMs = DEADLINE_MS, random = Math.random }: DurableCounterOptions = {},
  ) {
    this.#namespace = namespace;
    this.#deadlineMs = deadlineMs;
    this.#random = random;
  }

  async take(shard: string, take: Take): Promise<TakeAnswer> {
    // The object would refuse it too, and that would read as if it were away.
    usableMsOf(take);
    return await this.#ask(shard, async (object) => await object.take(take));
  }

  async checkpoint(shard: string, checkpoint: Checkpoint): Promise<"kept" | "ended"> {
    return await this.#ask(shard, async (object) => await object.checkpoint(checkpoint));
  }

  async shrink(shard: string, shrink: Shrink): Promise<"kept" | "ended"> {
    return await this.#ask(shard, async (object) => await object.shrink(shrink));
  }

  async settle(shard: string, settle: Settle, entry?: OutboxEntry): Promise<SettleAnswer> {
    return await this.#ask(shard, async (object) => await object.settle(settle, entry));
  }

  async revoke(shard: string, revoke: Revoke): Promise<void> {
    await this.#ask(shard, async (object) => await object.revoke(revoke));
  }

  async sweep(shard: string): Promise<void> {
    await this.#ask(shard, async (object) => await object.sweep());
  }

  async peekOutbox(shard: string, max: number): Promise<readonly OutboxEntry[]> {
    return await this.#ask(shard, async (object) => await object.peekOutbox(max));
  }

  async forgetOutbox(shard: string, ids: readonly string[]): Promise<void> {
    await this.#ask(shard, async (object) => await object.forgetOutbox(ids));
  }

  async #ask<Answer>(shard: string, call: (object: CounterStub) => Promise<Answer>): Promise<Answer> {
    const end = new AbortController();
    try {
      return await inTime(this.#call(shard, call, end.signal), this.#deadlineMs);
    } catch (cause) {
      throw new CounterStoreError("The counters did not answer.", cause);
    } finally {
      end.abort();
    }
  }

  /** Commands carry their id, so one that may have been carried out can be sent again. */
  async #call<Answer>(
    shard: string,
    call: (object: CounterStub) => Promise<Answer>,
    end: AbortSignal,
  ): Promise<Answer> {
    for (let retries = 0; ; retries += 1) {
      try {
        // A stub that has failed may go on failing.
        return await call(this.#namespace.get(this.#namespace.idFromName(shard)));
      } catch (error) {
        if (retries === RETRIES_MAX || end.aborted || !mayRetry(error)) throw error;
        await pause(this.#random() * PAUSE_MS_MAX * (retries + 1));
        if (end.aborted) throw error;
      }
    }
  }
}

/** An object that has too much to do gets no more of it. */
const mayRetry = (error: unknown): boolean =>
  error instanceof Error && has(error, "retryable") && !has(error, "overloaded");

const has = (error: object, flag: "retryable" | "overloaded"): boolean =>
  (error as Partial<Record<typeof flag, unknown>>)[flag] === true;

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
