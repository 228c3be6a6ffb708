import { GatewayError } from "../../core/errors.ts";
import { parseHolder } from "../../core/holder-name.ts";
import type { HolderCache, HolderReader, HolderSnapshot, NamedHolder } from "../holder-store.ts";
import { inTime } from "../in-time.ts";
import { type Defer, SNAPSHOT_OUTAGE_MS, SNAPSHOT_RENEWED_MS, SNAPSHOT_TRUSTED_MS } from "../key-store.ts";
import { LruMap } from "../lru-map.ts";
import { ANSWER_AWAITED_MS, QUESTION_PAUSE_MS } from "./lru-key-cache.ts";

const ENTRIES_MAX = 10_000;
/** No holder is made with a longer id, so whoever names one means none. */
const ID_LENGTH_MAX = 512;

type Found = readonly HolderSnapshot[];

interface Copy {
  /** Undefined: there is no such holder. */
  readonly snapshot: HolderSnapshot | undefined;
  readonly readAtMs: number;
  /** Nobody renews this copy before then: someone just tried, or is trying. */
  renewAfterMs: number;
  /** The source failed: until then the copy may serve beyond its age. */
  outageUntilMs: number;
}

/** Named holders in the memory of one isolate. It shares values between requests, never promises, as `LruKeyCache` does. */
export class LruHolderCache implements HolderCache {
  readonly #source: HolderReader;
  readonly #now: () => number;
  #copies = new LruMap<NamedHolder, Copy>(ENTRIES_MAX);
  /** While no holder exists at all, one copy stands for each. */
  #noneExists: Copy | undefined;
  /** When the question was asked that decided about the field above. */
  #decidedAtMs = 0;
  /** A holder changed here then: what was asked up to that instant is not kept. */
  #changedAtMs = 0;

  constructor(source: HolderReader, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  find(holders: readonly NamedHolder[], defer: Defer): Found | Promise<Found> {
    const now = this.#now();
    const named = holders.filter(mayExist);
    const copies = named.flatMap((holder) => this.#copyOf(holder) ?? []);
    if (copies.length < named.length || !copies.every((copy) => serves(copy, now))) return this.#ask(named);
    const due = copies.filter((copy) => isDue(copy, now));
    if (due.length > 0) {
      for (const copy of due) copy.renewAfterMs = now + QUESTION_PAUSE_MS;
      // A failure shows when a copy has grown too old to serve and the question is asked in the open.
      defer(this.#load(named).catch(() => undefined));
    }
    return existing(copies.map(({ snapshot }) => snapshot));
  }

  forget(holder: NamedHolder): void {
    this.#changedAtMs = this.#now();
    this.#noneExists = undefined;
    this.#copies.delete(holder);
  }

  #copyOf(holder: NamedHolder): Copy | undefined {
    return this.#copies.get(holder) ?? this.#noneExists;
  }

  async #ask(holders: readonly NamedHolder[]): Promise<Found> {
    const pausedUntilMs = this.#now() + QUESTION_PAUSE_MS;
    for (const holder of holders) {
      const copy = this.#copyOf(holder);
      // While an outage lasts, one request in each pause finds out whether it is over; the others are served meanwhile.
      if (copy !== undefined && copy.outageUntilMs > 0) copy.outageUntilMs = pausedUntilMs;
    }
    try {
      return existing(await this.#load(holders));
    } catch (error) {
      return existing(holders.map((holder) => this.#lastKnown(holder, error)));
    }
  }

  async #load(holders: readonly NamedHolder[]): Promise<readonly (HolderSnapshot | undefined)[]> {
    // Taken before the question is sent: a change made meanwhile must count as later than the answer.
    const askedAtMs = this.#now();
    const { snapshots, noneExists } = await inTime(this.#source.read(holders), ANSWER_AWAITED_MS);
    if (askedAtMs <= this.#changedAtMs) return snapshots;
    const copyOf = (snapshot?: HolderSnapshot): Copy => ({
      snapshot,
      readAtMs: askedAtMs,
      renewAfterMs: 0,
      outageUntilMs: 0,
    });
    if (askedAtMs >= this.#decidedAtMs) {
      this.#decidedAtMs = askedAtMs;
      this.#noneExists = noneExists ? copyOf() : undefined;
      if (noneExists) this.#copies = new LruMap(ENTRIES_MAX);
    }
    if (noneExists) return snapshots;
    holders.forEach((holder, index) => {
      if (askedAtMs >= (this.#copies.get(holder)?.readAtMs ?? 0)) this.#copies.set(holder, copyOf(snapshots[index]));
    });
    return snapshots;
  }

  #lastKnown(holder: NamedHolder, cause: unknown): HolderSnapshot | undefined {
    const copy = this.#copyOf(holder);
    const now = this.#now();
    if (copy === undefined || now - copy.readAtMs > SNAPSHOT_OUTAGE_MS) {
      const message = "The limits of this request cannot be checked at the moment. Try again shortly.";
      throw new GatewayError("store_unavailable", message, { cause, retryAfterSeconds: 2 });
    }
    copy.outageUntilMs = now + QUESTION_PAUSE_MS;
    return copy.snapshot;
  }
}

const mayExist = (holder: NamedHolder): boolean => (parseHolder(holder)?.ids[0] ?? "").length <= ID_LENGTH_MAX;

function serves({ readAtMs, outageUntilMs }: Copy, now: number): boolean {
  const age = now - readAtMs;
  return age <= SNAPSHOT_TRUSTED_MS || (now < outageUntilMs && age <= SNAPSHOT_OUTAGE_MS);
}

const isDue = ({ readAtMs, renewAfterMs }: Copy, now: number): boolean =>
  now - readAtMs > SNAPSHOT_RENEWED_MS && now - readAtMs <= SNAPSHOT_TRUSTED_MS && now >= renewAfterMs;

const existing = (snapshots: readonly (HolderSnapshot | undefined)[]): Found =>
  snapshots.filter((snapshot) => snapshot !== undefined);
