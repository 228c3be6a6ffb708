import type { NanoUsd } from "../core/money.ts";
import { nanoUsd } from "../core/money.ts";
import type { Level } from "../counters/command.ts";
import type { PlannedClaim } from "./plan-claims.ts";

export interface PassedSoftLimit {
  readonly holder: string;
  readonly softLimit: NanoUsd;
  readonly used: NanoUsd;
}

/**
 * The soft limits that are reached with this request at what it really cost, for an alert. Other requests in flight count
 * at their estimates, so it may be told a little early. Which of them was told before is for the alert to know.
 */
export const listPassedSoftLimits = (
  planned: readonly (Pick<PlannedClaim, "holder" | "claim"> & { readonly softLimit?: NanoUsd })[],
  levels: readonly Level[],
  cost: NanoUsd,
): PassedSoftLimit[] =>
  planned.flatMap(({ holder, claim, softLimit }, index) => {
    const level = levels[index];
    if (softLimit === undefined || level === undefined || claim.kind !== "budget") return [];
    const used = nanoUsd(Math.max(0, level.used - claim.amount) + cost);
    return used >= softLimit ? [{ holder, softLimit, used }] : [];
  });
