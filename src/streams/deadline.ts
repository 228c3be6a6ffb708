import type { RelayLimits } from "./relay.ts";

export interface Deadline {
  /** Resolves when the stream has not moved for `idleMs`, or is not over after `totalMs`. */
  readonly passed: Promise<"idle" | "total">;
  /** The stream moved. */
  moved(): void;
  stop(): void;
}

/** One timer, set anew only when it fires: that is cheaper than one per chunk. */
export function startDeadline(openedAtMs: number, { idleMs, totalMs }: RelayLimits): Deadline {
  const { promise, resolve } = Promise.withResolvers<"idle" | "total">();
  const totalAtMs = openedAtMs + totalMs;
  let movedAtMs = Date.now();
  let timer = setTimeout(look, Math.min(totalAtMs - movedAtMs, idleMs));

  function look(): void {
    const now = Date.now();
    const leftMs = Math.min(totalAtMs, movedAtMs + idleMs) - now;
    if (leftMs > 0) timer = setTimeout(look, leftMs);
    else resolve(now >= totalAtMs ? "total" : "idle");
  }

  return {
    passed: promise,
    moved() {
      movedAtMs = Date.now();
    },
    stop: () => clearTimeout(timer),
  };
}
