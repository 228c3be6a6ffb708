import type { KeyHash } from "../../core/ids.ts";
import { inTime } from "../in-time.ts";
import type { CachedKeyStore, KeyQuery, KeySnapshot, KeyStore } from "../key-store.ts";
import { readSnapshot } from "./read-snapshot.ts";

/** The shortest lifetimes KV knows. Staleness is bounded by `readAtMs` alone; these only keep KV small and its reads near. */
const EXPIRATION_TTL_S = 60;
const CACHE_TTL_S = 30;
/** A copy that takes longer saves nothing over asking the source, and silence must not look like an outage of the source. */
const COPY_AWAITED_MS = 500;

const nameOf = (hash: KeyHash): string => `key:${hash}`;

/**
 * Read-through copies of another key store. Only keys that exist are copied: a remembered "unknown" would keep
 * a new key from working. KV failing in any way means asking the source.
 */
export class KvKeyStore implements CachedKeyStore {
  readonly #kv: KVNamespace;
  readonly #source: KeyStore;

  constructor(kv: KVNamespace, source: KeyStore) {
    this.#kv = kv;
    this.#source = source;
  }

  async findByHash(hash: KeyHash, query: KeyQuery): Promise<KeySnapshot | undefined> {
    const copy = await this.#read(hash);
    if (copy !== undefined && copy.readAtMs > query.readAfterMs) return copy;
    const snapshot = await this.#source.findByHash(hash, query);
    if (snapshot !== undefined) query.defer(this.#write(hash, snapshot));
    return snapshot;
  }

  async forget(hash: KeyHash): Promise<void> {
    // A copy that outlives its deletion is refused by its age, so there is nothing to repair here.
    await this.#kv.delete(nameOf(hash)).catch(() => undefined);
  }

  async #read(hash: KeyHash): Promise<KeySnapshot | undefined> {
    try {
      const text = await inTime(this.#kv.get(nameOf(hash), { type: "text", cacheTtl: CACHE_TTL_S }), COPY_AWAITED_MS);
      return text === null ? undefined : readSnapshot(text, hash);
    } catch {
      return undefined;
    }
  }

  async #write(hash: KeyHash, snapshot: KeySnapshot): Promise<void> {
    // KV refuses a second write to one name within a second: whoever came first wrote the same facts.
    await this.#kv
      .put(nameOf(hash), JSON.stringify(snapshot), { expirationTtl: EXPIRATION_TTL_S })
      .catch(() => undefined);
  }
}
