import { isArray, isObject, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalBoolean, optionalString } from "../read-fields.ts";
import { kindOf } from "./map-hosted-tools.ts";
import { optionalCount } from "./read-count.ts";

/** `system` inside `messages` is newer than the top-level field; both are allowed. */
const ROLES: readonly unknown[] = ["user", "assistant", "system"];

export function readIntent(body: JsonObject): Intent {
  const model = optionalString(body.model, "model");
  if (model === "") throw invalidRequest("model", "the name of a model");
  const outputTokensMax = optionalCount(body.max_tokens, "max_tokens");
  if (outputTokensMax === undefined) throw invalidRequest("max_tokens", "given: the most tokens to answer with");
  checkMessages(body);
  const userId = isObject(body.metadata) ? body.metadata.user_id : undefined;
  return {
    model,
    stream: optionalBoolean(body.stream, "stream") ?? false,
    outputTokensMax,
    endUser: typeof userId === "string" ? userId : undefined,
    ...(objectsOf(body.tools).some(isHosted) && { wantsHostedTools: true }),
    ...(objectsOf(body.tools).some(({ type }) => (type ?? "custom") === "custom") && { wantsFunctions: true }),
    wantsStreamUsage: true,
  };
}

const isHosted = ({ type }: JsonObject): boolean => kindOf(textOf(type) ?? "") !== "other";

export function checkMessages({ messages }: JsonObject): void {
  if (!isArray(messages) || messages.length === 0) throw invalidRequest("messages", "a list of at least one message");
  for (const [index, message] of messages.entries()) {
    if (!isObject(message)) throw invalidRequest(`messages[${index}]`, "an object");
    if (!ROLES.includes(message.role))
      throw invalidRequest(`messages[${index}].role`, '"user", "assistant" or "system"');
  }
}
