import type { Checkpoint, Revoke, Settle, SettleAnswer, Shrink, Take, TakeAnswer } from "../../counters/command.ts";
import { CounterCore } from "../../counters/counter-core.ts";
import type { CounterStore, OutboxEntry } from "../counter-store.ts";

interface Shard {
  readonly core: CounterCore;
  readonly outbox: Map<string, string>;
}

/** Counters of one isolate, gone with it: for a gateway that runs as a single process, and for tests. */
export class MemoryCounterStore implements CounterStore {
  readonly #shards = new Map<string, Shard>();
  readonly #clock: () => number;
  #lastMs = 0;

  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  async take(shard: string, take: Take): Promise<TakeAnswer> {
    return this.#run(shard, (core, nowMs) => core.take(take, nowMs));
  }

  async checkpoint(shard: string, checkpoint: Checkpoint): Promise<"kept" | "ended"> {
    return this.#run(shard, (core, nowMs) => core.checkpoint(checkpoint, nowMs));
  }

  async shrink(shard: string, shrink: Shrink): Promise<"kept" | "ended"> {
    return this.#run(shard, (core, nowMs) => core.shrink(shrink, nowMs));
  }

  async settle(shard: string, settle: Settle, entry?: OutboxEntry): Promise<SettleAnswer> {
    const answer = this.#run(shard, (core, nowMs) => core.settle(settle, nowMs));
    if (entry !== undefined && answer !== "repeated") putOnce(this.#shard(shard).outbox, entry);
    return answer;
  }

  async revoke(shard: string, revoke: Revoke): Promise<void> {
    this.#shard(shard).core.revoke(revoke);
  }

  async sweep(shard: string): Promise<void> {
    this.#run(shard, (core, nowMs) => core.sweep(nowMs));
  }

  async peekOutbox(shard: string, max: number): Promise<readonly OutboxEntry[]> {
    return [...this.#shard(shard).outbox].slice(0, max).map(([id, event]) => ({ id, event }));
  }

  async forgetOutbox(shard: string, ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#shard(shard).outbox.delete(id);
  }

  #run<Answer>(shard: string, act: (core: CounterCore, nowMs: number) => Answer): Answer {
    const { core, outbox } = this.#shard(shard);
    const answer = act(core, this.#now());
    for (const draft of core.handOver()) putOnce(outbox, draft);
    return answer;
  }

  #shard(name: string): Shard {
    const known = this.#shards.get(name);
    if (known !== undefined) return known;
    const shard = { core: new CounterCore(), outbox: new Map<string, string>() };
    this.#shards.set(name, shard);
    return shard;
  }

  /** The system clock may be set back; the core's must not. */
  #now(): number {
    this.#lastMs = Math.max(this.#lastMs, this.#clock());
    return this.#lastMs;
  }
}

function putOnce(outbox: Map<string, string>, { id, event }: OutboxEntry): void {
  if (!outbox.has(id)) outbox.set(id, event);
}
