import type { GatewayError } from "../../core/errors.ts";
import type { Usage } from "../../core/usage.ts";
import type { Outcome } from "../../core/usage-event.ts";
import { estimateOutputTokens } from "../../usage/estimate-tokens.ts";
import type { SoundRate } from "./sound-rate.ts";

/** The most that a turn is expected to come to, as far as the session knows. */
export interface TurnDemand {
  readonly inputTokens: number;
  /** As the session, or the client's event, caps an answer. */
  readonly outputTokensMax: number | undefined;
}

export interface TurnEnd {
  readonly outcome: Outcome;
  readonly usage: Usage;
  readonly error?: GatewayError | undefined;
}

/** What the provider streams of an answer. */
export type Spoken = "sound" | "text";

/**
 * One answer of the model.
 * asked    the client wants it, and its limits are being claimed
 * sent     the provider was told, and has not begun
 * running  the provider has begun
 */
export class SessionTurn {
  readonly number: number;
  readonly demand: TurnDemand;
  state: "asked" | "sent" | "running";
  /** The client's name for its event. */
  readonly cause: string | undefined;
  /** The provider's id of the answer. */
  responseId: string | undefined;
  readonly #chars: Record<Spoken, number> = { sound: 0, text: 0 };

  constructor(number: number, demand: TurnDemand, state: "asked" | "running", cause?: string) {
    this.number = number;
    this.demand = demand;
    this.state = state;
    this.cause = cause;
  }

  add(kind: Spoken, chars: number): void {
    this.#chars[kind] += chars;
  }

  /** What it has come to so far, as far as anyone can tell before the provider does. */
  estimate(rate: SoundRate): Usage {
    const audioOutputTokens = rate.spoken(this.#chars.sound);
    return {
      inputTokens: this.demand.inputTokens,
      outputTokens: audioOutputTokens + estimateOutputTokens(this.#chars.text),
      ...(audioOutputTokens > 0 && { audioOutputTokens }),
      estimated: true,
    };
  }
}
