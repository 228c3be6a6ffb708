import type { FinishReason } from "../../core/chat.ts";

/** The other reasons tell failures: see `read-fault.ts`. */
const FINISH_OF = new Map<string | undefined, FinishReason>([
  ["COMPLETE", "stop"],
  ["STOP_SEQUENCE", "stop"],
  ["MAX_TOKENS", "length"],
  ["TOOL_CALL", "tool-calls"],
  ["ERROR_TOXIC", "content-filter"],
]);

const REASON_OF = {
  stop: "COMPLETE",
  length: "MAX_TOKENS",
  "tool-calls": "TOOL_CALL",
  "content-filter": "ERROR_TOXIC",
  other: "COMPLETE",
} as const satisfies Record<FinishReason, string>;

export const decodeFinishReason = (reason: string | undefined): FinishReason => FINISH_OF.get(reason) ?? "other";

export const encodeFinishReason = (finish: FinishReason, stopSequence: string | undefined): string =>
  finish === "stop" && stopSequence !== undefined ? "STOP_SEQUENCE" : REASON_OF[finish];
