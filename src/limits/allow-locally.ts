import type { Refusal } from "../counters/command.ts";
import { CounterCore } from "../counters/counter-core.ts";
import type { Metric } from "./metric.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import { LEASE_MS } from "./ticket.ts";

/** What becomes of a claim that no authority can decide. */
export const AWAY_RULES = ["refuse", "allow_little", "allow"] as const;
type AwayRule = (typeof AWAY_RULES)[number];
export type WhenAway = Readonly<Record<Metric, AwayRule>>;

/** A budget is never passed, so it closes. Rates stay open a little: what goes wrong there ends within a minute. */
export const DEFAULT_WHEN_AWAY: WhenAway = {
  requests: "allow_little",
  tokens: "allow_little",
  parallel: "allow_little",
  cost: "refuse",
};

/** What an isolate allows by itself: this part of a limit. */
const ALLOWANCE_SHARE = 20;

/** An isolate's own counting for the time that the authority is away. */
export interface Allowance {
  /** A refusal, with the claim it is about; else what ends the hold. */
  take(
    id: string,
    planned: readonly PlannedClaim[],
  ): { readonly refusal: Refusal; readonly nowMs: number } | { readonly release: () => void };
}

export function createAllowance(whenAway: WhenAway, now: () => number): Allowance {
  const core = new CounterCore();
  return {
    take(id, planned) {
      const little = planned.filter(({ metric }) => whenAway[metric] === "allow_little");
      const claims = little.flatMap(({ claim }) =>
        claim.kind === "budget" ? [] : [{ ...claim, limit: Math.ceil(claim.limit / ALLOWANCE_SHARE) }],
      );
      const nowMs = now();
      const answer = core.take({ op: "take", id, claims, standings: [], leaseMs: LEASE_MS }, nowMs);
      if (!answer.admitted && answer.why === "limit") return { refusal: answer, nowMs };
      const amounts = claims.map(({ amount }) => amount);
      return { release: () => void core.settle({ op: "settle", id, amounts }, now()) };
    },
  };
}
