import type { ChatResponse } from "../../core/chat.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { isArray, isObject, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { ReadResponse } from "../dialect.ts";
import { normalizeOpenaiUsage } from "../normalize-usage.ts";
import { decodeFinishReason } from "./map-finish-reason.ts";
import { readFault } from "./read-fault.ts";

/** The first choice: a chat has no others. */
export function decodeResponse(body: JsonObject): ChatResponse {
  const [choice = {}] = choicesOf(body);
  const text = textOf(choice.text) ?? "";
  return {
    id: textOf(body.id) ?? "",
    model: textOf(body.model) ?? "",
    parts: text === "" ? [] : [{ type: "text", text }],
    finish: decodeFinishReason(textOf(choice.finish_reason)),
    usage: normalizeOpenaiUsage(body.usage),
  };
}

/** The native path: nothing is known to need repair. */
export const readResponse = (body: JsonObject): ReadResponse => ({
  usage: normalizeOpenaiUsage(body.usage),
  repaired: undefined,
  outputChars: choicesOf(body).reduce((sum, { text }) => sum + (textOf(text) ?? "").length, 0),
});

/** Throws when there are none: some services answer 200 and tell of their failure in the body. */
function choicesOf(body: JsonObject): readonly JsonObject[] {
  const fault = readFault(body);
  if (fault !== undefined) throw new UpstreamFault(fault);
  const { choices } = body;
  if (isArray(choices) && isObject(choices[0])) return objectsOf(choices);
  throw new UpstreamFault({
    kind: "invalid-answer",
    message: "The provider's answer is not a text completion: it has no choices.",
  });
}
