/// <reference types="@cloudflare/vitest-plugin/types" />
import { env } from "cloudflare:workers";
import type { Counters } from "../../src/compose/counters.ts";
import type { Checkpoint, Claim, Settle, Take } from "../../src/counters/command.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      /** How many the comparison with the reference core plays. */
      readonly OPERATIONS: string;
      readonly COUNTERS: DurableObjectNamespace<Counters>;
      readonly BRIEF_COUNTERS: DurableObjectNamespace<Counters>;
    }
  }
}

export const counterObjects = env.COUNTERS;

export const counterObject = (shard: string): DurableObjectStub<Counters> =>
  counterObjects.get(counterObjects.idFromName(shard));

const LEASE_MS = 30_000;

export const take = (id: string, ...claims: readonly Claim[]): Take => ({
  op: "take",
  id,
  claims,
  standings: [],
  leaseMs: LEASE_MS,
});
export const checkpoint = (id: string, ...amounts: readonly number[]): Checkpoint => ({
  op: "checkpoint",
  id,
  amounts,
  leaseMs: LEASE_MS,
});
export const settle = (id: string, ...amounts: readonly number[]): Settle => ({ op: "settle", id, amounts });

export const requests = (limit: number): Claim => ({ kind: "window", counter: "rpm", amount: 1, limit });
export const slot = (limit: number): Claim => ({ kind: "parallel", counter: "slots", amount: 1, limit });
export const money = (amount: number, limit: number): Claim => ({
  kind: "budget",
  counter: "budget",
  amount,
  limit,
  spent: 0,
});
