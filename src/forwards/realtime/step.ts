import type { Ending } from "./ending.ts";
import type { Frame } from "./frame.ts";
import type { Usage } from "../../core/usage.ts";
import type { TurnDemand, TurnEnd } from "./session-turn.ts";

export type Side = "client" | "provider";

/** What is charged beside the turns, once it is over: sound, or a text of what was heard. */
export interface SessionExtra {
  /** What its event is called behind the id of the session. */
  readonly name: string;
  /** The provider's name for a model beside the one that answers, as far as the session told it; undefined for that one. */
  readonly model: string | undefined;
  readonly usage: Usage;
}

/** What is to be done next, in order. */
export type Step =
  | { readonly do: "send"; readonly to: Side; readonly frame: Frame }
  /** Answered by `SessionCore.admitted` or `refused`. */
  | { readonly do: "claim"; readonly turn: number; readonly demand: TurnDemand }
  | { readonly do: "settle"; readonly turn: number; readonly end: TurnEnd }
  /** Answered by `SessionCore.overdrawn`, if at all. */
  | { readonly do: "charge"; readonly extra: SessionExtra }
  /** The last one. */
  | { readonly do: "close"; readonly ending: Ending };
