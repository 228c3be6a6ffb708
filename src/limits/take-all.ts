import type { HolderStanding } from "../core/holder-limits.ts";
import type { Level, Refusal } from "../counters/command.ts";
import type { SpentReader } from "../store/spent-reader.ts";
import type { Authority } from "./authority.ts";
import type { PlannedClaim } from "./plan-claims.ts";

/** The claims of a request that one shard decides. */
export interface Part {
  readonly shard: string;
  readonly planned: readonly PlannedClaim[];
}

export interface HeldPart extends Part {
  readonly levels: readonly Level[];
}

export type Verdict =
  | {
      readonly how: "taken";
      readonly held: readonly HeldPart[];
      /** These shards did not answer: their claims are held nowhere. */
      readonly away: readonly Part[];
    }
  | { readonly how: "stale" }
  | { readonly how: "refused"; readonly part: Part; readonly refusal: Refusal; readonly nowMs: number }
  /** A claim that must be counted, of a shard that does not answer, or that never knew what it asked for. */
  | { readonly how: "closed" };

export interface TakeAllRequest {
  readonly id: string;
  readonly standings: readonly HolderStanding[];
  readonly leaseMs: number;
  /** Milliseconds; see `Take.usableMs`. */
  readonly usableMs?: number;
  /** What the ledger is to hear should nobody ever settle. Goes with the first shard alone. */
  readonly draft?: string;
  /** The claims for the period that this instant lies in. */
  readonly plan: (nowMs: number) => readonly PlannedClaim[];
  readonly mustBeCounted: (claim: PlannedClaim) => boolean;
  readonly defer: (work: Promise<unknown>) => void;
}

interface Tools {
  readonly authority: Authority;
  readonly spent: SpentReader;
  readonly now: () => number;
  /** The shard that counts for holders of this home. */
  readonly shardOf: (home: string) => string;
}

/** A budget may be unknown, its period over, and the next one unknown again. */
const ROUNDS_MAX = 4;

/**
 * Takes all claims of a request or none. Shards are asked at the same time; when one refuses, the others get back what
 * they gave. Until they have it a third request may be refused that would have fitted, but none is admitted too much.
 */
export async function takeAll(request: TakeAllRequest, { authority, spent, now, shardOf }: Tools): Promise<Verdict> {
  const { id, standings, leaseMs, usableMs, mustBeCounted, defer } = request;
  const seeds = new Map<string, number>();
  const held = new Map<string, HeldPart>();
  const away = new Map<string, Part>();
  const startMs = now();
  /** What time it is where a shard said so. */
  const clocks = new Map<string, number>();
  let parts = split(request.plan(startMs), shardOf);
  const primary = parts[0]?.shard;

  const letGo = (verdict: Verdict): Verdict => {
    giveBackAll([...held.values()], id, authority, defer);
    return verdict;
  };

  /** The same part, for the period that the shard says is at hand. */
  const planAgain = ({ shard }: Part): readonly Part[] =>
    split(request.plan(clocks.get(shard) ?? startMs), shardOf).filter((part) => part.shard === shard);

  async function ask(part: Part) {
    const take = {
      op: "take",
      id,
      claims: part.planned.map(({ claim }) => withSeed(claim, seeds)),
      standings,
      leaseMs,
      ...(usableMs !== undefined && { usableMs }),
      ...(part.shard === primary && request.draft !== undefined && { draft: request.draft }),
    } as const;
    const answer = await authority.take(part.shard, take, part.planned.some(mustBeCounted) ? 2 : 1, defer);
    return { part, answer };
  }

  for (let round = 0; round < ROUNDS_MAX; round += 1) {
    const [only, ...others] = parts;
    if (only === undefined) break;
    const answers = others.length === 0 ? [await ask(only)] : await Promise.all(parts.map(ask));
    for (const { part, answer } of answers) {
      if (answer === undefined) away.set(part.shard, part);
      else if (answer.admitted) held.set(part.shard, { ...part, levels: answer.levels });
    }
    for (const { part, answer } of answers) {
      if (answer === undefined && part.planned.some(mustBeCounted)) return letGo({ how: "closed" });
      if (answer === undefined || answer.admitted) continue;
      if (answer.why === "stale") return letGo({ how: "stale" });
      if (answer.why === "limit") {
        return letGo({ how: "refused", part, refusal: answer, nowMs: clocks.get(part.shard) ?? startMs });
      }
      clocks.set(part.shard, answer.nowMs);
      const [again = part] = planAgain(part);
      if (answer.why === "period") for (const { claim } of again.planned) seeds.delete(claim.counter);
      else {
        try {
          await readSeeds(again.planned, answer.counters, seeds, spent);
        } catch (error) {
          letGo({ how: "closed" });
          throw error;
        }
      }
    }
    parts = parts.filter(({ shard }) => !held.has(shard) && !away.has(shard)).flatMap(planAgain);
  }
  if (parts.length > 0) return letGo({ how: "closed" });
  // The shard that has the draft keeps the event too.
  const inOrder = [...held.values()].toSorted((a, b) => Number(b.shard === primary) - Number(a.shard === primary));
  return { how: "taken", held: inOrder, away: [...away.values()] };
}

/** As if the request had never been. */
export function giveBackAll(
  parts: readonly Part[],
  id: string,
  authority: Authority,
  defer: TakeAllRequest["defer"],
): void {
  for (const { shard, planned } of parts) {
    const claims = planned.map(({ claim }) => claim);
    defer(authority.giveBack(shard, id, claims));
  }
}

function split(planned: readonly PlannedClaim[], shardOf: (home: string) => string): readonly Part[] {
  const parts = new Map<string, PlannedClaim[]>();
  for (const claim of planned) {
    const shard = shardOf(claim.home);
    const part = parts.get(shard);
    if (part === undefined) parts.set(shard, [claim]);
    else part.push(claim);
  }
  return [...parts].map(([shard, claims]) => ({ shard, planned: claims }));
}

async function readSeeds(
  planned: readonly PlannedClaim[],
  unknown: readonly string[],
  seeds: Map<string, number>,
  spent: SpentReader,
): Promise<void> {
  for (const { holder, claim, period } of planned) {
    if (unknown.includes(claim.counter)) seeds.set(claim.counter, await spent.spentSince(holder, period?.startsAtMs));
  }
}

const withSeed = (claim: PlannedClaim["claim"], seeds: ReadonlyMap<string, number>): PlannedClaim["claim"] => {
  const spentBefore = seeds.get(claim.counter);
  return claim.kind === "budget" && spentBefore !== undefined ? { ...claim, spent: spentBefore } : claim;
};
