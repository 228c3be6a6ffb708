import type { Checkpoint, Command, Settle, Shrink, Take, TakeAnswer } from "../../src/counters/command.ts";
import type { CounterCore } from "../../src/counters/counter-core.ts";
import type { CoreState } from "../../src/counters/core-state.ts";
import { packState, unpackState } from "../../src/counters/snapshot.ts";
import type { OutboxEntry } from "../../src/store/counter-store.ts";
import type { Random } from "../support/random.ts";
import type { Ledger } from "./ledger.ts";
import type { Endpoint, Region } from "./network.ts";
import type { VirtualTime } from "./virtual-time.ts";

export type Asked = Command | { readonly op: "sweep" };
export type Answer = TakeAnswer | string | undefined;

/** What was asked, when it was decided by the authority's own clock, and how. */
export interface Decision {
  readonly shard: string;
  readonly atMs: number;
  readonly asked: Asked;
  readonly answer: Answer;
}

export type Reply = (outcome: { readonly answer: Answer } | { readonly error: string }) => void;

/** A decision that is not on the disk yet, and whoever waits for it. */
interface Pending extends Decision {
  readonly isKept: boolean;
  readonly entries: readonly OutboxEntry[];
  /** The state after it, where a snapshot was due. */
  readonly snapshot?: readonly string[];
  readonly reply?: Reply | undefined;
}

/** What planted faults change. */
export interface AuthorityRules {
  readonly makeCore: (state?: CoreState) => CounterCore;
  /** An answer that leaves before its row is on the disk. */
  readonly answersEarly?: boolean;
  /** Entries are struck off before the ledger has them. */
  readonly forgetsEarly?: boolean;
  /** What a restart finds of the state. */
  readonly recover?: (state: CoreState) => CoreState;
  /** Entries of settlements that come after the lease has run out are dropped. */
  readonly dropsLateEntries?: boolean;
}

const SNAPSHOT_AFTER_ROWS = 100;
const WRITE_MS = 4;
const DOWN_MS_MAX = 3_000;
const DELIVER_AFTER_MS = 1_000;
const BATCH_ENTRIES = 500;

/** One shard's authority: the real core in memory, its commands in a log that alone survives a crash. */
export class Authority implements Endpoint {
  readonly name: string;
  readonly region: Region;
  core: CounterCore;
  isUp = true;
  rows = 0;
  readonly outbox = new Map<string, string>();
  readonly #time: VirtualTime;
  readonly #random: Random;
  readonly #rules: AuthorityRules;
  readonly #ledger: Ledger;
  readonly #observe: (decision: Decision) => void;
  readonly #strikes: () => boolean;
  readonly #offsetMs: number;
  #snapshot: readonly string[] = [];
  #log: Decision[] = [];
  #pending: Pending[] = [];
  #waiting = new Set<string>();
  #rowsSinceSnapshot = 0;
  #life = 0;
  #lastMs = 0;
  #alarmAtMs = Infinity;
  #isDelivering = false;

  constructor(
    place: Endpoint & { readonly offsetMs: number },
    world: {
      readonly time: VirtualTime;
      readonly random: Random;
      readonly ledger: Ledger;
      readonly rules: AuthorityRules;
      readonly observe: (decision: Decision) => void;
      /** Whether it dies of this command. */
      readonly strikes: () => boolean;
    },
  ) {
    this.name = place.name;
    this.region = place.region;
    this.#offsetMs = place.offsetMs;
    this.#time = world.time;
    this.#random = world.random;
    this.#ledger = world.ledger;
    this.#rules = world.rules;
    this.#observe = world.observe;
    this.#strikes = world.strikes;
    this.core = world.rules.makeCore();
  }

  /** Its own clock, which never goes back. */
  get clockMs(): number {
    return Math.max(this.#lastMs, this.#time.nowMs + this.#offsetMs);
  }

  receive(asked: Asked, entry: OutboxEntry | undefined, reply?: Reply): void {
    if (!this.isUp) {
      // Half of the dead tell that they are.
      if (this.#random.happens(0.5)) reply?.({ error: "the authority is down" });
      return;
    }
    this.#lastMs = this.clockMs;
    const before = this.core.revision;
    const answer = decide(this.core, asked, this.#lastMs);
    const changed = this.core.revision !== before;
    const isNew = entry !== undefined && answer !== "repeated" && !this.#waiting.has(entry.id);
    const isDropped = this.#rules.dropsLateEntries === true && answer === "adjusted";
    const entries = [...this.core.handOver(), ...(isNew && !isDropped ? [entry] : [])];
    for (const { id } of entries) this.#waiting.add(id);
    const isKept = changed || entries.length > 0;
    if (isKept) this.#rowsSinceSnapshot += 1;
    const isLong = this.#rowsSinceSnapshot >= SNAPSHOT_AFTER_ROWS;
    if (isLong) this.#rowsSinceSnapshot = 0;
    const early = this.#rules.answersEarly === true;
    if (early) reply?.({ answer });
    if (this.#pending.length === 0) this.#inThisLife(this.#random.next() * WRITE_MS, () => this.#flush());
    this.#pending.push({
      shard: this.name,
      atMs: this.#lastMs,
      asked,
      answer,
      isKept,
      entries,
      ...(isLong && { snapshot: [...packState(this.core.state, this.#lastMs)] }),
      reply: early ? undefined : reply,
    });
    if (this.#strikes()) this.crash(this.#random.next() * DOWN_MS_MAX);
    else this.#setAlarm();
  }

  /** All that is not on the disk is gone, and so is whoever waited for it. */
  crash(downMs: number): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.#life += 1;
    // Some rows may have reached the disk though nobody was told.
    this.#write(this.#pending.slice(0, this.#random.upTo(this.#pending.length)));
    this.#pending = [];
    this.#isDelivering = false;
    this.#time.after(downMs, () => this.#restart());
  }

  #restart(): void {
    const state = unpackState(this.#snapshot);
    this.core = this.#rules.makeCore(this.#rules.recover?.(state) ?? state);
    for (const { asked, atMs } of this.#log) decide(this.core, asked, atMs);
    // Whatever the log hands over again is in the outbox, or in the ledger.
    this.core.handOver();
    this.#lastMs = this.#log.at(-1)?.atMs ?? this.#lastMs;
    this.#waiting = new Set(this.outbox.keys());
    this.#rowsSinceSnapshot = this.#log.length;
    this.#alarmAtMs = Infinity;
    this.isUp = true;
    this.#setAlarm();
    this.#deliverSoon();
  }

  #flush(): void {
    const pending = this.#pending;
    this.#pending = [];
    this.#write(pending);
    for (const { reply, answer } of pending) reply?.({ answer });
    this.#deliverSoon();
  }

  #write(decisions: readonly Pending[]): void {
    for (const { isKept, entries, snapshot, reply: _, ...decision } of decisions) {
      if (isKept) {
        this.rows += 1;
        this.#log.push(decision);
      }
      for (const { id, event } of entries) this.outbox.set(id, event);
      if (snapshot !== undefined) {
        this.#snapshot = snapshot;
        this.#log = [];
      }
      this.#observe(decision);
    }
  }

  #setAlarm(): void {
    const atMs = this.core.nextDueMs;
    if (atMs >= this.#alarmAtMs) return;
    this.#alarmAtMs = atMs;
    this.#inThisLife(atMs - this.clockMs, () => {
      this.#alarmAtMs = Infinity;
      this.receive({ op: "sweep" }, undefined);
    });
  }

  #deliverSoon(): void {
    if (this.#isDelivering || this.outbox.size === 0) return;
    this.#isDelivering = true;
    this.#inThisLife(DELIVER_AFTER_MS, () => {
      const batch = [...this.outbox].slice(0, BATCH_ENTRIES);
      if (this.#rules.forgetsEarly === true) this.#strikeOff(batch);
      const heard = this.#ledger.append(batch);
      this.#inThisLife(20, () => {
        if (heard) this.#strikeOff(batch);
        this.#isDelivering = false;
        this.#deliverSoon();
      });
    });
  }

  #strikeOff(batch: readonly (readonly [string, string])[]): void {
    this.rows += 1;
    for (const [id] of batch) {
      this.outbox.delete(id);
      this.#waiting.delete(id);
    }
  }

  #inThisLife(ms: number, act: () => void): void {
    const life = this.#life;
    this.#time.after(ms, () => {
      if (life === this.#life) act();
    });
  }
}

function decide(core: CounterCore, asked: Asked, nowMs: number): Answer {
  switch (asked.op) {
    case "take":
      return core.take(asked satisfies Take, nowMs);
    case "checkpoint":
      return core.checkpoint(asked satisfies Checkpoint, nowMs);
    case "shrink":
      return core.shrink(asked satisfies Shrink, nowMs);
    case "settle":
      return core.settle(asked satisfies Settle, nowMs);
    case "revoke":
      return core.revoke(asked) as undefined;
    case "sweep":
      return core.sweep(nowMs) as undefined;
  }
}
