import { isObject, parseObject, textOf, type JsonObject } from "../../core/json.ts";
import type { Frame } from "../../streams/frame.ts";
import type { AnswerRenamer, Rename, Thread } from "../dialect.ts";

/** Both are ids of what the same provider keeps. */
const FIELDS = ["id", "previous_response_id"] as const;

export const renameAnswer: AnswerRenamer = {
  whole: (body, rename, thread) => renameResponse(body, rename, thread),
  frame: (frame, rename, thread) => renameFrame(frame, rename, thread),
};

function renameResponse(response: JsonObject, rename: Rename, { conversationId }: Thread = {}): JsonObject {
  const renamed = FIELDS.flatMap((field) => {
    const id = textOf(response[field]);
    return id === undefined || id === "" ? [] : [[field, rename(id)]];
  });
  return {
    ...response,
    ...(Object.fromEntries(renamed) as Record<string, string>),
    ...(conversationId !== undefined && { conversation: { id: conversationId } }),
  };
}

/** Only the first events and the last hold a response; the many between are passed by with one look. */
function renameFrame(frame: Frame, rename: Rename, thread?: Thread): Frame {
  if (!frame.data.includes('"response":')) return frame;
  const event = parseObject(frame.data);
  if (event === undefined || !isObject(event.response)) return frame;
  return { ...frame, data: JSON.stringify({ ...event, response: renameResponse(event.response, rename, thread) }) };
}
