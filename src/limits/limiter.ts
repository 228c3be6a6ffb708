import { GatewayError } from "../core/errors.ts";
import type { HolderLimits } from "../core/holder-limits.ts";
import type { NanoUsd } from "../core/money.ts";
import type { Usage } from "../core/usage.ts";
import type { Claim, Standing, TakeAnswer } from "../counters/command.ts";
import { CounterCore } from "../counters/counter-core.ts";
import { CounterStoreError } from "../store/counter-store.ts";
import type { CounterStore } from "../store/counter-store.ts";
import type { SpentReader } from "../store/spent-reader.ts";
import { countTokens, measureSpent } from "./measure-spent.ts";
import type { TokenRule } from "./measure-spent.ts";
import { planClaims } from "./plan-claims.ts";
import type { Metric, PlannedClaim } from "./plan-claims.ts";
import { refuse } from "./refuse.ts";
import { shardOf } from "./shard-of.ts";
import { tellLevels } from "./tell-levels.ts";

export interface LimiterOptions {
  readonly counters: CounterStore;
  readonly spent: SpentReader;
  readonly timeZone: string;
  readonly shadow: ReadonlySet<Metric>;
  readonly tokens: TokenRule;
  readonly now: () => number;
}

interface AdmissionRequest {
  readonly id: string;
  readonly limits: readonly HolderLimits[];
  readonly standings: readonly Standing[];
  readonly demand: AdmissionDemand;
}

/** The most that a request may come to, at whoever serves it. */
interface AdmissionDemand {
  readonly model: string;
  readonly usage: Usage;
  readonly cost: number;
}

/** What a request has come to. */
interface Spent {
  readonly usage: Usage;
  readonly cost: NanoUsd;
}

/** A request's hold on its limits. */
export interface Ticket {
  /** What is left after this request, for its answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** From now on the authority hears now and then what the request has come to, until it is settled. */
  keep(current: () => Spent): void;
  /**
   * Replaces the estimate by the truth and hands the event to the authority, which delivers it to the ledger. False when
   * the event still has to be recorded another way. Never rejects.
   */
  settle(spent: Spent, event: string): Promise<boolean>;
}

export interface Limiter {
  /**
   * Undefined when nothing is limited; "stale" when the caller's copy is out of date. Rejects with `rate_limited`,
   * `budget_exceeded`, `limits_unavailable` or `store_unavailable`, and then nothing was counted anywhere.
   */
  admit(request: AdmissionRequest): Promise<Ticket | "stale" | undefined>;
}

/** Without a sign of life a hold ends after this long, at what it was taken for. */
const LEASE_MS = 60_000;
const CHECKPOINT_EVERY_MS = 20_000;
/** An authority that failed so often in a row is not asked again at once, so that a decision stays quick while it is away. */
const FAILURES_AWAY = 3;
const AWAY_MS = 1_000;
/** What an isolate allows by itself while the authority is away: this part of a minute's limit. */
const ALLOWANCE_SHARE = 20;
/** A budget may be unknown, its period over, and the next one unknown again. */
const ROUNDS_MAX = 4;
const SETTLE_TRIES = 3;

export function createLimiter({ counters, spent, timeZone, shadow, tokens, now }: LimiterOptions): Limiter {
  const allowance = new CounterCore();
  let awayUntilMs = 0;
  let failures = 0;

  async function admit({ id, limits, standings, demand }: AdmissionRequest): Promise<Ticket | "stale" | undefined> {
    const shard = shardOf(limits);
    // Nobody knows beforehand what a provider will find in its cache.
    const amounts = { ...demand, tokens: countTokens(demand.usage, { ...tokens, excludeCached: false }) };
    const seeds = new Map<string, number>();
    let nowMs = now();
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      const planned = planClaims(limits, amounts, { nowMs, timeZone, shadow });
      if (planned.length === 0) return undefined;
      const claims = planned.map(({ claim }) => seeded(claim, seeds));
      const answer = await take(shard, { op: "take", id, claims, standings, leaseMs: LEASE_MS });
      if (answer === undefined) return allowLocally(id, planned);
      if (answer.admitted) return ticketOf(shard, id, planned, tellLevels(planned, answer.levels));
      if (answer.why === "stale") return "stale";
      if (answer.why === "limit") throw refuseClaim(planned, answer, nowMs);
      if (answer.why === "period") {
        nowMs = answer.nowMs;
        seeds.clear();
      } else await readSeeds(planned, answer.counters, seeds);
    }
    throw new GatewayError("limits_unavailable", "The limits could not be checked. Try again shortly.", {
      retryAfterSeconds: 1,
    });
  }

  /** Undefined when the authority is away. */
  async function take(shard: string, command: Parameters<CounterStore["take"]>[1]): Promise<TakeAnswer | undefined> {
    if (now() < awayUntilMs) return undefined;
    const tries = command.claims.some(isHard) ? 2 : 1;
    for (let attempt = 1; attempt <= tries; attempt += 1) {
      try {
        const answer = await counters.take(shard, command);
        failures = 0;
        return answer;
      } catch (error) {
        if (!(error instanceof CounterStoreError)) throw error;
        // The same command again is the same request, so one that was carried out unheard is not counted twice.
        if (attempt === tries) console.error("the counters are away", error.cause);
      }
    }
    failures += 1;
    if (failures >= FAILURES_AWAY) awayUntilMs = now() + AWAY_MS;
    // It may have been carried out unheard. Nobody will settle it, and a lease that runs out is charged.
    const giveBack = { op: "settle", id: command.id, amounts: command.claims.map(() => 0) } as const;
    counters.settle(shard, giveBack).catch(() => undefined);
    return undefined;
  }

  /** A budget is never passed, so it closes. Rates stay open a little: what goes wrong there ends within a minute. */
  function allowLocally(id: string, planned: readonly PlannedClaim[]): Ticket {
    if (planned.some(({ claim }) => isHard(claim))) {
      throw new GatewayError("limits_unavailable", "The budget cannot be checked at the moment. Try again shortly.", {
        retryAfterSeconds: 1,
      });
    }
    const rates = planned.filter(({ claim }) => claim.kind === "window");
    const claims = rates.map(({ claim }) => ({ ...claim, limit: Math.ceil(claim.limit / ALLOWANCE_SHARE) }));
    const nowMs = now();
    const answer = allowance.take({ op: "take", id, claims, standings: [], leaseMs: LEASE_MS }, nowMs);
    if (!answer.admitted && answer.why === "limit") throw refuseClaim(rates, answer, nowMs);
    return { headers: {}, keep() {}, settle: async () => false };
  }

  async function readSeeds(planned: readonly PlannedClaim[], unknown: readonly string[], seeds: Map<string, number>) {
    for (const { holder, claim, period } of planned) {
      if (unknown.includes(claim.counter)) seeds.set(claim.counter, await spent.spentSince(holder, period?.startsAtMs));
    }
  }

  function ticketOf(
    shard: string,
    id: string,
    planned: readonly PlannedClaim[],
    headers: Record<string, string>,
  ): Ticket {
    let timer: ReturnType<typeof setInterval> | undefined;
    const amountsOf = ({ usage, cost }: Spent): number[] =>
      planned.map(({ metric }) => measureSpent(metric, usage, cost, tokens));
    return {
      headers,
      keep(current) {
        timer = setInterval(() => {
          const checkpoint = { op: "checkpoint", id, amounts: amountsOf(current()), leaseMs: LEASE_MS } as const;
          // The next one says all that this one would have.
          counters.checkpoint(shard, checkpoint).catch(() => undefined);
        }, CHECKPOINT_EVERY_MS);
      },
      async settle(final, event) {
        clearInterval(timer);
        const command = { op: "settle", id, amounts: amountsOf(final) } as const;
        for (let attempt = 0; attempt < SETTLE_TRIES; attempt += 1) {
          try {
            await counters.settle(shard, command, { id, event });
            return true;
          } catch (error) {
            console.error("a settlement did not reach the counters", String(error));
          }
        }
        // The lease will end it, at the estimate.
        return false;
      },
    };
  }

  return { admit };
}

const isHard = (claim: Claim): boolean => claim.kind === "budget" && claim.shadow !== true;

const seeded = (claim: Claim, seeds: ReadonlyMap<string, number>): Claim => {
  const spentBefore = seeds.get(claim.counter);
  return claim.kind === "budget" && spentBefore !== undefined ? { ...claim, spent: spentBefore } : claim;
};

function refuseClaim(
  planned: readonly PlannedClaim[],
  refusal: Parameters<typeof refuse>[1],
  nowMs: number,
): GatewayError {
  const claim = planned.find(({ claim: { counter } }) => counter === refusal.refused.counter);
  if (claim === undefined) throw new RangeError("the authority refused a claim that was not made");
  return refuse(claim, refusal, nowMs);
}
