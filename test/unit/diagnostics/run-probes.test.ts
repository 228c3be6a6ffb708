import { describe, expect, test } from "vitest";
import { asId } from "../../../src/core/ids.ts";
import { runProbes } from "../../../src/diagnostics/run-probes.ts";
import type { ProbeTarget } from "../../../src/diagnostics/probe-target.ts";
import type { Finding } from "../../../src/store/health-store.ts";
import { deploymentOf } from "../../support/deployments.ts";

const targetsOf = (count: number, timeoutMs?: number, totalMs = 600_000): ProbeTarget[] =>
  Array.from({ length: count }, (_, n) => ({
    deployment: deploymentOf({
      id: asId<"deployment">(`d${n}`),
      timeouts: { firstByteMs: 1_000, idleMs: 1_000, totalMs },
    }),
    name: `n${n}`,
    options: timeoutMs === undefined ? {} : { timeoutMs },
    probe: { operation: "chat" },
  }));

const healthy: Finding = { verdict: "healthy", latencyMs: 1 };
const nobodyLeaves = new AbortController().signal;

/** Probes whose time passes only when `next` says so: all that are under way then end at once. */
function stage() {
  let now = 1_000;
  let waiting: (() => void)[] = [];
  const limits: number[] = [];
  return {
    limits,
    underWay: () => waiting.length,
    now: () => now,
    probe: async (_target: ProbeTarget, timeoutMs: number): Promise<Finding> => {
      limits.push(timeoutMs);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return healthy;
    },
    next: async (passedMs: number): Promise<void> => {
      now += passedMs;
      const ended = waiting;
      waiting = [];
      for (const end of ended) end();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

describe("a run of probes", () => {
  test("has five under way at a time and tells in the order of the targets", async () => {
    const { probe, now, next, underWay } = stage();
    const run = runProbes(targetsOf(12), { probe, now, withinMs: 60_000, clientGone: nobodyLeaves });
    const counts: number[] = [];
    for (let round = 0; round < 3; round++) {
      counts.push(underWay());
      await next(1_000);
    }
    expect(counts).toEqual([5, 5, 2]);
    const found = await run;
    expect(found.map(({ deployment }) => deployment)).toEqual(targetsOf(12).map(({ deployment }) => deployment.id));
    expect(found.every(({ finding }) => finding.verdict === "healthy")).toBe(true);
  });

  test("does not begin a probe that could not wait its whole time, and says so", async () => {
    const { probe, now, next, limits } = stage();
    const run = runProbes(targetsOf(11), { probe, now, withinMs: 25_000, clientGone: nobodyLeaves });
    await next(15_000);
    await next(1);
    const verdicts = (await run).map(({ finding }) => finding.verdict);
    expect(verdicts).toEqual([...Array<string>(10).fill("healthy"), "unprobed"]);
    expect(limits).toEqual(Array<number>(10).fill(10_000));
  });

  test.each<[string, number | undefined, number, number]>([
    ["ten seconds", undefined, 600_000, 10_000],
    ["no longer than its requests have", undefined, 4_000, 4_000],
    ["what is said of its probes", 12_000, 4_000, 12_000],
    ["all the time there is, at most", 60_000, 4_000, 25_000],
  ])("a deployment has to answer: %s", async (_, own, totalMs, used) => {
    const { probe, now, next, limits } = stage();
    const run = runProbes(targetsOf(1, own, totalMs), { probe, now, withinMs: 25_000, clientGone: nobodyLeaves });
    await next(1);
    await run;
    expect(limits).toEqual([used]);
  });

  test("ends when whoever asked has left", async () => {
    const client = new AbortController();
    const { probe, now, next, limits } = stage();
    const run = runProbes(targetsOf(9), { probe, now, withinMs: 60_000, clientGone: client.signal });
    client.abort();
    await next(1);
    expect((await run).map(({ finding }) => finding.verdict).filter((verdict) => verdict === "unprobed")).toHaveLength(
      4,
    );
    expect(limits).toHaveLength(5);
  });

  test("of nothing finds nothing", async () => {
    const { probe, now } = stage();
    expect(await runProbes([], { probe, now, withinMs: 1, clientGone: nobodyLeaves })).toEqual([]);
  });
});
