import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, test } from "vitest";
import type { Signals } from "../../src/compose/signals.ts";
import { asId } from "../../src/core/ids.ts";
import { DurableSignalStore } from "../../src/store/durable/durable-signal-store.ts";
import { describeSignalStore } from "./signal-store-suite.ts";

declare global {
  namespace Cloudflare {
    interface Env {
      readonly SIGNALS: DurableObjectNamespace<Signals>;
    }
  }
}

// 200 calls at once on a busy machine take longer than a signal may.
const open = () => new DurableSignalStore(env.SIGNALS, { deadlineMs: 10_000 });

describeSignalStore("a durable object", open);

describe("the object that shares cooldowns", () => {
  test("has forgotten them after an eviction, and takes new ones", async () => {
    const [first, second] = [asId<"deployment">("first"), asId<"deployment">("second")];
    const untilMs = Date.now() + 60_000;
    await open().cool(first, untilMs);
    await evictDurableObject(env.SIGNALS.get(env.SIGNALS.idFromName("gateway")));
    expect(await open().read()).toEqual([]);
    await open().cool(second, untilMs);
    expect(await open().read()).toEqual([{ id: second, untilMs }]);
  });
});
