import type { DeploymentId } from "../core/ids.ts";
import type { Cooldown } from "./signal-store.ts";

const ENTRIES_MAX = 2_000;

/** Which deployments are left alone, and until when. */
export class CooldownBoard {
  readonly #ends = new Map<DeploymentId, number>();
  #lastEndMs = 0;

  /** False while nothing cools; true may be late by one look. */
  get isUsed(): boolean {
    return this.#ends.size > 0;
  }

  /** The later end counts. */
  cool(id: DeploymentId, untilMs: number, nowMs: number): void {
    if (untilMs <= Math.max(nowMs, this.#ends.get(id) ?? 0)) return;
    this.#ends.delete(id);
    this.#ends.set(id, untilMs);
    this.#lastEndMs = Math.max(this.#lastEndMs, untilMs);
    if (this.#ends.size <= ENTRIES_MAX) return;
    const oldest = this.#ends.keys().next();
    if (oldest.done !== true) this.#ends.delete(oldest.value);
  }

  /** Epoch milliseconds; 0 for one that does not cool. */
  endOf(id: DeploymentId, nowMs: number): number {
    this.#forgetEnded(nowMs);
    const untilMs = this.#ends.get(id) ?? 0;
    return untilMs > nowMs ? untilMs : 0;
  }

  /** All that cool. */
  list(nowMs: number): readonly Cooldown[] {
    this.#forgetEnded(nowMs);
    return [...this.#ends].flatMap(([id, untilMs]) => (untilMs > nowMs ? [{ id, untilMs }] : []));
  }

  #forgetEnded(nowMs: number): void {
    if (nowMs >= this.#lastEndMs) this.#ends.clear();
  }
}
