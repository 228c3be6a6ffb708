import type { ChatResponse, Part } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { carryThoughts } from "./carry-thoughts.ts";
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
        content: { role: "model", parts: encodeParts(parts) },
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

function encodeParts(parts: readonly Part[]): readonly JsonObject[] {
  const carrier = carryThoughts();
  return parts.flatMap((part) => {
    if (part.type === "reasoning") carrier.note(part);
    return encodeAnswerPart(part.type === "tool-call" ? carrier.sign(part) : part);
  });
}
