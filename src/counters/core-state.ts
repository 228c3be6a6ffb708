import type { Claim, TakeAnswer } from "./command.ts";
import type { RollingWindow } from "./rolling-window.ts";

export interface Budget {
  endsAtMs: number | undefined;
  spent: number;
  reserved: number;
}

export interface Reservation {
  /** With the amounts that are still reserved. */
  claims: readonly Claim[];
  /** When the last of it may be used: windows are charged there. */
  readonly chargedAtMs: number;
  readonly answer: TakeAnswer;
  /** The period that each budget claim was charged to. */
  readonly periods: readonly (number | undefined)[];
  /** The least that each claim came to, as far as is known. */
  floor: readonly number[];
  leaseEndsAtMs: number;
  draft: string | undefined;
}

/** What is settled needs no more than its answer; what expired may still be corrected, or leave its draft. */
export type Ended =
  | { readonly how: "settled"; readonly answer: TakeAnswer; readonly forgottenAtMs: number }
  | {
      readonly how: "expired";
      readonly answer: TakeAnswer;
      readonly reservation: Reservation;
      readonly charged: readonly number[];
      readonly forgottenAtMs: number;
    };

/** All that an authority knows. */
export interface CoreState {
  readonly windows: Map<string, RollingWindow>;
  readonly parallel: Map<string, number>;
  readonly budgets: Map<string, Budget>;
  readonly epochs: Map<string, number>;
  readonly live: Map<string, Reservation>;
  /** In the order of their endings, which is the order in which they are forgotten. */
  readonly ended: Map<string, Ended>;
}

export const emptyState = (): CoreState => ({
  windows: new Map(),
  parallel: new Map(),
  budgets: new Map(),
  epochs: new Map(),
  live: new Map(),
  ended: new Map(),
});
