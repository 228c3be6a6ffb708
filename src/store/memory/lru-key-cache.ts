import { GatewayError } from "../../core/errors.ts";
import type { KeyHash } from "../../core/ids.ts";
import { inTime } from "../in-time.ts";
import {
  type CachedKeyStore,
  type Defer,
  type KeyCache,
  type KeySnapshot,
  SNAPSHOT_OUTAGE_MS,
  SNAPSHOT_RENEWED_MS,
  SNAPSHOT_TRUSTED_MS,
} from "../key-store.ts";
import { LruMap } from "../lru-map.ts";

const ENTRIES_MAX = 10_000;
/** Apart from the known keys, so that guessing at keys cannot push those out. */
const UNKNOWN_MAX = 1_000;
const UNKNOWN_REMEMBERED_MS = 1_000;
/** How long a failed or running question keeps others from asking the same. */
export const QUESTION_PAUSE_MS = 2_000;
export const ANSWER_AWAITED_MS = 2_000;

interface Entry {
  readonly snapshot: KeySnapshot;
  /** Nobody renews this entry before then: someone just tried, or is trying. */
  renewAfterMs: number;
  /** The source failed for this key: until then the snapshot may serve beyond its age. */
  outageUntilMs: number;
}

/**
 * Key snapshots in the memory of one isolate. It shares values between requests, never promises: in Workers one
 * request must not wait for the I/O of another.
 */
export class LruKeyCache implements KeyCache {
  readonly #source: CachedKeyStore;
  readonly #now: () => number;
  #known = new LruMap<KeyHash, Entry>(ENTRIES_MAX);
  readonly #unknownUntilMs = new LruMap<KeyHash, number>(UNKNOWN_MAX);
  /** A key changed here then: what was read up to that instant, by anyone, is neither kept nor accepted as a copy. */
  #changedAtMs = 0;

  constructor(source: CachedKeyStore, now: () => number) {
    this.#source = source;
    this.#now = now;
  }

  peek(hash: KeyHash, defer: Defer): KeySnapshot | undefined {
    const entry = this.#known.get(hash);
    if (entry === undefined) return undefined;
    const now = this.#now();
    const age = now - entry.snapshot.readAtMs;
    if (age <= SNAPSHOT_RENEWED_MS) return entry.snapshot;
    if (age > SNAPSHOT_TRUSTED_MS)
      return now < entry.outageUntilMs && age <= SNAPSHOT_OUTAGE_MS ? entry.snapshot : undefined;
    if (now >= entry.renewAfterMs) {
      entry.renewAfterMs = now + QUESTION_PAUSE_MS;
      // A failure shows when the snapshot has grown too old to serve and the question is asked in the open.
      defer(this.#load(hash, now - SNAPSHOT_RENEWED_MS, defer).catch(() => undefined));
    }
    return entry.snapshot;
  }

  async find(hash: KeyHash, defer: Defer): Promise<KeySnapshot | undefined> {
    const atHand = this.peek(hash, defer);
    if (atHand !== undefined) return atHand;
    const now = this.#now();
    if (now < (this.#unknownUntilMs.get(hash) ?? 0)) return undefined;
    const entry = this.#known.get(hash);
    // While an outage lasts, one request in each pause finds out whether it is over; the others are served meanwhile.
    if (entry !== undefined && entry.outageUntilMs > 0) entry.outageUntilMs = now + QUESTION_PAUSE_MS;
    try {
      return await this.#load(hash, now - SNAPSHOT_TRUSTED_MS, defer);
    } catch (error) {
      return this.#lastKnown(hash, error);
    }
  }

  async forget(hash: KeyHash): Promise<void> {
    this.#changedAtMs = this.#now();
    const names = [hash, ...this.#secretsOf(hash)];
    for (const name of names) {
      this.#known.delete(name);
      this.#unknownUntilMs.delete(name);
    }
    await Promise.all(names.map((name) => this.#source.forget(name)));
  }

  /** What else opens a key that was made anew, as far as it was seen here. Looked for: changes are rare, requests are not. */
  #secretsOf(key: KeyHash): readonly KeyHash[] {
    const secrets: KeyHash[] = [];
    for (const { snapshot } of this.#known.values())
      if (snapshot.caller.secret !== undefined && snapshot.caller.key === key) secrets.push(snapshot.caller.secret);
    return secrets;
  }

  forgetAll(): void {
    this.#changedAtMs = this.#now();
    this.#known = new LruMap(ENTRIES_MAX);
  }

  async #load(hash: KeyHash, readAfterMs: number, defer: Defer): Promise<KeySnapshot | undefined> {
    const query = { readAfterMs: Math.max(readAfterMs, this.#changedAtMs), defer };
    const askedAtMs = this.#now();
    const snapshot = await inTime(this.#source.findByHash(hash, query), ANSWER_AWAITED_MS);
    if ((snapshot?.readAtMs ?? askedAtMs) <= this.#changedAtMs) return snapshot;
    if (snapshot === undefined) {
      this.#known.delete(hash);
      this.#unknownUntilMs.set(hash, this.#now() + UNKNOWN_REMEMBERED_MS);
    } else if (snapshot.readAtMs >= (this.#known.get(hash)?.snapshot.readAtMs ?? 0)) {
      this.#known.set(hash, { snapshot, renewAfterMs: 0, outageUntilMs: 0 });
    }
    return snapshot;
  }

  #lastKnown(hash: KeyHash, cause: unknown): KeySnapshot {
    const entry = this.#known.get(hash);
    const now = this.#now();
    if (entry === undefined || now - entry.snapshot.readAtMs > SNAPSHOT_OUTAGE_MS) {
      throw new GatewayError("store_unavailable", "The key cannot be checked at the moment. Try again shortly.", {
        cause,
        retryAfterSeconds: 2,
      });
    }
    entry.outageUntilMs = now + QUESTION_PAUSE_MS;
    return entry.snapshot;
  }
}
