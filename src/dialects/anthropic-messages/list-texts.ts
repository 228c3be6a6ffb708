import { isArray, objectsOf, type Json, type JsonObject } from "../../core/json.ts";

/** What the model has to read: the system prompt, the tools, and all text in the messages. */
export function textsOf(body: JsonObject): readonly string[] {
  return [
    ...contentTexts(body.system),
    ...objectsOf(body.tools).map((tool) => JSON.stringify(tool)),
    ...objectsOf(body.messages).flatMap((message) => contentTexts(message.content)),
  ];
}

function contentTexts(content: Json | undefined): readonly string[] {
  if (typeof content === "string") return [content];
  return isArray(content) ? objectsOf(content).flatMap(blockTexts) : [];
}

/** Images and files hold no text; `data` of a text document does. */
function blockTexts(block: JsonObject): readonly string[] {
  const said = [block.text, block.thinking].filter((text) => typeof text === "string");
  const input = block.type === "tool_use" ? [JSON.stringify(block.input ?? {})] : [];
  const sources = objectsOf([block.source ?? null]).flatMap((source) =>
    source.type === "text" && typeof source.data === "string" ? [source.data] : contentTexts(source.content),
  );
  return [...said, ...input, ...sources, ...contentTexts(block.content)];
}
