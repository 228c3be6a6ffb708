import type { FinishReason } from "../../core/chat.ts";

const FINISH_OF = new Map<string | undefined, FinishReason>([
  ["end_turn", "stop"],
  ["stop_sequence", "stop"],
  // A long turn of a server tool was paused; the client may send it back to go on. No other dialect has a word for it.
  ["pause_turn", "stop"],
  ["max_tokens", "length"],
  ["model_context_window_exceeded", "length"],
  ["tool_use", "tool-calls"],
  ["refusal", "content-filter"],
]);

const STOP_REASON_OF = {
  stop: "end_turn",
  length: "max_tokens",
  "tool-calls": "tool_use",
  "content-filter": "refusal",
  other: "end_turn",
} as const satisfies Record<FinishReason, string>;

/** `hasToolCall`: whether one of the client's own tools was called. The JSON answer is no call of the client's. */
export function decodeStopReason(reason: string | undefined, hasToolCall: boolean): FinishReason {
  const finish = FINISH_OF.get(reason) ?? "other";
  return finish === "tool-calls" && !hasToolCall ? "stop" : finish;
}

export const encodeStopReason = (finish: FinishReason, stopSequence: string | undefined): string =>
  finish === "stop" && stopSequence !== undefined ? "stop_sequence" : STOP_REASON_OF[finish];
