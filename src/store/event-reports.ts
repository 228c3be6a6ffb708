import type { Activity } from "../core/operation.ts";
import type { DayQuery } from "./spend-report.ts";

/** Requests of one day, at one deployment, whose price is not known. */
export interface UnpricedRow {
  /** `YYYY-MM-DD`, UTC. */
  readonly day: string;
  readonly provider: string;
  readonly model: string;
  readonly modelGroup: string;
  readonly deployment: string;
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** Of the requests for one model, by keys of one alias, those that were answered from the cache. */
export interface CacheRow {
  /** Null for keys that have none, or are gone. */
  readonly alias: string | null;
  readonly operation: Activity;
  readonly path: string;
  readonly model: string;
  readonly requests: number;
  readonly hits: number;
  /** Of all of them, and of the hits. */
  readonly outputTokens: number;
  readonly hitOutputTokens: number;
}

/** How often a deployment said that it was asked too much, in one day. */
export interface RateLimitedRow {
  readonly day: string;
  readonly deployment: string;
  readonly count: number;
}

/** How many users sent requests with a tag. */
export interface ActiveUsersRow {
  readonly tag: string;
  /** 0 is the one that ends last. */
  readonly period: number;
  readonly users: number;
}

export interface ActiveUsersQuery {
  /** The last day of the last period, `YYYY-MM-DD`. */
  readonly to: string;
  readonly daysEach: number;
  readonly periods: number;
  readonly tags?: readonly string[] | undefined;
}

/**
 * What the sums of days do not tell. All but the labels and users read the events of the days that are asked about; those
 * without a price have an index. Every method throws `store_unavailable` when it cannot answer.
 */
export interface EventReports {
  countUnpriced(query: DayQuery): Promise<number>;
  /** The newest day first, and the most requests. */
  listUnpriced(query: DayQuery, limit: number): Promise<readonly UnpricedRow[]>;
  listCacheHits(query: DayQuery, limit: number): Promise<readonly CacheRow[]>;
  /** Attempts, for a model's public name. The oldest day first. */
  listRateLimited(modelGroup: string, query: DayQuery, limit: number): Promise<readonly RateLimitedRow[]>;
  /** All tags or customers there ever were, in order. */
  listLabels(kind: NonNullable<DayQuery["labels"]>, limit: number): Promise<readonly string[]>;
  /** A key that is gone, or has no user, counts for none. The latest period first, and the most users. */
  countActiveUsers(query: ActiveUsersQuery, limit: number): Promise<readonly ActiveUsersRow[]>;
}
