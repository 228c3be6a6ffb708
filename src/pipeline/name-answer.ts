import type { Part } from "../core/chat.ts";
import type { RequestContext } from "../core/context.ts";
import type { Deployment } from "../core/deployment.ts";
import { makeCallId } from "../dialects/tool-input.ts";

/** What an answer is called where its provider does not say. */
export interface AnswerNames {
  readonly id: string;
  readonly model: string;
}

export const namesOf = (ctx: RequestContext, deployment: Deployment): AnswerNames => ({
  id: `chatcmpl-${ctx.id}`,
  model: deployment.model,
});

/** A whole answer, or an event of a stream, with names in place of empty ones: SDKs, agents and logs go by them. */
export function nameAnswer<A extends object>(answer: A, names: AnswerNames): A {
  if ("parts" in answer) {
    // Of all answers only chats have them.
    const parts = (answer.parts as readonly Part[]).map((part, index) => nameCall(part, names, index));
    return nameHead({ ...answer, parts }, names);
  }
  return "block" in answer ? nameCall(answer, names, Number(answer.block)) : nameHead(answer, names);
}

const nameCall = <C extends object>(call: C, { id }: AnswerNames, index: number): C =>
  "id" in call && call.id === "" ? { ...call, id: makeCallId(id, index) } : call;

function nameHead<A extends object>(answer: A, { id, model }: AnswerNames): A {
  if (!("model" in answer)) return answer;
  const lacksId = "id" in answer && answer.id === "";
  const lacksModel = answer.model === "";
  return lacksId || lacksModel ? { ...answer, ...(lacksId && { id }), ...(lacksModel && { model }) } : answer;
}
