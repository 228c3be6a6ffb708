import type { NanoUsd } from "../core/money.ts";
import type { Usage } from "../core/usage.ts";
import type { Authority } from "./authority.ts";
import type { PlannedClaim } from "./plan-claims.ts";
import type { HeldPart } from "./take-all.ts";

/** What a request has come to. */
export interface Spent {
  readonly usage: Usage;
  readonly cost: NanoUsd;
  /** Tokens that were read from the provider's cache do not count. */
  readonly excludeCached: boolean;
}

/** A request's hold on its limits. */
export interface Ticket {
  /** What is left after this request, for its answer. */
  readonly headers: Readonly<Record<string, string>>;
  /** What the key had spent without this request, where that is limited. */
  readonly keySpentBefore?: NanoUsd | undefined;
  /**
   * From now on the authority hears now and then what the request has come to, until it is settled, and what the ledger
   * is to hear should that never be (`draft`).
   */
  keep(current: () => Spent, draft?: () => string): void;
  /**
   * Replaces the estimate by the truth and hands the event, if there is one, to the authority, which delivers it to the
   * ledger. False when an event still has to be recorded another way. Never rejects. `event` writes its JSON text, and is
   * asked only by who keeps it.
   */
  settle(spent: Spent, event?: () => string): Promise<boolean>;
}

/** Without a sign of life a hold ends after this long, at what it was taken for. */
export const LEASE_MS = 60_000;
export const CHECKPOINT_EVERY_MS = 20_000;

/** What a request came to in the unit of each claim, in their order. */
export type Measure = (planned: readonly PlannedClaim[], spent: Spent) => readonly number[];

interface TicketTools {
  readonly authority: Authority;
  readonly measure: Measure;
  /** Called with what the request came to. */
  readonly settled: (spent: Spent) => void;
}

/** The hold of one request on all its shards. The first one keeps its event. */
export function createTicket(
  id: string,
  held: readonly HeldPart[],
  told: Pick<Ticket, "headers" | "keySpentBefore">,
  { authority, measure, settled }: TicketTools,
): Ticket {
  let timer: ReturnType<typeof setInterval> | undefined;
  return {
    ...told,
    keep(current, draft) {
      timer = setInterval(() => {
        const spent = current();
        held.forEach(({ shard, planned }, index) => {
          const amounts = measure(planned, spent);
          const drafted = index === 0 && draft !== undefined ? { draft: draft() } : {};
          void authority.checkpoint(shard, { op: "checkpoint", id, amounts, leaseMs: LEASE_MS, ...drafted });
        });
      }, CHECKPOINT_EVERY_MS);
    },
    async settle(spent, event) {
      clearInterval(timer);
      settled(spent);
      const text = event?.();
      const [isKept = false] = await Promise.all(
        held.map(async ({ shard, planned }, index) => {
          const command = { op: "settle", id, amounts: measure(planned, spent) } as const;
          return await authority.settle(
            shard,
            command,
            index === 0 && text !== undefined ? { id, event: text } : undefined,
          );
        }),
      );
      return isKept;
    },
  };
}
