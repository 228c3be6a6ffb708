import type { ChatEvent } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import type { StreamEncoder, StreamEncoderOptions } from "../dialect.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";
import { encodeUsage } from "./map-usage.ts";

/** The text alone, as in whole answers. */
export function encodeStream({ includeUsage, createdSeconds }: StreamEncoderOptions): StreamEncoder<ChatEvent> {
  let head: JsonObject = {};

  const write = (fields: JsonObject): Frame => ({ data: JSON.stringify({ ...head, ...fields }) });

  const chunk = (text: string, finish: string | null = null): Frame =>
    write({
      choices: [{ text, index: 0, logprobs: null, finish_reason: finish }],
      // OpenAI names `usage` in every chunk of a stream that will tell it.
      ...(includeUsage && { usage: null }),
    });

  return {
    push(event) {
      switch (event.type) {
        case "response-start":
          head = { id: event.id, object: "text_completion", created: createdSeconds, model: event.model };
          return [];
        case "text-delta":
          return event.text === "" ? [] : [chunk(event.text.toWellFormed())];
        case "response-end":
          return [
            chunk("", encodeFinishReason(event.finish)),
            ...(includeUsage && event.usage !== undefined
              ? [write({ choices: [], usage: encodeUsage(event.usage) })]
              : []),
            { data: "[DONE]" },
          ];
        default:
          return [];
      }
    },
  };
}
