import { describe, expect, test } from "vitest";
import type { TakeAnswer } from "../../../../src/counters/command.ts";
import type { CounterObject } from "../../../../src/store/durable/counter-object.ts";
import { CounterStoreError } from "../../../../src/store/counter-store.ts";
import { DurableCounterStore } from "../../../../src/store/durable/durable-counter-store.ts";

const ADMITTED: TakeAnswer = { admitted: true, levels: [], shadowed: [] };
const TAKE = { op: "take", id: "a", claims: [], standings: [], leaseMs: 1_000 } as const;

/** What the platform marks its errors with cannot be provoked in a local runtime, so this plays the namespace. */
function namespaceOf(...outcomes: readonly (TakeAnswer | Error | "silence")[]) {
  const asked: string[] = [];
  const namespace = {
    idFromName: (name: string) => name,
    get: (name: string) => ({
      take: ({ id }: { readonly id: string }): Promise<TakeAnswer> => {
        const outcome = outcomes[asked.length] ?? "silence";
        asked.push(`${name} ${id}`);
        if (outcome === "silence") return new Promise(() => {});
        return outcome instanceof Error ? Promise.reject(outcome) : Promise.resolve(outcome);
      },
    }),
  };
  return { asked, namespace: namespace as unknown as DurableObjectNamespace<CounterObject> };
}

const failure = (marks: object): Error => Object.assign(new Error("no"), marks);
const lost = failure({ retryable: true });

describe("a store over durable objects", () => {
  test.each([
    ["at once", [ADMITTED], 1],
    ["after one lost connection", [lost, ADMITTED], 2],
    ["after two", [lost, lost, ADMITTED], 3],
  ])("answers %s, with the same command each time", async (_, outcomes, times) => {
    const { asked, namespace } = namespaceOf(...outcomes);
    expect(await new DurableCounterStore(namespace).take("s", TAKE)).toEqual(ADMITTED);
    expect(asked).toEqual(Array.from({ length: times }, () => "s a"));
  });

  test.each([
    ["is lost a third time", [lost, lost, lost, ADMITTED], 3],
    ["is overloaded", [failure({ overloaded: true }), ADMITTED], 1],
    ["is overloaded, even where a retry is offered", [failure({ overloaded: true, retryable: true }), ADMITTED], 1],
    ["fails in itself", [new Error("broken"), ADMITTED], 1],
  ])("gives up when the object %s", async (_, outcomes, times) => {
    const { asked, namespace } = namespaceOf(...outcomes);
    const answer = new DurableCounterStore(namespace).take("s", TAKE);
    await expect(answer).rejects.toBeInstanceOf(CounterStoreError);
    expect(asked).toHaveLength(times);
  });

  test("answers within its deadline when the object does not", async () => {
    const { namespace } = namespaceOf();
    const started = performance.now();
    await expect(new DurableCounterStore(namespace).take("s", TAKE)).rejects.toBeInstanceOf(CounterStoreError);
    expect(performance.now() - started).toBeLessThan(250);
  });

  test("sends nothing more once the deadline is over", async () => {
    const { asked, namespace } = namespaceOf(lost, lost, ADMITTED);
    const store = new DurableCounterStore(namespace, { deadlineMs: 5, random: () => 0.999 });
    await expect(store.take("s", TAKE)).rejects.toBeInstanceOf(CounterStoreError);
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(asked).toHaveLength(1);
  });
});
