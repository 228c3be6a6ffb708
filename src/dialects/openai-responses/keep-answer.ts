import { isObject, objectsOf, parseObject } from "../../core/json.ts";
import type { AnswerKeeper } from "../dialect.ts";
import { encodeResponseObject } from "./encode-response.ts";
import { dereference, referencesIn } from "./item-references.ts";
import { nameAnswered, nameGiven } from "./name-items.ts";
import { readConversation } from "./read-conversation.ts";
import { replayItems } from "./replay-items.ts";

const ENDS: ReadonlySet<unknown> = new Set(["response.completed", "response.incomplete"]);

export const keepAnswer: AnswerKeeper = {
  wants: ({ store }) => store !== false,
  itemsOf: ({ input }) =>
    typeof input === "string" ? [{ type: "message", role: "user", content: input }] : objectsOf(input),
  resume: (body, before) => ({ ...body, input: [...replayItems(before), ...keepAnswer.itemsOf(body)] }),
  readEnd({ event, data }) {
    // Some providers name an event in its data alone.
    if (event === undefined ? !data.includes('"response":') : !ENDS.has(event)) return undefined;
    const { type, response } = parseObject(data) ?? {};
    return ENDS.has(event ?? type) && isObject(response) ? response : undefined;
  },
  writeEnd: ({ event, data }, response) => ({
    ...(event !== undefined && { event }),
    data: JSON.stringify({ ...parseObject(data), response }),
  }),
  isUnderWay: ({ status }) => status === "queued" || status === "in_progress",
  unkept: (response) => ({ ...response, store: false }),
  readConversation,
  referencesIn,
  dereference,
  nameInput: (body, taken, makeId) => nameGiven(keepAnswer.itemsOf(body), "input", taken, makeId),
  nameOutput: ({ output }, taken, makeId) => nameAnswered(objectsOf(output), taken, makeId),
  isTurn: ({ status }) => status === "completed" || status === "incomplete",
  leaveConversation: (response) => ({ ...response, conversation: null }),
  isForBackground: ({ background }) => background === true,
  foreground: ({ background: _background, ...body }) => ({ ...body, stream: true }),
  queued: (request, { id, model, createdSeconds, previousId }) =>
    encodeResponseObject(
      { id, model },
      {
        includeUsage: true,
        createdSeconds,
        request,
        thread: { keptAs: id, previousId, inBackground: true, conversationId: readConversation(request)?.id },
      },
      { status: "queued", incomplete_details: null, output: [], usage: null },
    ),
};
