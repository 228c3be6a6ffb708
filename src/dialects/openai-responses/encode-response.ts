import type { ChatResponse, Citation, FinishReason } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import type { StreamEncoderOptions } from "../dialect.ts";
import { echoRequest } from "./echo-request.ts";
import { itemsOf, searchItem, type Item } from "./answer-items.ts";
import { encodeItem, itemId } from "./encode-items.ts";
import { encodeUsage } from "./encode-usage.ts";
import { readToolNames } from "./map-tool-names.ts";
import { encodeFinish } from "./map-status.ts";
import { placeCitations } from "./place-citations.ts";

/** What was searched comes before what was made of it. */
export function encodeResponse(response: ChatResponse, options: StreamEncoderOptions): JsonObject {
  const items = itemsOf(response.parts, readToolNames(options.request));
  const searches = (response.searches ?? []).map(searchItem);
  return encodeAnswer({ ...response, ...headOf(response, options), items: [...searches, ...items] }, options);
}

/** What an answer is called, which its items are called after. */
export const headOf = ({ id, model }: Head, { thread }: StreamEncoderOptions): Head => ({
  id: thread?.keptAs ?? id,
  model,
});

export interface Head {
  readonly id: string;
  readonly model: string;
}

interface Answer extends Head {
  readonly items: readonly Item[];
  readonly finish: FinishReason;
  readonly citations?: readonly Citation[];
  readonly usage: Usage | undefined;
}

/** The response that is over. Only its last item can be cut short. */
export function encodeAnswer(answer: Answer, options: StreamEncoderOptions): JsonObject {
  const { status, incomplete_details } = encodeFinish(answer.finish);
  annotate(answer.items, answer.citations ?? []);
  return encodeResponseObject(answer, options, {
    status,
    incomplete_details,
    output: answer.items.map((item, index) =>
      encodeItem(item, itemId(answer.id, item.kind, index), index === answer.items.length - 1 ? status : "completed"),
    ),
    usage: answer.usage === undefined ? null : encodeUsage(answer.usage),
  });
}

/** A response at any time of its life. Nobody here knows when it was completed. */
export const encodeResponseObject = ({ id, model }: Head, options: StreamEncoderOptions, fields: JsonObject) => ({
  ...echoRequest(options.request, options.thread),
  id: id.startsWith("resp_") ? id : `resp_${id}`,
  object: "response",
  created_at: options.thread?.createdSeconds ?? options.createdSeconds,
  completed_at: null,
  model,
  error: null,
  access_programs: null,
  ...fields,
});

/** Tells the messages among the items what they cite. */
export function annotate(items: readonly Item[], citations: readonly Citation[]): void {
  const messages = items.filter((item) => item.kind === "message");
  const annotations = placeCitations(
    citations,
    messages.map(({ text }) => text),
  );
  for (const [index, message] of messages.entries()) message.annotations = annotations[index] ?? [];
}
