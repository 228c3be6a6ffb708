import type { ChatResponse } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { StreamEncoderOptions } from "../dialect.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";
import { encodeUsage } from "./map-usage.ts";

/** The text alone: this dialect has no place for thinking, tools or pictures. */
export const encodeResponse = (
  { id, model, parts, finish, usage }: ChatResponse,
  { createdSeconds }: StreamEncoderOptions,
): JsonObject => ({
  id,
  object: "text_completion",
  created: createdSeconds,
  model,
  choices: [
    {
      text: parts
        .map((part) => (part.type === "text" ? part.text : ""))
        .join("")
        .toWellFormed(),
      index: 0,
      logprobs: null,
      finish_reason: encodeFinishReason(finish),
    },
  ],
  ...(usage !== undefined && { usage: encodeUsage(usage) }),
});
