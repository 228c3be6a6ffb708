import type { ChatResponse } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { encodeAnswerPart } from "./encode-answer-part.ts";
import { encodeGrounding } from "./map-citations.ts";
import { encodeFinishReason } from "./map-finish-reason.ts";
import { encodeUsage } from "./map-usage.ts";

export function encodeResponse({
  id,
  model,
  parts,
  finish,
  citations = [],
  searches = [],
  usage,
}: ChatResponse): JsonObject {
  const text = parts.map((part) => (part.type === "text" ? part.text : "")).join("");
  return {
    candidates: [
      {
        content: { role: "model", parts: parts.flatMap(encodeAnswerPart) },
        finishReason: encodeFinishReason(finish),
        index: 0,
        ...encodeGrounding(citations, searches, text),
      },
    ],
    ...encodeUsage(usage),
    modelVersion: model,
    responseId: id,
  };
}
