/**
 * The vocabulary of counting. All amounts are non-negative safe integers (requests, tokens, nano-dollars);
 * all instants are epoch milliseconds of the authority's own clock, never of a caller.
 */

interface ClaimBase {
  /** Names the counter: the holder and what is counted, `key:<hash>/rpm`. */
  readonly counter: string;
  /** What may be held at once. 0 allows nothing. */
  readonly limit: number;
  /** What this request may come to at most. */
  readonly amount: number;
  /** Counted and reported, never a reason to refuse. */
  readonly shadow?: boolean;
}

/** No span of one minute, wherever it begins, holds more than the limit. */
export interface WindowClaim extends ClaimBase {
  readonly kind: "window";
}
/** Held while the request runs. */
export interface ParallelClaim extends ClaimBase {
  readonly kind: "parallel";
}
/** Spent plus reserved never passes the limit within one period. */
export interface BudgetClaim extends ClaimBase {
  readonly kind: "budget";
  /** When the period ends; undefined for a budget that is never reset. */
  readonly endsAtMs?: number;
  /** What the ledger says was spent in this period; asked for once, when the authority has never heard of the counter. */
  readonly spent?: number;
}
export type Claim = WindowClaim | ParallelClaim | BudgetClaim;

/** A holder's standing when the caller last read it; an authority that knows a later one refuses the copy. */
export interface Standing {
  readonly holder: string;
  readonly epoch: number;
}

export interface Take {
  readonly op: "take";
  /** The request's id. The same id again is the same request and, once admitted, gets the same answer. */
  readonly id: string;
  /** Several claims of one kind on one counter count together. */
  readonly claims: readonly Claim[];
  readonly standings: readonly Standing[];
  /** How long the claims stand without a sign of life. */
  readonly leaseMs: number;
  /**
   * The amounts may be used up until this much later, at most `USABLE_MS_MAX`; 0 when left out. Windows count them from
   * now on, and for as long as if all of them were used at the last instant.
   */
  readonly usableMs?: number;
  /** The event that the request leaves if nobody ever settles it, as JSON text. */
  readonly draft?: string;
}

/** What a request has come to so far, in the order of its claims; extends the lease. */
export interface Checkpoint {
  readonly op: "checkpoint";
  readonly id: string;
  readonly amounts: readonly number[];
  readonly leaseMs: number;
  /** Takes the place of the draft so far; left out, that one stays. */
  readonly draft?: string;
}

/**
 * Gives back at once what a request will not need: it holds no more than these amounts, in the order of its claims, or
 * than it has already come to. Never raises anything; the lease stays as it is.
 */
export interface Shrink {
  readonly op: "shrink";
  readonly id: string;
  readonly amounts: readonly number[];
}

/** What a request came to in the end, in the order of its claims. All zero gives everything back. */
export interface Settle {
  readonly op: "settle";
  readonly id: string;
  readonly amounts: readonly number[];
}

/** From now on copies of this holder older than `epoch` are refused. */
export interface Revoke {
  readonly op: "revoke";
  readonly holder: string;
  readonly epoch: number;
}

export type Command = Take | Checkpoint | Shrink | Settle | Revoke;

/** What a request leaves that was forgotten before anybody settled it. */
export interface LastDraft {
  /** The request's. */
  readonly id: string;
  /** JSON text. */
  readonly event: string;
}

/** How a counter stood after the claim, or when it was refused. */
export interface Level {
  readonly counter: string;
  readonly limit: number;
  readonly used: number;
}

export interface Refusal {
  readonly admitted: false;
  readonly why: "limit";
  readonly refused: Level;
  /** When the same claim could first be met if nothing else happened; undefined when that cannot be told, or never. */
  readonly retryAfterMs: number | undefined;
}

export type TakeAnswer =
  | { readonly admitted: true; readonly levels: readonly Level[]; readonly shadowed: readonly string[] }
  | Refusal
  /** The caller's copy of a holder is out of date: read it again. */
  | { readonly admitted: false; readonly why: "stale"; readonly holder: string }
  /** Budgets this authority has never heard of: read what was spent and ask again. */
  | { readonly admitted: false; readonly why: "unknown"; readonly nowMs: number; readonly counters: readonly string[] }
  /** The period a claim was made for is over by the authority's clock. */
  | { readonly admitted: false; readonly why: "period"; readonly nowMs: number };

/** `unknown`: no such request, or one so old that it was forgotten. `repeated`: it was settled before; nothing changed. */
export type SettleAnswer = "settled" | "adjusted" | "repeated" | "unknown";
