import type { FinishReason } from "../../core/chat.ts";

/** OpenAI's words, and those that services of the same dialect were seen to use. */
const FINISH_REASONS = new Map<string | undefined, FinishReason>([
  ["stop", "stop"],
  ["eos", "stop"], // Together
  ["eos_token", "stop"], // Hugging Face TGI
  ["stop_sequence", "stop"], // Hugging Face TGI
  ["length", "length"],
  ["max_tokens", "length"],
  ["content_filter", "content-filter"],
]);

export const decodeFinishReason = (reason: string | undefined): FinishReason => FINISH_REASONS.get(reason) ?? "other";

/** Clients check the field against OpenAI's closed list. */
export function encodeFinishReason(finish: FinishReason): string {
  switch (finish) {
    case "length":
      return "length";
    case "content-filter":
      return "content_filter";
    case "stop":
    case "tool-calls":
    case "other":
      return "stop";
  }
}
