import { isObject, objectsOf, parseObject } from "../../core/json.ts";
import type { AnswerKeeper } from "../dialect.ts";

const ENDS: ReadonlySet<string | undefined> = new Set(["response.completed", "response.incomplete"]);

export const keepAnswer: AnswerKeeper = {
  wants: ({ store }) => store !== false,
  itemsOf: ({ input }) =>
    typeof input === "string" ? [{ type: "message", role: "user", content: input }] : objectsOf(input),
  resume: (body, before) => ({ ...body, input: [...before, ...keepAnswer.itemsOf(body)] }),
  readEnd({ event, data }) {
    const response = ENDS.has(event) ? parseObject(data)?.response : undefined;
    return isObject(response) ? response : undefined;
  },
  writeEnd: ({ event, data }, response) => ({ event, data: JSON.stringify({ ...parseObject(data), response }) }),
  isUnderWay: ({ status }) => status === "queued" || status === "in_progress",
  unkept: (response) => ({ ...response, store: false }),
};
