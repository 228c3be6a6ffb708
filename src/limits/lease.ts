import type { HolderStanding } from "../core/holder-limits.ts";
import { zeroUsd } from "../core/money.ts";
import { LruMap } from "../store/lru-map.ts";
import type { SpentReader } from "../store/spent-reader.ts";
import type { Authority } from "./authority.ts";
import { Grant, nameClaim } from "./grant.ts";
import { listBudgetAlerts } from "./list-budget-alerts.ts";
import type { Alert } from "./list-budget-alerts.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import { giveBackAll, takeAll } from "./take-all.ts";
import { LEASE_MS } from "./ticket.ts";
import type { Measure, Ticket } from "./ticket.ts";

/** `auto`: for holders that are busy in this isolate. */
export const LEASE_MODES = ["auto", "always", "off"] as const;
export type LeaseMode = (typeof LEASE_MODES)[number];

/** The shorter, the sooner a change of the key is heard of; the longer, the fewer trips. */
const USABLE_MS = 2_000;
/** Busy: so many requests within the second before. */
const BUSY = 10;
/** A grant for fewer requests saves nothing. */
const REQUESTS_MIN = 4;
const REQUESTS_ALWAYS = 16;
/** Of a limit, so that many isolates find something and what one leaves unused does not matter. */
const LIMIT_SHARE = 0.1;
/** After a refused grant, each request asks for itself for so long. */
const PAUSE_MS = 1_000;
const POOLS_MAX = 1_000;
/** How much of the mean estimate the latest request makes up. */
const LATEST_SHARE = 0.2;

interface LeaseRequest {
  readonly planned: readonly PlannedClaim[];
  readonly plan: (nowMs: number) => readonly PlannedClaim[];
  readonly standings: readonly HolderStanding[];
  readonly defer: (work: Promise<unknown>) => void;
}

interface LeaseOptions {
  readonly authority: Authority;
  readonly spent: SpentReader;
  readonly now: () => number;
  readonly shardOf: (home: string) => string;
  readonly measure: Measure;
  readonly alert: Alert;
  readonly mode: Exclude<LeaseMode, "off">;
}

export interface Leases {
  /** Undefined when the request has to ask for itself. */
  admit(request: LeaseRequest): Promise<Ticket | undefined>;
}

/** What an isolate knows of requests with the same claims on the same counters. */
interface Pool {
  readonly isLeasable: boolean;
  grant: Grant | undefined;
  second: number;
  requests: number;
  requestsBefore: number;
  readonly meanAmounts: number[];
  /** Nobody asks for a grant before then: someone was refused, or is asking. */
  askAfterMs: number;
}

export function createLeases({ mode, measure, alert, ...tools }: LeaseOptions): Leases {
  const { authority, now } = tools;
  const pools = new LruMap<string, Pool>(POOLS_MAX);

  function poolOf(planned: readonly PlannedClaim[], standings: readonly HolderStanding[]): Pool {
    const name = nameAll(planned, standings);
    const known = pools.get(name);
    if (known !== undefined) return known;
    const pool = {
      isLeasable: isLeasable(planned),
      grant: undefined,
      second: 0,
      requests: 0,
      requestsBefore: 0,
      meanAmounts: planned.map(({ claim }) => claim.amount),
      askAfterMs: 0,
    };
    pools.set(name, pool);
    return pool;
  }

  async function ask(request: LeaseRequest, pool: Pool, count: number): Promise<Grant | undefined> {
    const id = crypto.randomUUID();
    const { plan, standings, defer } = request;
    const scaled = (nowMs: number): PlannedClaim[] =>
      plan(nowMs).map((claim, index) => scale(claim, count, pool.meanAmounts[index] ?? 0));
    // Counted from before the question: by the authority's clock the grant is usable for longer than that.
    const usableUntilMs = now() + USABLE_MS;
    const verdict = await takeAll(
      { id, standings, leaseMs: LEASE_MS, usableMs: USABLE_MS, plan: scaled, mustBeCounted: () => false, defer },
      tools,
    );
    if (verdict.how !== "taken") return undefined;
    if (verdict.away.length > 0) {
      giveBackAll(verdict.held, id, authority, defer);
      return undefined;
    }
    for (const { planned, levels } of verdict.held)
      listBudgetAlerts(planned, levels, zeroUsd).forEach((each) => alert(each, defer));
    const grant = new Grant(id, request.planned, verdict.held, usableUntilMs, { authority, measure, now });
    defer(closeAt(grant, usableUntilMs));
    return grant;
  }

  async function closeAt(grant: Grant, atMs: number): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, atMs - now()));
    await grant.close();
  }

  return {
    async admit(request) {
      const { planned, standings, defer } = request;
      const pool = poolOf(planned, standings);
      if (!pool.isLeasable) return undefined;
      const nowMs = now();
      watch(pool, planned, nowMs);
      const ticket = pool.grant?.admit(planned, nowMs);
      if (ticket !== undefined) return ticket;
      const count = nowMs < pool.askAfterMs ? 0 : countWanted(pool, planned, mode);
      // Also where it is no number.
      if (!(count >= REQUESTS_MIN)) return undefined;
      pool.askAfterMs = nowMs + PAUSE_MS;
      // The request that opened the last one may have been cut off before it could close it.
      if (pool.grant !== undefined) defer(pool.grant.close());
      pool.grant = await ask(request, pool, count);
      if (pool.grant === undefined) return undefined;
      pool.askAfterMs = 0;
      return pool.grant.admit(planned, now());
    },
  };
}

/** A slot is held for as long as its request runs, which no grant knows beforehand. */
function isLeasable(planned: readonly PlannedClaim[]): boolean {
  const isSlot = planned.some(({ claim }) => claim.kind === "parallel" && claim.shadow !== true);
  return !isSlot && new Set(planned.map(nameClaim)).size === planned.length;
}

function nameAll(planned: readonly PlannedClaim[], standings: readonly HolderStanding[]): string {
  const claims = planned.map(
    ({ claim }) => `${claim.counter} ${claim.limit} ${claim.kind === "budget" ? (claim.endsAtMs ?? "") : ""}`,
  );
  return [...claims, ...standings.map(({ holder, epoch }) => `${holder} ${epoch}`)].join("\n");
}

function watch(pool: Pool, planned: readonly PlannedClaim[], nowMs: number): void {
  const second = Math.floor(nowMs / 1_000);
  if (second !== pool.second) {
    pool.requestsBefore = second === pool.second + 1 ? pool.requests : 0;
    pool.requests = 0;
    pool.second = second;
  }
  pool.requests += 1;
  planned.forEach(({ claim }, index) => {
    const mean = pool.meanAmounts[index] ?? claim.amount;
    pool.meanAmounts[index] = mean + (claim.amount - mean) * LATEST_SHARE;
  });
}

/**
 * Whether a minute at this pace passes a limit. Then every slot is wanted at once, and those that lie unused in a grant
 * would be missed.
 */
const isOverrun = ({ meanAmounts }: Pool, planned: readonly PlannedClaim[], perSecond: number): boolean =>
  planned.some(
    ({ claim }, index) =>
      claim.kind === "window" && claim.shadow !== true && perSecond * 60 * (meanAmounts[index] ?? 0) > claim.limit,
  );

/** For how many requests to ask. */
function countWanted(pool: Pool, planned: readonly PlannedClaim[], mode: "auto" | "always"): number {
  const perSecond = Math.max(pool.requests, pool.requestsBefore);
  if (mode === "auto" && (perSecond < BUSY || isOverrun(pool, planned, perSecond))) return 0;
  const wanted = Math.max((perSecond * USABLE_MS) / 1_000, mode === "always" ? REQUESTS_ALWAYS : 0);
  const allowed = planned.map(({ claim }, index) =>
    claim.shadow === true ? Infinity : (claim.limit * LIMIT_SHARE) / Math.max(1, pool.meanAmounts[index] ?? 0),
  );
  return Math.floor(Math.min(wanted, ...allowed));
}

const scale = (planned: PlannedClaim, count: number, mean: number): PlannedClaim => ({
  ...planned,
  claim: { ...planned.claim, amount: Math.max(planned.claim.amount, Math.ceil(count * mean)) },
});
