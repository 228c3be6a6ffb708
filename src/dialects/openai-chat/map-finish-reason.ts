import type { FinishReason } from "../../core/chat.ts";

/** OpenAI's words, and those that services of the same dialect were seen to use. */
const FINISH_REASONS = new Map<string, FinishReason>([
  ["stop", "stop"],
  ["eos", "stop"], // Together
  ["eos_token", "stop"], // Hugging Face TGI
  ["stop_sequence", "stop"], // Hugging Face TGI
  ["end_turn", "stop"],
  ["length", "length"],
  ["max_tokens", "length"],
  ["model_length", "length"], // Mistral: the context window is full
  ["tool_calls", "tool-calls"],
  ["tool_use", "tool-calls"],
  ["function_call", "tool-calls"],
  ["content_filter", "content-filter"],
]);

/** An answer that calls tools waits for their results, although some services say `stop` when the tool was forced. */
export function decodeFinishReason(reason: string | undefined, callsTools: boolean): FinishReason {
  const finish = reason === undefined ? "other" : (FINISH_REASONS.get(reason) ?? "other");
  return callsTools && (finish === "stop" || finish === "other") ? "tool-calls" : finish;
}

/** OpenAI has no word for "other", and clients check the field against a closed list. */
export function encodeFinishReason(finish: FinishReason): string {
  switch (finish) {
    case "length":
      return "length";
    case "tool-calls":
      return "tool_calls";
    case "content-filter":
      return "content_filter";
    case "stop":
    case "other":
      return "stop";
  }
}
