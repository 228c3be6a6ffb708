import { AsyncLocalStorage } from "node:async_hooks";

/** Something that can die: its timers die with it. */
export interface Process {
  readonly time: VirtualTime;
  isAlive: boolean;
}

/** Who set a timer is known by the asynchronous context it was set in; outside of a process, timers are real ones. */
const current = new AsyncLocalStorage<Process>();
export const runAs = <Result>(process: Process, act: () => Result): Result => current.run(process, act);

class Timer {
  isCancelled = false;
}

interface Event {
  readonly atMs: number;
  /** Events of one instant happen in the order in which they were planned. */
  readonly order: number;
  readonly act: () => void;
}

/** After so many events whoever else runs in this process has a turn. */
const BREATH = 5_000;
const setRealImmediate = globalThis.setImmediate;
const isBefore = (a: Event, b: Event): boolean => a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);

/** A clock that stands still while anything happens, and jumps to the next event when all promises have settled. */
export class VirtualTime {
  nowMs: number;
  readonly #heap: Event[] = [];
  #planned = 0;
  #ids = 0;
  #happened = 0;

  constructor(startMs: number) {
    this.nowMs = startMs;
  }

  nextId(): number {
    this.#ids += 1;
    return this.#ids;
  }

  after(ms: number, act: () => void): void {
    const event = { atMs: this.nowMs + Math.max(0, ms), order: (this.#planned += 1), act };
    let at = this.#heap.push(event) - 1;
    for (let up = (at - 1) >> 1; at > 0; at = up, up = (at - 1) >> 1) {
      const parent = this.#heap[up];
      if (parent === undefined || !isBefore(event, parent)) break;
      this.#heap[at] = parent;
      this.#heap[up] = event;
    }
  }

  async runUntil(endMs: number): Promise<void> {
    for (let next = this.#heap[0]; next !== undefined && next.atMs <= endMs; next = this.#heap[0]) {
      this.#dropFirst();
      this.nowMs = next.atMs;
      next.act();
      // Node turns to the next tick when no promise has anything left to do.
      await new Promise<void>((resolve) => process.nextTick(resolve));
      if ((this.#happened += 1) % BREATH === 0) await new Promise((resolve) => setRealImmediate(resolve));
    }
    this.nowMs = endMs;
  }

  #dropFirst(): void {
    const last = this.#heap.pop();
    if (last === undefined || this.#heap.length === 0) return;
    let at = 0;
    for (;;) {
      const [left, right] = [this.#heap[2 * at + 1], this.#heap[2 * at + 2]];
      const least = right !== undefined && left !== undefined && isBefore(right, left) ? right : left;
      if (least === undefined || !isBefore(least, last)) break;
      this.#heap[at] = least;
      at = 2 * at + (least === left ? 1 : 2);
    }
    this.#heap[at] = last;
  }
}

/** Puts virtual timers in place of the real ones for whatever runs as a process; what it returns puts them back. */
export function installTimers(): () => void {
  const { setTimeout, setInterval, clearTimeout, clearInterval } = globalThis;
  const randomUUID = crypto.randomUUID.bind(crypto);
  const set = (real: typeof setTimeout | typeof setInterval, repeats: boolean) => (act: () => void, ms?: number) => {
    const process = current.getStore();
    if (process === undefined) return real(act, ms);
    const timer = new Timer();
    const plan = (): void =>
      process.time.after(ms ?? 0, () => {
        if (timer.isCancelled || !process.isAlive) return;
        if (repeats) plan();
        runAs(process, act);
      });
    plan();
    return timer;
  };
  const clear = (real: typeof clearTimeout | typeof clearInterval) => (timer: unknown) => {
    if (timer instanceof Timer) timer.isCancelled = true;
    else real(timer as Parameters<typeof clearTimeout>[0]);
  };
  Object.assign(globalThis, {
    setTimeout: set(setTimeout, false),
    setInterval: set(setInterval, true),
    clearTimeout: clear(clearTimeout),
    clearInterval: clear(clearInterval),
  });
  // Names of grants: random ones would make every run another.
  crypto.randomUUID = () => {
    const id = current.getStore()?.time.nextId();
    return id === undefined ? randomUUID() : `00000000-0000-4000-8000-${String(id).padStart(12, "0")}`;
  };
  return () => {
    Object.assign(globalThis, { setTimeout, setInterval, clearTimeout, clearInterval });
    crypto.randomUUID = randomUUID;
  };
}
