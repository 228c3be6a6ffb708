import type { KeyHash, RequestId, UserId } from "../core/ids.ts";
import type { NanoUsd } from "../core/money.ts";
import type { UsageEvent } from "../core/usage-event.ts";
import type { EventReports } from "./event-reports.ts";
import type { SpendReports } from "./spend-report.ts";
import type { SpentReader } from "./spent-reader.ts";

export interface SpendFilter {
  readonly key?: KeyHash | undefined;
  readonly user?: UserId | undefined;
  readonly request?: RequestId | undefined;
  /** Inclusive, epoch milliseconds. */
  readonly fromMs?: number | undefined;
  /** Exclusive. */
  readonly beforeMs?: number | undefined;
}

/** What one user spent on one model in one UTC day. */
export interface DailySpend {
  /** `YYYY-MM-DD` */
  readonly day: string;
  readonly user: UserId | undefined;
  readonly model: string;
  readonly cost: NanoUsd;
}

/** Reads what the ledger holds. Throws `store_unavailable` when it cannot. */
export interface SpendReader extends SpendReports, EventReports, SpentReader {
  /** Newest first, at most `limit`. */
  list(filter: SpendFilter, limit: number): Promise<readonly UsageEvent[]>;
  /** Oldest day first. */
  sumByDay(filter: SpendFilter): Promise<readonly DailySpend[]>;
}
