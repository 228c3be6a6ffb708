import { isArray, isObject, objectsOf, textOf, type Json, type JsonObject } from "../../core/json.ts";
import { MADE } from "./map-searches.ts";

/**
 * A conversation for Anthropic itself, without what it refuses to read back: searches and citations that were written
 * here, and what other providers signed. A conversation has those when it has changed models.
 */
export function dropForeign(body: JsonObject): JsonObject {
  const { messages } = body;
  if (!isArray(messages) || !messages.some(holdsForeign)) return body;
  return { ...body, messages: messages.flatMap(dropFrom) };
}

const holdsForeign = (message: Json): boolean =>
  isObject(message) && objectsOf(message.content).some((block) => isForeign(block) || citesMade(block));

const isForeign = (block: JsonObject): boolean => (block.type === "thinking" ? isForeignThought(block) : isMade(block));

const isMade = ({ id, tool_use_id }: JsonObject): boolean => (textOf(id) ?? textOf(tool_use_id) ?? "").startsWith(MADE);

/** Anthropic's signatures are base64, those of others are marked. Other services of this API may have none. */
const isForeignThought = ({ signature }: JsonObject): boolean => textOf(signature)?.includes(":") === true;

const citesMade = ({ citations }: JsonObject): boolean => objectsOf(citations).some(isMadeCitation);

const isMadeCitation = ({ encrypted_index }: JsonObject): boolean => encrypted_index === "";

/** Without the message where nothing is left of it. */
function dropFrom(message: Json): readonly Json[] {
  if (!isObject(message) || !holdsForeign(message)) return [message];
  const content = objectsOf(message.content)
    .filter((block) => !isForeign(block))
    .map((block) => {
      if (!citesMade(block)) return block;
      const { citations: _, ...rest } = block;
      return rest;
    });
  return content.length === 0 ? [] : [{ ...message, content }];
}
