import type { ChatResponse, Citation, Part } from "../../core/chat.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isArray, isObject, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { ReadResponse } from "../dialect.ts";
import { normalizeAnthropicUsage } from "../normalize-usage.ts";
import { JSON_ANSWER_TOOL } from "./json-answer.ts";
import { decodeCitation } from "./map-citation.ts";
import { decodeError, tellsError } from "./map-error.ts";
import { decodeSearches } from "./map-searches.ts";
import { decodeStopReason } from "./map-stop-reason.ts";
import { writeToolInput } from "./map-tool-input.ts";

export function decodeResponse(body: JsonObject): ChatResponse {
  const content = contentOf(body);
  const parts = content.flatMap(decodePart);
  const citations = citationsOf(content);
  const searches = decodeSearches(content);
  const hasToolCall = parts.some((part) => part.type === "tool-call");
  const stopSequence = textOf(body.stop_sequence)?.toWellFormed();
  return {
    id: textOf(body.id) ?? "",
    model: textOf(body.model) ?? "",
    parts,
    finish: decodeStopReason(textOf(body.stop_reason), hasToolCall),
    ...(stopSequence !== undefined && { stopSequence }),
    ...(citations.length > 0 && { citations }),
    ...(searches.length > 0 && { searches }),
    usage: normalizeAnthropicUsage(body.usage),
  };
}

/** Anthropic cuts its text into blocks where it cites. */
function citationsOf(content: readonly JsonObject[]): readonly Citation[] {
  let end = 0;
  return content.flatMap((block) => {
    const start = end;
    for (const part of decodePart(block)) if (part.type === "text") end += part.text.length;
    return objectsOf(block.citations).flatMap((citation) => decodeCitation(citation, start, end));
  });
}

function contentOf(body: JsonObject): readonly JsonObject[] {
  if (isArray(body.content)) return objectsOf(body.content);
  throw new UpstreamFault(
    tellsError(body)
      ? decodeError(body)
      : { kind: "invalid-answer", message: "The provider's answer is not a message: it has no content." },
  );
}

/** Blocks of Anthropic's own tools (searches, code execution) have no part: what the model says about them is text. */
function decodePart(block: JsonObject): readonly Part[] {
  switch (block.type) {
    case "text":
      return textPart(textOf(block.text) ?? "");
    case "thinking": {
      const signature = textOf(block.signature);
      return [
        { type: "reasoning", text: (textOf(block.thinking) ?? "").toWellFormed(), ...(signature && { signature }) },
      ];
    }
    case "redacted_thinking":
      return [{ type: "reasoning", text: "", redacted: textOf(block.data) ?? "" }];
    case "tool_use": {
      const input = writeToolInput(block.input);
      if (block.name === JSON_ANSWER_TOOL) return textPart(input);
      return [{ type: "tool-call", id: textOf(block.id) ?? "", name: textOf(block.name) ?? "", input }];
    }
    default:
      return [];
  }
}

const textPart = (text: string): readonly Part[] => (text === "" ? [] : [{ type: "text", text: text.toWellFormed() }]);

/** The native path: nothing is known to need repair. Throws as `decodeResponse` does. */
export const readResponse = (body: JsonObject): ReadResponse => ({
  usage: normalizeAnthropicUsage(body.usage),
  repaired: undefined,
  outputChars: contentOf(body).reduce((sum, block) => sum + countChars(block), 0),
});

const countChars = ({ text, thinking, input }: JsonObject): number =>
  (textOf(text) ?? "").length + (textOf(thinking) ?? "").length + (isObject(input) ? JSON.stringify(input).length : 0);
