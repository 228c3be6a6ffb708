import { GatewayError } from "../../core/errors.ts";
import type { HealthReport, HealthStore } from "../health-store.ts";
import { readReport } from "./read-report.ts";

const CLAIM = "health:claim";
const REPORT = "health:report";
/** A report tells its age; this only keeps one from outliving the gateway that made it. */
const KEPT_S = 24 * 3_600;

/**
 * Two claims in different places within the minute that KV needs to spread a write may both succeed. There is one
 * cron trigger, so that costs a second round of probes at worst.
 */
export class KvHealthStore implements HealthStore {
  readonly #kv: KVNamespace;

  constructor(kv: KVNamespace) {
    this.#kv = kv;
  }

  async claim(nowMs: number, pauseMs: number): Promise<boolean> {
    return await asking(async () => {
      const claimedAtMs = Number((await this.#kv.get(CLAIM, { type: "text" })) ?? -Infinity);
      if (nowMs - claimedAtMs < pauseMs) return false;
      await this.#kv.put(CLAIM, String(nowMs), { expirationTtl: KEPT_S });
      return true;
    });
  }

  async save(report: HealthReport): Promise<void> {
    await asking(async () => await this.#kv.put(REPORT, JSON.stringify(report), { expirationTtl: KEPT_S }));
  }

  async load(): Promise<HealthReport | undefined> {
    const text = await asking(async () => await this.#kv.get(REPORT, { type: "text" }));
    return text === null ? undefined : readReport(text);
  }
}

async function asking<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  try {
    return await ask();
  } catch (cause) {
    throw new GatewayError("store_unavailable", "The store of health reports did not answer. Try again shortly.", {
      cause,
    });
  }
}
