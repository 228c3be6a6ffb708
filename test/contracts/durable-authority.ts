import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { vi } from "vitest";
import type { Counters } from "../../src/compose/counters.ts";
import type { Authority, Operation } from "../authorities/operation.ts";
import { Random } from "../support/random.ts";

const OPERATIONS_PER_LIFE = 150;

/** The object on a virtual clock. It is evicted every few operations and has to begin from its disk. */
export class DurableAuthority implements Authority {
  readonly #seed: number;
  readonly #tamper: string | undefined;

  /** @param tamper SQL that is run before each eviction: a planted fault. */
  constructor(seed: number, tamper?: string) {
    this.#seed = seed;
    this.#tamper = tamper;
  }

  async play(shard: string, operations: readonly Operation[]): Promise<readonly string[]> {
    const namespace = env.BRIEF_COUNTERS;
    const object = namespace.get(namespace.idFromName(`${shard} ${crypto.randomUUID()}`));
    // The same operations are always cut into the same lives, so that a difference is found again.
    const random = new Random(this.#seed + operations.length);
    const answers: string[] = [];
    let earliestMs = 0;
    while (answers.length < operations.length) {
      const life = operations.slice(answers.length, answers.length + 1 + random.upTo(OPERATIONS_PER_LIFE));
      await runInDurableObject(object, (instance, { storage }) => {
        // The platform's alarms ring by the real clock.
        vi.spyOn(storage, "setAlarm").mockResolvedValue();
        const clock = vi.spyOn(Date, "now");
        for (const operation of life) {
          clock.mockReturnValue(isTimed(operation) ? Math.max(earliestMs, operation.atMs) : 0);
          answers.push(JSON.stringify(playOne(instance, operation)));
        }
        clock.mockRestore();
        if (this.#tamper !== undefined) storage.sql.exec(this.#tamper);
      });
      // An instant at which nothing changed is not kept: over a restart the clock may go back to before it.
      earliestMs = Math.max(earliestMs, ...life.filter(isTimed).map(({ atMs }) => atMs));
      await evictDurableObject(object);
    }
    return answers;
  }
}

/** The reference reads its clock for all but these. */
const isTimed = ({ op }: Operation): boolean => op !== "revoke" && op !== "peek" && op !== "forget";

function playOne(instance: Counters, operation: Operation): unknown {
  switch (operation.op) {
    case "take":
      return instance.take(operation);
    case "checkpoint":
      return instance.checkpoint(operation);
    case "shrink":
      return instance.shrink(operation);
    case "settle":
      return instance.settle(operation, operation.entry);
    case "revoke":
      instance.revoke(operation);
      return "revoked";
    case "sweep":
      instance.sweep();
      return "swept";
    case "peek":
      return instance.peekOutbox(operation.max).flatMap(({ id, event }) => [id, event]);
    case "forget":
      instance.forgetOutbox(operation.ids);
      return "forgotten";
  }
}
