import type { Ending } from "./ending.ts";
import type { Frame } from "./frame.ts";
import type { Hearing } from "./read-transcription.ts";
import type { TurnDemand, TurnEnd } from "./session-turn.ts";

export type Side = "client" | "provider";

/** What is to be done next, in order. */
export type Step =
  | { readonly do: "send"; readonly to: Side; readonly frame: Frame }
  /** Answered by `SessionCore.admitted` or `refused`. */
  | { readonly do: "claim"; readonly turn: number; readonly demand: TurnDemand }
  | { readonly do: "settle"; readonly turn: number; readonly end: TurnEnd }
  /** Answered by `SessionCore.overdrawn`, if at all. */
  | { readonly do: "charge"; readonly hearing: Hearing }
  /** The last one. */
  | { readonly do: "close"; readonly ending: Ending };
