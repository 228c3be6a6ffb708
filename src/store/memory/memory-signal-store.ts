import type { DeploymentId } from "../../core/ids.ts";
import { CooldownBoard } from "../cooldown-board.ts";
import type { Cooldown, SignalStore } from "../signal-store.ts";

/** For several gateways in one process, as tests have them. */
export class MemorySignalStore implements SignalStore {
  readonly #board = new CooldownBoard();
  readonly #now: () => number;

  constructor(now: () => number = Date.now) {
    this.#now = now;
  }

  async cool(id: DeploymentId, untilMs: number): Promise<void> {
    this.#board.cool(id, untilMs, this.#now());
  }

  async read(): Promise<readonly Cooldown[]> {
    return this.#board.list(this.#now());
  }
}
