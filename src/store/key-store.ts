import type { Caller } from "../core/caller.ts";
import type { KeyHash } from "../core/ids.ts";

/** What authentication needs to know of a virtual key, as it stood when it was read. */
export interface KeySnapshot {
  readonly caller: Caller;
  readonly blocked: boolean;
  /** The team of the key is blocked, and all its keys with it. */
  readonly teamBlocked?: boolean;
  /** Epoch milliseconds; undefined never expires. */
  readonly expiresAtMs?: number;
  /** When the source of truth was asked. No copy is trusted longer than a fixed age after this. */
  readonly readAtMs: number;
}

/**
 * The one rule that bounds staleness: no snapshot is an answer longer than this after its `readAtMs`, in
 * whichever layer it lies. It leaves a request five seconds to act within the promised minute.
 */
export const SNAPSHOT_TRUSTED_MS = 55_000;
/** From this age on a snapshot is renewed behind the answer it still gives, so that a busy key never waits. */
export const SNAPSHOT_RENEWED_MS = 25_000;
/** While the source of truth cannot be asked, what was last known of a key holds for this long. */
export const SNAPSHOT_OUTAGE_MS = 300_000;

/** Lets work outlive the response of the request at hand; no other request may await it. */
export type Defer = (work: Promise<unknown>) => void;

export interface KeyQuery {
  /** A copy read at or before this instant is no answer; the source of truth always is. */
  readonly readAfterMs: number;
  readonly defer: Defer;
}

export interface KeyStore {
  /** By what was shown. Undefined when that opens no key. Throws when the store cannot tell. */
  findByHash(hash: KeyHash, query: KeyQuery): Promise<KeySnapshot | undefined>;
}

/** A key store that keeps copies, each by what was shown, so that one can be dropped when the key changes. */
export interface CachedKeyStore extends KeyStore {
  forget(hash: KeyHash): Promise<void>;
}

/** What authentication asks: it decides itself how fresh an answer must be. */
export interface KeyCache {
  /** What is at hand without waiting; undefined says nothing about whether the key exists. */
  peek(hash: KeyHash, defer: Defer): KeySnapshot | undefined;
  /** Undefined when there is no such key. Throws `store_unavailable` when nobody can tell. */
  find(hash: KeyHash, defer: Defer): Promise<KeySnapshot | undefined>;
  /** By what a key is known by, whatever was shown for it; or by what was shown. */
  forget(hash: KeyHash): Promise<void>;
  /** For a change of what many keys belong to. */
  forgetAll(): void;
}
