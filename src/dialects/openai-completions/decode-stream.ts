import type { ChatEvent } from "../../core/chat.ts";
import { objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamDecoder } from "../dialect.ts";
import { normalizeOpenaiUsage } from "../normalize-usage.ts";
import { parseFrameObject } from "../parse-frame.ts";
import { writeAnswer } from "../write-answer.ts";
import { decodeFinishReason } from "./map-finish-reason.ts";

/** Of the first choice. A frame that is none is the watcher's business and has no event. */
export function decodeStream(): StreamDecoder<ChatEvent> {
  const answer = writeAnswer();
  let reason: string | undefined;
  let usage: Usage | undefined;

  function readChunk(chunk: JsonObject): void {
    usage = normalizeOpenaiUsage(chunk.usage) ?? usage;
    const choice = objectsOf(chunk.choices).find(({ index }) => (index ?? 0) === 0);
    if (choice === undefined) return;
    answer.start(textOf(chunk.id) ?? "", textOf(chunk.model) ?? "");
    answer.text(textOf(choice.text) ?? "");
    reason = textOf(choice.finish_reason) || reason;
  }

  function end(): readonly ChatEvent[] {
    answer.end(decodeFinishReason(reason), usage);
    return answer.take();
  }

  return {
    push(frame) {
      if (frame.data === "[DONE]") return end();
      const chunk = parseFrameObject(frame);
      if (chunk !== undefined) readChunk(chunk);
      return answer.take();
    },
    finish: end,
  };
}
