import type { UsageEvent } from "../core/usage-event.ts";
import type { OutboxEntry } from "../store/counter-store.ts";
import { D1LedgerStore } from "../store/d1/d1-ledger-store.ts";
import { CounterObject } from "../store/durable/counter-object.ts";
import type { WorkerEnv } from "./worker-env.ts";

/** The authority over the counters. Its usage events go where those without limits go. */
export class Counters extends CounterObject<WorkerEnv> {
  protected async deliver(entries: readonly OutboxEntry[]): Promise<void> {
    await new D1LedgerStore(this.env.DB).append(entries.map(({ event }) => JSON.parse(event) as UsageEvent));
  }
}
