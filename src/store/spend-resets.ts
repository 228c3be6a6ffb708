import type { ChangeStamp } from "./change-stamp.ts";

/** A holder whose spend was set to nothing, and its new epoch. */
export interface ResetRow<Id extends string> {
  readonly id: Id;
  readonly updatedAtMs: number;
}

/** A registry whose holders can all be reset in one go. */
export interface SpendResets<Id extends string> {
  /** Those that had spent something. What they spend is counted anew from here; usage events and their sums stay. */
  resetSpend(stamp: ChangeStamp): Promise<readonly ResetRow<Id>[]>;
}
