import type { Settle } from "../../src/counters/command.ts";
import type { CounterCore } from "../../src/counters/counter-core.ts";
import type { CoreState } from "../../src/counters/core-state.ts";
import { GatewayError } from "../../src/core/errors.ts";
import type { AdmissionRequest, Limiter } from "../../src/limits/limiter.ts";
import type { Ticket } from "../../src/limits/ticket.ts";
import type { CounterStore } from "../../src/store/counter-store.ts";
import {
  AcceptsOldCopies,
  CarriesIntoNextPeriod,
  ChargesTwice,
  CountsRefusedTakes,
  CountsRepeatedTakes,
  ExpiresForNothing,
  ForgetsRefunds,
  HasShortMinutes,
  IgnoresCheckpoints,
  KeepsSlots,
  SettlesIntoThisSecond,
} from "./planted-cores.ts";
import type { PlantedFault } from "./world.ts";

type Core = new (state?: CoreState) => CounterCore;

const core = (Changed: Core): PlantedFault => ({ authority: { makeCore: (state) => new Changed(state) } });

/** Everything is as it was, but for these methods. */
const counters =
  (change: (real: CounterStore) => Partial<CounterStore>) =>
  (real: CounterStore): CounterStore => ({
    take: (...args) => real.take(...args),
    checkpoint: (...args) => real.checkpoint(...args),
    shrink: (...args) => real.shrink(...args),
    settle: (...args) => real.settle(...args),
    revoke: (...args) => real.revoke(...args),
    sweep: (...args) => real.sweep(...args),
    peekOutbox: (...args) => real.peekOutbox(...args),
    forgetOutbox: (...args) => real.forgetOutbox(...args),
    ...change(real),
  });

const limiter =
  (admit: (real: Limiter, request: AdmissionRequest) => ReturnType<Limiter["admit"]>) =>
  (real: Limiter): Limiter => ({ admit: (request) => admit(real, request) });

/** A ticket of which one method is another. */
const ticketWith =
  (change: (real: Ticket) => Partial<Ticket>) =>
  (real: Limiter): Limiter => ({
    async admit(request) {
      const ticket = await real.admit(request);
      if (ticket === undefined || ticket === "stale") return ticket;
      return {
        headers: ticket.headers,
        keep: (...args) => ticket.keep(...args),
        settle: (...args) => ticket.settle(...args),
        ...change(ticket),
      };
    },
  });

const nothingCounted: Ticket = { headers: {}, keep() {}, settle: async () => false };
const isGiveBack = ({ amounts }: Settle): boolean => amounts.every((amount) => amount === 0);

/** Plausible bugs; each must be found within some hundred seeds. */
export const PLANTED_FAULTS = {
  "a refund is forgotten": core(ForgetsRefunds),
  "a repeated settlement is charged again": core(ChargesTwice),
  "a repeated take is counted again": core(CountsRepeatedTakes),
  "a lease that runs out is charged nothing": core(ExpiresForNothing),
  "a minute has 59 seconds": core(HasShortMinutes),
  "an old copy of a key is let in": core(AcceptsOldCopies),
  "a settlement counts in the second in which it comes": core(SettlesIntoThisSecond),
  "a slot stays taken when its lease runs out": core(KeepsSlots),
  "a refused take leaves its first claim": core(CountsRefusedTakes),
  "what was spent in a period is carried into the next": core(CarriesIntoNextPeriod),
  "a checkpoint does not extend the lease": core(IgnoresCheckpoints),
  "a restart forgets revocations": { authority: { recover: (state) => ({ ...state, epochs: new Map() }) } },
  "a restart forgets what ended": { authority: { recover: (state) => ({ ...state, ended: new Map() }) } },
  "an answer leaves before it is on the disk": { authority: { answersEarly: true } },
  "an event is struck off before the ledger has it": { authority: { forgetsEarly: true } },
  "the event of a settlement that comes late is dropped": { authority: { dropsLateEntries: true } },
  "what others gave is kept when one shard refuses": {
    counters: counters((real) => ({
      settle: async (shard, settle, entry) =>
        isGiveBack(settle) && entry === undefined ? "settled" : await real.settle(shard, settle, entry),
    })),
  },
  "a grant counts only in the second in which it was taken": {
    counters: counters((real) => ({
      take: (shard, take) => real.take(shard, take.usableMs === undefined ? take : { ...take, usableMs: 0 }),
    })),
  },
  "a grant shrinks to nothing": {
    counters: counters((real) => ({
      shrink: (shard, shrink) => real.shrink(shard, { ...shrink, amounts: [] }),
    })),
  },
  "only the first shard is settled": {
    counters: counters((real) => ({
      settle: async (shard, settle, entry) =>
        entry === undefined && !isGiveBack(settle) ? "settled" : await real.settle(shard, settle, entry),
    })),
  },
  "a budget is let in while its authority is away": {
    limiter: limiter(async (real, request) => {
      try {
        return await real.admit(request);
      } catch (error) {
        if (error instanceof GatewayError && error.code === "limits_unavailable") return nothingCounted;
        throw error;
      }
    }),
  },
  "every fourth refused request is let in": {
    limiter: limiter(async (real, request) => {
      try {
        return await real.admit(request);
      } catch (error) {
        if (error instanceof GatewayError && error.code === "rate_limited" && request.id.endsWith("4"))
          return nothingCounted;
        throw error;
      }
    }),
  },
  "a request asks again under the name that it gave back": { nameOf: (id) => id },
  "an event is thought delivered when nobody answered": {
    limiter: ticketWith((real) => ({
      settle: async (...args) => {
        await real.settle(...args);
        return true;
      },
    })),
  },
  "a settlement tells twice the truth": {
    limiter: ticketWith((real) => ({
      settle: ({ usage, ...spent }, event) =>
        real.settle({ ...spent, usage: { ...usage, outputTokens: usage.outputTokens * 2 } }, event),
    })),
  },
  "nobody tells that a request still runs": { limiter: ticketWith(() => ({ keep() {} })) },
} as const satisfies Record<string, PlantedFault>;
