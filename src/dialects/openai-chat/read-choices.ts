import { UpstreamFault } from "../../core/fault.ts";
import { isArray, isObject, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { readToldFault } from "./read-fault.ts";

/** Throws when there are none: some services answer 200 and tell of their failure in the body. */
export function choicesOf(body: JsonObject): readonly Json[] {
  const { choices } = body;
  if (isArray(choices) && choices.length > 0) return choices;
  throw new UpstreamFault(
    readToldFault(body) ?? {
      kind: "invalid-answer",
      message: "The provider's answer is not a chat completion: it has no choices.",
    },
  );
}

/** The message of a choice. Services of the older completions shape leave the text beside it, or have none. */
export function readMessage(choice: JsonObject): JsonObject {
  const message = isObject(choice.message) ? choice.message : {};
  const text = textOf(choice.text);
  return text === undefined || (message.content ?? "") !== "" ? message : { ...message, content: text };
}
