import { MemoryCounterStore } from "../../src/store/memory/memory-counter-store.ts";
import type { Authority, Operation } from "./operation.ts";

/** The pure core. */
export class ReferenceAuthority implements Authority {
  async play(shard: string, operations: readonly Operation[]): Promise<readonly string[]> {
    let nowMs = 0;
    const store = new MemoryCounterStore(() => nowMs);
    const answers: string[] = [];
    for (const operation of operations) {
      nowMs = operation.atMs;
      answers.push(JSON.stringify(await playOne(store, shard, operation)));
    }
    return answers;
  }
}

async function playOne(store: MemoryCounterStore, shard: string, operation: Operation): Promise<unknown> {
  switch (operation.op) {
    case "take":
      return store.take(shard, operation);
    case "checkpoint":
      return store.checkpoint(shard, operation);
    case "shrink":
      return store.shrink(shard, operation);
    case "settle":
      return store.settle(shard, operation, operation.entry);
    case "revoke":
      await store.revoke(shard, operation);
      return "revoked";
    case "sweep":
      await store.sweep(shard);
      return "swept";
    case "peek":
      return (await store.peekOutbox(shard, operation.max)).flatMap(({ id, event }) => [id, event]);
    case "forget":
      await store.forgetOutbox(shard, operation.ids);
      return "forgotten";
  }
}
