import { GatewayError } from "../../core/errors.ts";
import type { HolderLimits } from "../../core/holder-limits.ts";
import { noUsage } from "../../core/usage.ts";
import type { UsageEvent } from "../../core/usage-event.ts";
import type { Limiter } from "../../limits/limiter.ts";
import type { Ticket } from "../../limits/ticket.ts";
import type { KeyCache } from "../../store/key-store.ts";
import type { LedgerStore } from "../../store/ledger-store.ts";

export interface ChargeParts {
  readonly limiter: Limiter;
  readonly keys: Pick<KeyCache, "find">;
  readonly ledger: LedgerStore;
  readonly defer: (work: Promise<unknown>) => void;
}

/**
 * Charges what has already been spent: to the budgets of the key and of what it belongs to, and to the ledger. Once, however
 * often it is called with the same event: authority and ledger both know it by its id. A budget that is used up is
 * no reason not to; then the ledger alone hears of it. Rejects with `store_unavailable`.
 */
export async function chargeEvent(event: UsageEvent, { limiter, keys, ledger, defer }: ChargeParts): Promise<void> {
  const { caller } = (await keys.find(event.key, defer)) ?? {};
  const ticket = await takeBudgets(event, caller?.limits ?? [], limiter, defer);
  const spent = { usage: event.usage, cost: event.cost, excludeCached: false };
  const isKept = (await ticket?.settle(spent, () => JSON.stringify(event))) ?? false;
  if (!isKept) await ledger.append([event]);
}

async function takeBudgets(
  { id, cost, modelGroup = "" }: UsageEvent,
  limits: readonly HolderLimits[],
  limiter: Limiter,
  defer: ChargeParts["defer"],
): Promise<Ticket | undefined> {
  if (cost === 0) return undefined;
  try {
    // What costs nothing claims no budget.
    const demand = { model: modelGroup, usage: noUsage, cost: 1 };
    const taken = await limiter.admit({ id, limits: limits.map(budgetsOf), standings: [], demand, defer });
    return taken === "stale" ? undefined : taken;
  } catch (error) {
    if (error instanceof GatewayError) return undefined;
    throw error;
  }
}

/** How many requests and tokens a minute are allowed has nothing to do with a batch. */
const budgetsOf = ({ holder, home, budgets, models }: HolderLimits): HolderLimits => ({
  holder,
  ...(home !== undefined && { home }),
  ...(budgets && { budgets }),
  ...(models && {
    models: Object.fromEntries(
      Object.entries(models).map(([model, own]) => [model, own.budgets ? { budgets: own.budgets } : {}]),
    ),
  }),
});
