import { parseObject } from "../../core/json.ts";
import type { LiveRows } from "../live-config.ts";

const NAME = "live-config";

/** What is configured at runtime, as it was when someone last kept it: for isolates that begin while the database is away. */
export class KvLiveCopy {
  readonly #kv: KVNamespace;

  constructor(kv: KVNamespace) {
    this.#kv = kv;
  }

  /** Its secrets are sealed, here as in the database. Nothing is written where these rows are kept already. */
  async save(rows: LiveRows): Promise<void> {
    const { version } = rows;
    const { value, metadata } = await this.#kv.getWithMetadata<{ version: number }>(NAME, { type: "stream" });
    await value?.cancel();
    if (metadata?.version !== version) await this.#kv.put(NAME, JSON.stringify(rows), { metadata: { version } });
  }

  /** Undefined where nothing was ever kept. Rejects when KV does not answer. */
  async load(): Promise<LiveRows | undefined> {
    const text = await this.#kv.get(NAME, { type: "text" });
    const found = text === null ? undefined : parseObject(text);
    // Written by `save` alone.
    return found as LiveRows | undefined;
  }
}
