import type { Finding, Probed } from "../store/health-store.ts";
import type { ProbeTarget } from "./probe-target.ts";

/** A worker may wait for six connections at a time; one is left to whoever writes the usage events. */
const PARALLEL_MAX = 5;
/** Less where the deployment's requests have less. */
const TIMEOUT_MS = 10_000;

export interface ProbeRun {
  readonly probe: (target: ProbeTarget, timeoutMs: number) => Promise<Finding>;
  /** All of it ends within so many milliseconds. */
  readonly withinMs: number;
  readonly clientGone: AbortSignal;
  readonly now: () => number;
}

/**
 * Probes all targets, some at a time, in the order given. A probe that could no longer wait its whole time for an
 * answer is not begun, so that no deployment is called unhealthy because others were slow.
 */
export async function runProbes(targets: readonly ProbeTarget[], run: ProbeRun): Promise<readonly Probed[]> {
  const endMs = run.now() + run.withinMs;
  const found: Probed[] = [];
  const waiting = targets.entries();

  async function work(): Promise<void> {
    for (const [index, target] of waiting) {
      const { options, deployment } = target;
      const usualMs = Math.min(TIMEOUT_MS, deployment.timeouts.totalMs);
      const timeoutMs = Math.min(options.timeoutMs ?? usualMs, run.withinMs);
      const isLate = run.clientGone.aborted || run.now() + timeoutMs > endMs;
      const finding = isLate ? tooLate(run.withinMs) : await run.probe(target, timeoutMs);
      found[index] = { deployment: deployment.id, finding };
    }
  }

  await Promise.all(Array.from({ length: PARALLEL_MAX }, work));
  return found;
}

const tooLate = (withinMs: number): Finding => ({
  verdict: "unprobed",
  reason: `It was not probed: the other deployments took the ${withinMs / 1_000} seconds that there are.`,
});
