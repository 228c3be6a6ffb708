import { GatewayError } from "../../core/errors.ts";
import type { AlertStore } from "../alert-store.ts";

/** A claim tells its age; this only keeps old ones from gathering. */
const KEPT_S = 48 * 3_600;

/**
 * Two claims in different places within the minute that KV needs to spread a write may both succeed: then an alert is
 * sent twice.
 */
export class KvAlertStore implements AlertStore {
  readonly #kv: KVNamespace;

  constructor(kv: KVNamespace) {
    this.#kv = kv;
  }

  async claim(name: string, nowMs: number, pauseMs: number): Promise<boolean> {
    return await asking(async () => {
      const key = await keyOf(name);
      const claimedAtMs = Number((await this.#kv.get(key, { type: "text" })) ?? -Infinity);
      if (nowMs - claimedAtMs < pauseMs) return false;
      await this.#kv.put(key, String(nowMs), { expirationTtl: KEPT_S });
      return true;
    });
  }

  async release(name: string): Promise<void> {
    await asking(async () => await this.#kv.delete(await keyOf(name)));
  }
}

/** Names hold ids of any length, and KV takes no key of more than 512 bytes. */
async function keyOf(name: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(name));
  return `alert:${btoa(String.fromCharCode(...new Uint8Array(digest)))}`;
}

async function asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    throw new GatewayError("store_unavailable", "The store of sent alerts did not answer.", { cause });
  }
}
