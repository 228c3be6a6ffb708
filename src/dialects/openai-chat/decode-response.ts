import type { ChatResponse, Part, ToolCallPart } from "../../core/chat.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isObject, textOf, type JsonObject } from "../../core/json.ts";
import { normalizeOpenaiUsage } from "../normalize-usage.ts";
import { decodeFinishReason } from "./map-finish-reason.ts";
import { readThinkingBlocks, readToolCalls, readWords } from "./read-answer.ts";
import { choicesOf, readMessage } from "./read-choices.ts";
import { readToldFault } from "./read-fault.ts";

/** Only the first choice: the other dialects have no word for several. */
export function decodeResponse(body: JsonObject): ChatResponse {
  const fault = readToldFault(body);
  if (fault !== undefined) throw new UpstreamFault(fault);
  const choice = choicesOf(body).find(isObject) ?? {};
  const id = textOf(body.id) ?? "";
  const parts = decodeParts(readMessage(choice), id);
  return {
    id,
    model: textOf(body.model) ?? "",
    parts,
    finish: decodeFinishReason(
      textOf(choice.finish_reason),
      parts.some((part) => part.type === "tool-call"),
    ),
    usage: normalizeOpenaiUsage(body.usage),
  };
}

function decodeParts(message: JsonObject, responseId: string): readonly Part[] {
  const { text, reasoning } = readWords(message);
  const blocks = readThinkingBlocks(message.thinking_blocks);
  return [
    ...blocks,
    ...(reasoning === "" || blocks.length > 0 ? [] : [{ type: "reasoning" as const, text: reasoning.toWellFormed() }]),
    ...(text === "" ? [] : [{ type: "text" as const, text: text.toWellFormed() }]),
    ...readToolCalls(message).map(({ id, name, input }, index): ToolCallPart => ({
      type: "tool-call",
      id: id ?? toolCallId(responseId, index),
      name,
      input: input === "" ? "{}" : input.toWellFormed(),
    })),
  ];
}

/** For services that give a call no id: the client needs one to say which call its result belongs to. */
export const toolCallId = (responseId: string, index: number): string =>
  `call_${responseId.replace(/[^A-Za-z0-9_-]/g, "_")}_${index}`;
