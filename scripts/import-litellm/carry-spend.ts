import type { HolderKind } from "../../src/core/holder-name.ts";
import type { NanoUsd } from "../../src/core/money.ts";

/** How often a budget starts anew, and when it does so next. */
export interface Reset {
  readonly budget_duration: string | null;
  readonly budget_reset_at: number | null;
}

/** What a holder has spent in the period at hand. A sum over all time is in the holder's own row, and needs no carrying. */
export interface Carried {
  readonly kind: Exclude<HolderKind, "deployment" | "provider" | "organization_member">;
  readonly ids: readonly string[];
  readonly cost: NanoUsd;
}

/**
 * What counts in the period at hand: nothing where there are no periods, nor where LiteLLM was about to reset the sum.
 * The duration of a budget row stands behind the holder's own.
 */
export function carry(
  { kind, ids, cost }: Carried,
  own: Reset | undefined,
  budget: Reset | undefined,
  nowMs: number,
): Carried | undefined {
  const reset = [own, budget].find((each) => (each?.budget_duration ?? null) !== null);
  if (reset === undefined || cost === 0 || (reset.budget_reset_at ?? Infinity) <= nowMs) return undefined;
  return { kind, ids, cost };
}
