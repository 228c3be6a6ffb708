import { DurableObject } from "cloudflare:workers";
import type { DeploymentId } from "../../core/ids.ts";
import { CooldownBoard } from "../cooldown-board.ts";
import type { Cooldown } from "../signal-store.ts";

/** Cooldowns in the memory of one object. When it is evicted they are gone, and whoever meets the next fault tells again. */
export class SignalObject<Env = unknown> extends DurableObject<Env> {
  readonly #board = new CooldownBoard();

  cool(id: DeploymentId, untilMs: number): void {
    this.#board.cool(id, untilMs, Date.now());
  }

  read(): readonly Cooldown[] {
    return this.#board.list(Date.now());
  }
}
