import { isArray, isObject, objectsOf, textOf, type Json, type JsonObject } from "../../core/json.ts";

/** What the model has to read. Tools, schemas and documents are counted as their JSON, which is about what it is shown of them. */
export const listTexts = (body: JsonObject): readonly string[] =>
  [
    ...objectsOf(body.messages).flatMap(messageTexts),
    ...(isArray(body.documents) ? body.documents.map(writeJson) : []),
    ...objectsOf(body.tools).map(writeJson),
    isObject(body.response_format) ? writeJson(body.response_format) : "",
  ].filter((text) => text !== "");

const writeJson = (value: Json): string => (typeof value === "string" ? value : JSON.stringify(value));

const messageTexts = ({ content, tool_plan, tool_calls }: JsonObject): readonly string[] => [
  textOf(content) ?? "",
  ...objectsOf(content).flatMap(itemTexts),
  textOf(tool_plan) ?? "",
  ...objectsOf(tool_calls).map((call) => writeJson(call.function ?? "")),
];

/** Pictures hold no text. */
const itemTexts = ({ text, thinking, document }: JsonObject): readonly string[] => [
  textOf(text) ?? textOf(thinking) ?? "",
  isObject(document) ? writeJson(document) : "",
];
