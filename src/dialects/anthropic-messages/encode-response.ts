import type { ChatResponse, Part } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { encodeCallSignature } from "./map-call-signature.ts";
import { encodeCitation, encodeSearches } from "./map-searches.ts";
import { encodeStopReason } from "./map-stop-reason.ts";
import { parseToolInput } from "./map-tool-input.ts";
import { encodeUsage } from "./map-usage.ts";

/** Searches come last: another provider may tell them only when it has said everything. */
export const encodeResponse = (response: ChatResponse): JsonObject => ({
  id: response.id,
  type: "message",
  role: "assistant",
  model: response.model,
  content: [
    ...encodeContent(response),
    ...encodeSearches(response.searches ?? [], response.citations ?? [], response.id),
  ],
  stop_reason: encodeStopReason(response.finish, response.stopSequence),
  stop_sequence: response.stopSequence ?? null,
  usage: encodeUsage(response.usage),
});

/** A citation belongs to the text that it starts in; one of no known place to the first. */
function encodeContent({ parts, citations = [] }: ChatResponse): readonly JsonObject[] {
  let start = 0;
  return parts.flatMap((part) => {
    if (part.type !== "text") return encodePart(part);
    const from = start;
    start += part.text.length;
    const own = citations.filter(({ start: at = 0 }) => at >= from && at < start);
    return encodePart(part).map((block) =>
      own.length === 0 ? block : { ...block, citations: own.map(encodeCitation) },
    );
  });
}

function encodePart(part: Part): readonly JsonObject[] {
  switch (part.type) {
    case "text":
      return part.text === "" ? [] : [{ type: "text", text: part.text.toWellFormed() }];
    case "reasoning":
      return part.redacted === undefined
        ? [{ type: "thinking", thinking: part.text.toWellFormed(), signature: part.signature ?? "" }]
        : [{ type: "redacted_thinking", data: part.redacted }];
    case "tool-call":
      return [
        ...encodeCallSignature(part.id, part.signature),
        { type: "tool_use", id: part.id, name: part.name, input: parseToolInput(part.input) },
      ];
    case "image":
    case "document":
    case "audio":
    case "tool-result":
      // Anthropic's answers hold none of these, also no picture that the model made.
      return [];
  }
}
