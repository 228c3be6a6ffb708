import type { UsageEvent } from "../core/usage-event.ts";
import type { CounterStore } from "../store/counter-store.ts";
import type { LedgerStore } from "../store/ledger-store.ts";

const GATHER_MS = 50;
/** So that a round is a few trips and a few hundred kilobytes, however many keys are busy. */
const SHARDS_PER_ROUND = 10;
const ENTRIES_PER_SHARD = 200;
/** A carrier older than this hands over, or belongs to a request that was cut off. */
const TAKEOVER_AFTER_MS = 15_000;
const RETRY_AFTER_MS = [200, 1_000, 4_000] as const;

/**
 * The same counters, for an authority that cannot deliver its outbox by itself: after a settlement or a
 * sweep the isolate carries that shard's outbox to the ledger. Some of them therefore resolve late, but the delivery never makes one reject.
 */
export function deliverAfterSettle(
  counters: CounterStore,
  ledger: LedgerStore,
  now: () => number = Date.now,
): CounterStore {
  const deliver = createCarrier(counters, ledger, now);
  return {
    take: (shard, take) => counters.take(shard, take),
    checkpoint: (shard, checkpoint) => counters.checkpoint(shard, checkpoint),
    shrink: (shard, shrink) => counters.shrink(shard, shrink),
    async settle(shard, settle, entry) {
      const answer = await counters.settle(shard, settle, entry);
      await deliver(shard);
      return answer;
    },
    revoke: (shard, revoke) => counters.revoke(shard, revoke),
    async sweep(shard) {
      await counters.sweep(shard);
      await deliver(shard);
    },
    peekOutbox: (shard, max) => counters.peekOutbox(shard, max),
    forgetOutbox: (shard, ids) => counters.forgetOutbox(shard, ids),
  };
}

/**
 * One request at a time carries for all, because a promise of one request must not be awaited by another. What it could
 * not carry stays in the outbox, which outlives the isolate, until the next settlement. Carrying twice is harmless: the
 * ledger is idempotent.
 */
function createCarrier(
  counters: CounterStore,
  ledger: LedgerStore,
  now: () => number,
): (shard: string) => Promise<void> | undefined {
  const waiting = new Set<string>();
  let inFlight: readonly string[] = [];
  let carrier: { readonly sinceMs: number } | undefined;

  async function carry(): Promise<void> {
    const me = { sinceMs: now() };
    carrier = me;
    putBack(inFlight);
    let carried = true;
    while (carried && waiting.size > 0) {
      await sleep(GATHER_MS);
      if (carrier !== me) return;
      const shards = [...waiting].slice(0, SHARDS_PER_ROUND);
      for (const shard of shards) waiting.delete(shard);
      inFlight = shards;
      const left = await tryRound(shards);
      if (carrier !== me) return;
      carried = left !== undefined;
      putBack(left ?? shards);
    }
    carrier = undefined;
  }

  function putBack(shards: readonly string[]): void {
    for (const shard of shards) waiting.add(shard);
    inFlight = [];
  }

  /** The shards that have more, or undefined when not everything was carried. */
  async function tryRound(shards: readonly string[]): Promise<readonly string[] | undefined> {
    for (const delayMs of [0, ...RETRY_AFTER_MS]) {
      if (delayMs > 0) await sleep(delayMs);
      try {
        return await carryRound(shards);
      } catch (error) {
        console.error("usage events were not carried to the ledger; they are kept", String(error));
      }
    }
    return undefined;
  }

  async function carryRound(shards: readonly string[]): Promise<readonly string[]> {
    const peeked = await Promise.all(
      shards.map(async (shard) => ({ shard, entries: await counters.peekOutbox(shard, ENTRIES_PER_SHARD) })),
    );
    const found = peeked.filter(({ entries }) => entries.length > 0);
    if (found.length === 0) return [];
    await ledger.append(found.flatMap(({ entries }) => entries.map(({ event }) => JSON.parse(event) as UsageEvent)));
    await Promise.all(
      found.map(({ shard, entries }) =>
        counters.forgetOutbox(
          shard,
          entries.map(({ id }) => id),
        ),
      ),
    );
    return found.filter(({ entries }) => entries.length === ENTRIES_PER_SHARD).map(({ shard }) => shard);
  }

  return (shard) => {
    waiting.add(shard);
    if (carrier !== undefined && now() - carrier.sinceMs < TAKEOVER_AFTER_MS) return undefined;
    return carry();
  };
}

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
