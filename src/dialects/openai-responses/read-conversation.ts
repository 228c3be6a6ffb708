import { isObject, textOf, type JsonObject } from "../../core/json.ts";
import { invalidRequest } from "../read-fields.ts";

const FIELD = "conversation";

interface Named {
  readonly id: string;
  /** The request without its conversation. */
  readonly said: JsonObject;
}

/** The conversation that a request is a turn of; undefined where it names none. Throws `invalid_request`. */
export function readConversation(body: JsonObject): Named | undefined {
  const { [FIELD]: named, ...said } = body;
  if (named === undefined || named === null) return undefined;
  const id = isObject(named) ? textOf(named.id) : textOf(named);
  if (id === undefined || id === "")
    throw invalidRequest(FIELD, "the id of a conversation, or an object with its `id`");
  return { id, said };
}
