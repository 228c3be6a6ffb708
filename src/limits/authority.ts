import type { Checkpoint, Claim, Settle, Shrink, Take, TakeAnswer } from "../counters/command.ts";
import { CounterStoreError } from "../store/counter-store.ts";
import type { CounterStore, OutboxEntry } from "../store/counter-store.ts";
import { LruMap } from "../store/lru-map.ts";

/** A counter store that may be away: nothing here rejects because of that. */
export interface Authority {
  /** Undefined when there was no answer; what was perhaps carried out unheard is given back. */
  take(shard: string, take: Take, tries: number, defer: Defer): Promise<TakeAnswer | undefined>;
  checkpoint(shard: string, checkpoint: Checkpoint): Promise<void>;
  shrink(shard: string, shrink: Shrink): Promise<void>;
  /** Whether it was acknowledged, and with it the entry. */
  settle(shard: string, settle: Settle, entry?: OutboxEntry): Promise<boolean>;
  /** As if the request had never been. */
  giveBack(shard: string, id: string, claims: readonly Claim[]): Promise<void>;
}

type Defer = (work: Promise<unknown>) => void;

interface Health {
  failures: number;
  awayUntilMs: number;
}

/** A try that failed later than this was not refused but not heard; another would make the caller wait twice. */
const RETRY_WITHIN_MS = 10;
/** A shard that failed so often in a row is not asked again at once, so that a decision stays quick while it is away. */
const FAILURES_AWAY = 3;
const AWAY_MS = 1_000;
const SHARDS_WATCHED = 1_000;
const SETTLE_TRIES = 3;

export function createAuthority(counters: CounterStore, now: () => number): Authority {
  const health = new LruMap<string, Health>(SHARDS_WATCHED);

  function failed(shard: string): void {
    const failures = (health.get(shard)?.failures ?? 0) + 1;
    health.set(shard, { failures, awayUntilMs: failures >= FAILURES_AWAY ? now() + AWAY_MS : 0 });
  }

  async function settle(shard: string, command: Settle, entry?: OutboxEntry): Promise<boolean> {
    for (let attempt = 0; attempt < SETTLE_TRIES; attempt += 1) {
      try {
        await counters.settle(shard, command, entry);
        return true;
      } catch (error) {
        console.error("a settlement did not reach the counters", String(error));
      }
    }
    // The lease will end it, at the estimate.
    return false;
  }

  const giveBack = async (shard: string, id: string, claims: readonly Claim[]): Promise<void> => {
    await settle(shard, { op: "settle", id, amounts: claims.map(() => 0) });
  };

  return {
    async take(shard, command, tries, defer) {
      if (now() < (health.get(shard)?.awayUntilMs ?? 0)) return undefined;
      const startedAtMs = now();
      for (let attempt = 1; ; attempt += 1) {
        try {
          const answer = await counters.take(shard, command);
          if (health.get(shard) !== undefined) health.delete(shard);
          return answer;
        } catch (error) {
          if (!(error instanceof CounterStoreError)) throw error;
          // The same command again is the same request, so one that was carried out unheard is not counted twice.
          if (attempt < tries && now() - startedAtMs <= RETRY_WITHIN_MS) continue;
          console.error("the counters are away", error.cause);
          break;
        }
      }
      failed(shard);
      // Nobody will settle it, and a lease that runs out is charged.
      defer(giveBack(shard, command.id, command.claims));
      return undefined;
    },
    async checkpoint(shard, command) {
      // The next one says all that this one would have.
      await counters.checkpoint(shard, command).catch(() => undefined);
    },
    async shrink(shard, command) {
      // What is not given back now is with the settlement.
      await counters.shrink(shard, command).catch(() => undefined);
    },
    settle,
    giveBack,
  };
}
