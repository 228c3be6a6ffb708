import { GatewayError } from "../core/errors.ts";
import type { HolderLimits, HolderStanding } from "../core/holder-limits.ts";
import type { Usage } from "../core/usage.ts";
import type { Refusal } from "../counters/command.ts";
import type { CounterStore } from "../store/counter-store.ts";
import type { SpentReader } from "../store/spent-reader.ts";
import { createAllowance, DEFAULT_WHEN_AWAY } from "./allow-locally.ts";
import type { WhenAway } from "./allow-locally.ts";
import { createAuthority } from "./authority.ts";
import type { ShadowEntry } from "./is-shadowed.ts";
import { createLeases } from "./lease.ts";
import type { LeaseMode } from "./lease.ts";
import { listBudgetAlerts } from "./list-budget-alerts.ts";
import type { Alert } from "./list-budget-alerts.ts";
import { countTokens, measureSpent } from "./measure-spent.ts";
import type { TokenKind } from "./measure-spent.ts";
import { planClaims } from "./plan-claims.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import { refuse } from "./refuse.ts";
import type { BudgetStatus } from "./refuse-budget.ts";
import { giveBackAll, takeAll } from "./take-all.ts";
import type { Part, Verdict } from "./take-all.ts";
import { tellAll } from "./tell-levels.ts";
import { createTicket, LEASE_MS } from "./ticket.ts";
import type { Measure, Spent, Ticket } from "./ticket.ts";

export interface LimiterOptions {
  readonly counters: CounterStore;
  readonly spent: SpentReader;
  readonly timeZone: string;
  readonly shadow: ReadonlySet<ShadowEntry>;
  readonly tokens: TokenKind;
  readonly now: () => number;
  /** The shard that counts for holders of this home; by default each home is a shard. */
  readonly shardOf?: (home: string) => string;
  readonly whenAway?: WhenAway;
  readonly leases?: LeaseMode;
  readonly budgetStatus?: BudgetStatus;
  /** Told after each request that leaves a budget near its end, or a soft one passed. */
  readonly alert?: Alert;
}

export interface AdmissionRequest {
  readonly id: string;
  readonly limits: readonly HolderLimits[];
  readonly standings: readonly HolderStanding[];
  readonly demand: AdmissionDemand;
  /** The event that the ledger is to hear should the request never be heard of again. */
  readonly draft?: () => string;
  /** Lets work outlive the request. */
  readonly defer: (work: Promise<unknown>) => void;
}

/** The most that a request may come to, at whoever serves it. */
interface AdmissionDemand {
  readonly model: string;
  readonly usage: Usage;
  readonly cost: number;
}

export interface Limiter {
  /**
   * Undefined when nothing is limited; "stale" when the caller's copy is out of date. Rejects with `rate_limited`,
   * `budget_exceeded`, `limits_unavailable` or `store_unavailable`, and then nothing is counted anywhere.
   */
  admit(request: AdmissionRequest): Promise<Ticket | "stale" | undefined>;
}

export function createLimiter(options: LimiterOptions): Limiter {
  const { counters, spent, timeZone, shadow, tokens, now } = options;
  const { shardOf = (home) => home, whenAway = DEFAULT_WHEN_AWAY, leases: mode = "off" } = options;
  const { budgetStatus, alert = () => undefined } = options;
  const authority = createAuthority(counters, now);
  const allowance = createAllowance(whenAway, now);
  const measure: Measure = (planned, { usage, cost, excludeCached }) =>
    planned.map(({ metric }) => measureSpent(metric, usage, cost, { kind: tokens, excludeCached }));
  const tools = { authority, spent, now, shardOf };
  const leases = mode === "off" ? undefined : createLeases({ ...tools, measure, mode, alert });

  const mustBeCounted = ({ metric, claim }: PlannedClaim): boolean =>
    whenAway[metric] === "refuse" && claim.shadow !== true;

  async function admit(request: AdmissionRequest): Promise<Ticket | "stale" | undefined> {
    const { id, limits, standings, demand, draft, defer } = request;
    // Nobody knows beforehand what a provider will find in its cache.
    const amounts = { ...demand, tokens: countTokens(demand.usage, { kind: tokens, excludeCached: false }) };
    const plan = (nowMs: number): PlannedClaim[] => planClaims(limits, amounts, { nowMs, timeZone, shadow });
    const planned = plan(now());
    if (planned.length === 0) return undefined;
    const leased = await leases?.admit({ planned, plan, standings, defer });
    if (leased !== undefined) return leased;
    const told = draft === undefined ? {} : { draft: draft() };
    const verdict = await takeAll({ id, standings, leaseMs: LEASE_MS, plan, mustBeCounted, defer, ...told }, tools);
    return verdict.how === "taken" ? enter(id, verdict, defer) : turnAway(verdict);
  }

  function enter(
    id: string,
    { held, away }: Extract<Verdict, { how: "taken" }>,
    defer: AdmissionRequest["defer"],
  ): Ticket {
    const [planned, levels] = [plannedOf(held), held.flatMap((part) => part.levels)];
    const settled = ({ cost }: Spent): void =>
      listBudgetAlerts(planned, levels, cost).forEach((each) => alert(each, defer));
    const ticket = createTicket(id, held, tellAll(planned, levels), { authority, measure, settled });
    if (away.length === 0) return ticket;
    const local = allowance.take(id, plannedOf(away));
    if ("refusal" in local) {
      giveBackAll(held, id, authority, defer);
      throw refuseClaim(plannedOf(away), local.refusal, local.nowMs);
    }
    return {
      ...ticket,
      settle: async (final, event) => {
        local.release();
        return await ticket.settle(final, event);
      },
    };
  }

  function turnAway(verdict: Exclude<Verdict, { how: "taken" }>): "stale" {
    if (verdict.how === "stale") return "stale";
    if (verdict.how === "refused") throw refuseClaim(verdict.part.planned, verdict.refusal, verdict.nowMs);
    throw new GatewayError("limits_unavailable", "The limits cannot be checked at the moment. Try again shortly.", {
      retryAfterSeconds: 1,
    });
  }

  function refuseClaim(planned: readonly PlannedClaim[], refusal: Refusal, nowMs: number): GatewayError {
    const claim = planned.find(({ claim: { counter } }) => counter === refusal.refused.counter);
    if (claim === undefined) throw new RangeError("the authority refused a claim that was not made");
    return refuse(claim, refusal, nowMs, budgetStatus);
  }

  return { admit };
}

const plannedOf = (parts: readonly Part[]): readonly PlannedClaim[] => parts.flatMap(({ planned }) => planned);
