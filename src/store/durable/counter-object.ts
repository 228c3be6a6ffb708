import { DurableObject } from "cloudflare:workers";
import type { Checkpoint, Revoke, Settle, SettleAnswer, Shrink, Take, TakeAnswer } from "../../counters/command.ts";
import type { CounterCore } from "../../counters/counter-core.ts";
import type { OutboxEntry } from "../counter-store.ts";
import { inTime } from "../in-time.ts";
import { CommandLog } from "./command-log.ts";
import type { LoggedCommand } from "./command-log.ts";
import { loadCore, saveCore } from "./recover-core.ts";

/** A snapshot is never written for less than this. */
const SNAPSHOT_AFTER_CHARACTERS = 256 * 1024;

const DELIVER_AFTER_MS = 1_000;
const DELIVER_WITHIN_MS = 10_000;
const BATCH_ENTRIES = 500;
/** One alarm makes at most this many calls to the ledger. */
const BATCHES_PER_ALARM = 100;
const RETRY_MS_MAX = 60_000;
/** An alarm that is this late was lost. */
const ALARM_LATE_MS = 60_000;

/**
 * The authority over one shard: the counting core in memory, each command that changed it in a log on disk. The
 * platform holds back an answer until the rows that it rests on are durable, so an answer that was given survives.
 */
export abstract class CounterObject<Env = unknown> extends DurableObject<Env> {
  readonly #snapshotAfterCharacters: number;
  readonly #log: CommandLog;
  readonly #core: CounterCore;
  #nowMs: number;
  #alarmAtMs: number | undefined;
  #deliverAtMs: number;
  #failures = 0;
  #delivering = false;

  constructor(ctx: DurableObjectState, env: Env, snapshotAfterCharacters = SNAPSHOT_AFTER_CHARACTERS) {
    super(ctx, env);
    this.#snapshotAfterCharacters = snapshotAfterCharacters;
    this.#log = new CommandLog(ctx.storage.sql);
    const { core, atMs } = loadCore(this.#log);
    this.#core = core;
    this.#nowMs = atMs;
    this.#deliverAtMs = Date.now();
    void ctx.blockConcurrencyWhile(async () => {
      this.#alarmAtMs = (await ctx.storage.getAlarm()) ?? undefined;
    });
  }

  /** Hands entries to the ledger. May be called again with the same entries. Rejects when they may not have arrived. */
  protected abstract deliver(entries: readonly OutboxEntry[]): Promise<void>;

  take(take: Take): TakeAnswer {
    return this.#run(take, (nowMs) => this.#core.take(take, nowMs));
  }

  checkpoint(checkpoint: Checkpoint): "kept" | "ended" {
    return this.#run(checkpoint, (nowMs) => this.#core.checkpoint(checkpoint, nowMs));
  }

  shrink(shrink: Shrink): "kept" | "ended" {
    return this.#run(shrink, (nowMs) => this.#core.shrink(shrink, nowMs));
  }

  settle(settle: Settle, entry?: OutboxEntry): SettleAnswer {
    return this.#run(settle, (nowMs) => this.#core.settle(settle, nowMs), entry);
  }

  revoke(revoke: Revoke): void {
    this.#run(revoke, () => this.#core.revoke(revoke));
  }

  sweep(): void {
    this.#run({ op: "sweep" }, (nowMs) => this.#core.sweep(nowMs));
  }

  peekOutbox(max: number): readonly OutboxEntry[] {
    return this.#log.readEntries(max).map(({ id, event }) => ({ id, event }));
  }

  forgetOutbox(ids: readonly string[]): void {
    this.#log.forgetEntries(ids);
  }

  /** May come late, twice or not at all: the next command does the same. */
  override async alarm(): Promise<void> {
    this.#alarmAtMs = undefined;
    const due = !this.#delivering && this.#log.hasEntries && this.#deliverAtMs <= this.#tick();
    this.#delivering ||= due;
    this.sweep();
    if (due) await this.#deliverAll();
  }

  #run<Answer>(command: LoggedCommand, act: (nowMs: number) => Answer, entry?: OutboxEntry): Answer {
    const nowMs = this.#tick();
    const before = this.#core.revision;
    const answer = act(nowMs);
    const changed = this.#core.revision !== before;
    const entries = this.#newEntries(answer === "repeated" ? undefined : entry);
    if (changed || entries.length > 0) {
      if (entries.length > 0 && !this.#log.hasEntries && this.#failures === 0)
        this.#deliverAtMs = nowMs + DELIVER_AFTER_MS;
      this.#keep(() => {
        const [first, ...more] = entries;
        this.#log.append({ atMs: nowMs, ...(changed && { command }), ...(first !== undefined && { entry: first }) });
        // The platform writes all of them or, if one fails, none: a command without its drafts would lose them.
        for (const one of more) this.#log.append({ atMs: nowMs, entry: one });
        if (this.#log.isLong(this.#snapshotAfterCharacters))
          this.ctx.storage.transactionSync(() => saveCore(this.#log, this.#core, nowMs));
      });
    }
    this.#setAlarm();
    return answer;
  }

  /** The drafts that the command handed over, then its own entry; each once while it waits. */
  #newEntries(entry: OutboxEntry | undefined): readonly OutboxEntry[] {
    const drafts = this.#core.handOver().filter(({ id }) => !this.#log.hasEntry(id));
    const isKnown = (id: string): boolean => this.#log.hasEntry(id) || drafts.some((draft) => draft.id === id);
    return entry === undefined || isKnown(entry.id) ? drafts : [...drafts, entry];
  }

  /** Never goes back; over a restart, not behind the last command that changed something, so that what ended stays ended. */
  #tick(): number {
    this.#nowMs = Math.max(this.#nowMs, Date.now());
    return this.#nowMs;
  }

  #keep(write: () => void): void {
    try {
      write();
    } catch (error) {
      // Memory is ahead of the disk: this instance must not answer again.
      this.ctx.abort("The log could not be written.");
      throw error;
    }
  }

  /** Each setting is a row written, so only when the alarm there is comes too late. */
  #setAlarm(): void {
    const deliverAtMs = this.#log.hasEntries && !this.#delivering ? this.#deliverAtMs : Infinity;
    const atMs = Math.max(this.#nowMs, Math.min(this.#core.nextDueMs, deliverAtMs));
    const set = this.#alarmAtMs ?? Infinity;
    if (atMs === Infinity || (atMs >= set && set > this.#nowMs - ALARM_LATE_MS)) return;
    this.#alarmAtMs = atMs;
    this.ctx.waitUntil(this.ctx.storage.setAlarm(atMs));
  }

  async #deliverAll(): Promise<void> {
    try {
      for (let batch = 0; batch < BATCHES_PER_ALARM && this.#log.hasEntries; batch += 1) {
        const entries = this.#log.readEntries(BATCH_ENTRIES);
        await inTime(this.deliver(entries.map(({ id, event }) => ({ id, event }))), DELIVER_WITHIN_MS);
        this.#failures = 0;
        this.#log.markDelivered(entries);
      }
      this.ctx.storage.transactionSync(() => this.#log.trim());
      this.#deliverAtMs = this.#tick();
    } catch (error) {
      // Waited out without end: the platform's own retries stop after six.
      this.#failures += 1;
      console.error("the ledger did not take usage events; they are kept", {
        failures: this.#failures,
        error: String(error),
      });
      this.#deliverAtMs = this.#tick() + Math.min(RETRY_MS_MAX, DELIVER_AFTER_MS * 2 ** (this.#failures - 1));
    } finally {
      this.#delivering = false;
      this.#setAlarm();
    }
  }
}
