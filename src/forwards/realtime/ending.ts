import type { ErrorCode } from "../../core/errors.ts";
import { GatewayError } from "../../core/errors.ts";
import type { Outcome } from "../../core/usage-event.ts";

/** How a session can end, but for a limit that is used up, which says itself what it is. */
const ENDINGS = {
  "client-left": { code: 1000, outcome: "served", turn: "abandoned" },
  "provider-done": { code: 1000, outcome: "served", turn: "served" },
  "provider-cut": {
    code: 1011,
    outcome: "failed",
    turn: "failed",
    tells: ["provider_stream_broken", "The provider broke off the session."],
  },
  idle: {
    code: 1008,
    outcome: "served",
    turn: "failed",
    tells: ["client_too_slow", "Neither side has said anything for too long."],
  },
  "too-long": {
    code: 1008,
    outcome: "served",
    turn: "failed",
    tells: ["client_too_slow", "The session has reached the longest time that one may take."],
  },
  "frame-too-large": {
    code: 1009,
    outcome: "served",
    turn: "abandoned",
    tells: ["request_too_large", "An event may have at most 16 MiB, and so may those that wait behind one."],
  },
  "provider-frame-too-large": {
    code: 1011,
    outcome: "failed",
    turn: "failed",
    tells: ["provider_invalid_answer", "The provider sent an event that is too large."],
  },
  unread: {
    code: 1008,
    outcome: "served",
    turn: "abandoned",
    tells: ["client_too_slow", "Too much was sent to one side since it last said anything."],
  },
} as const satisfies Record<string, EndingRow>;

interface EndingRow {
  /** As RFC 6455 (7.4.1) has it. 1000 is for those who left by themselves. */
  readonly code: 1000 | 1008 | 1009 | 1011;
  /** Of the session. */
  readonly outcome: Outcome;
  /** Of turns that were under way. */
  readonly turn: Outcome;
  readonly tells?: readonly [ErrorCode, string];
}

export type EndingId = keyof typeof ENDINGS;

/** How a session ends: what the client hears, and what the events say. */
export interface Ending extends Omit<EndingRow, "tells"> {
  readonly error?: GatewayError;
}

export function endingOf(id: EndingId): Ending {
  const { tells, ...row }: EndingRow = ENDINGS[id];
  return tells === undefined ? row : { ...row, error: new GatewayError(...tells) };
}

/** A turn that the provider began by itself, and that the caller's limits do not allow. */
export const endingBy = (error: GatewayError): Ending => ({ code: 1008, outcome: "served", turn: "failed", error });
