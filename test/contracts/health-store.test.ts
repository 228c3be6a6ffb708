import { beforeEach, describe, expect, test } from "vitest";
import { asId } from "../../src/core/ids.ts";
import type { HealthReport } from "../../src/store/health-store.ts";
import { KvHealthStore } from "../../src/store/kv/kv-health-store.ts";
import { emptyKeyCopies, keyCopies } from "./database.ts";

const MINUTE_MS = 60_000;
const report: HealthReport = {
  startedAtMs: Date.UTC(2026, 0, 1),
  probes: [
    { deployment: asId<"deployment">("a"), finding: { verdict: "healthy", latencyMs: 3 } },
    {
      deployment: asId<"deployment">("b"),
      finding: { verdict: "unhealthy", latencyMs: 4, status: 401, error: "openai: ключ 🔑" },
    },
    { deployment: asId<"deployment">("c"), finding: { verdict: "unprobed", reason: "no probe" } },
  ],
};

let store: KvHealthStore;
beforeEach(async () => {
  await emptyKeyCopies();
  store = new KvHealthStore(keyCopies);
});

describe("the health store of KV", () => {
  test("has nothing to begin with", async () => {
    expect(await store.load()).toBeUndefined();
  });

  test("tells the latest report as it was saved", async () => {
    await store.save({ startedAtMs: 1, probes: [] });
    await store.save(report);
    expect(await new KvHealthStore(keyCopies).load()).toEqual(report);
  });

  test.each([
    ["no JSON", "{"],
    ["another shape", JSON.stringify({ probes: [] })],
    ["a verdict it does not know", JSON.stringify({ startedAtMs: 1, probes: [{ deployment: "a", finding: {} }] })],
  ])("takes %s for no report", async (_, text) => {
    await store.save(report);
    const { keys } = await keyCopies.list();
    await Promise.all(keys.map(({ name }) => keyCopies.put(name, text)));
    expect(await store.load()).toBeUndefined();
  });

  test("one claim succeeds in each pause", async () => {
    const claims: [number, boolean][] = [];
    for (const atMs of [0, 1, MINUTE_MS - 1, MINUTE_MS, 2 * MINUTE_MS - 1, 5 * MINUTE_MS])
      claims.push([atMs, await new KvHealthStore(keyCopies).claim(atMs, MINUTE_MS)]);
    expect(claims.filter(([, isMine]) => isMine).map(([atMs]) => atMs)).toEqual([0, MINUTE_MS, 5 * MINUTE_MS]);
  });

  test("a pause that is over before it began stops nobody", async () => {
    expect([await store.claim(5, 0), await store.claim(5, -10)]).toEqual([true, true]);
  });

  test("says store_unavailable while KV is away", async () => {
    const away = { get: fail, put: fail } as unknown as KVNamespace;
    const lost = new KvHealthStore(away);
    await expect(lost.load()).rejects.toMatchObject({ code: "store_unavailable" });
    await expect(lost.save(report)).rejects.toMatchObject({ code: "store_unavailable" });
    await expect(lost.claim(0, 0)).rejects.toMatchObject({ code: "store_unavailable" });
  });
});

const fail = async (): Promise<never> => {
  throw new Error("KV is away");
};
