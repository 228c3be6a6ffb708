import type { Tool, ToolCallPart, ToolResultPart } from "../../core/chat.ts";
import { objectsOf, parseObject, type Json, type JsonObject } from "../../core/json.ts";
import { defined, optionalObject, optionalString } from "../read-fields.ts";

/*
 * A client that holds tools back (Codex, those of its MCP servers) lets the model search for them. To other dialects
 * that search is a function, and what it has found are tools like all others. The one that OpenAI runs itself is a
 * tool of its own. Source: developers.openai.com/api/docs/guides/tools-tool-search.
 */

/** Its type, and what it is called elsewhere. */
export const TOOL_SEARCH = "tool_search";

export const isClientSearch = ({ type, execution }: JsonObject): boolean =>
  type === TOOL_SEARCH && execution === "client";

export const decodeToolSearch = (tool: JsonObject, path: string): Tool => ({
  name: TOOL_SEARCH,
  schema: optionalObject(tool.parameters, `${path}.parameters`) ?? { type: "object", properties: {} },
  ...defined({ description: optionalString(tool.description, `${path}.description`) }),
});

/** All that was found in earlier turns: it may be called from then on, and is not said again. */
export const foundTools = (input: Json | undefined): readonly JsonObject[] =>
  objectsOf(input).flatMap(({ type, tools }) => (type === "tool_search_output" ? objectsOf(tools) : []));

/** Undefined for a search that OpenAI ran. */
export function decodeSearchCall({ call_id, arguments: said }: JsonObject): ToolCallPart | undefined {
  if (typeof call_id !== "string") return undefined;
  const input = typeof said === "string" ? said : JSON.stringify(said ?? {});
  return { type: "tool-call", id: call_id, name: TOOL_SEARCH, input };
}

/** The model is told what to look for among its tools. */
export function decodeSearchOutput({ call_id, tools }: JsonObject, namesOf: NamesOf): ToolResultPart | undefined {
  if (typeof call_id !== "string") return undefined;
  const names = objectsOf(tools).flatMap(namesOf);
  const text = names.length === 0 ? "No tools were found." : `These tools can be called now: ${names.join(", ")}`;
  return { type: "tool-result", id: call_id, content: [{ type: "text", text }] };
}

type NamesOf = (tool: JsonObject) => readonly string[];

/** `arguments` of the item: an object, unlike those of a function. */
export const searchArguments = (input: string): JsonObject => parseObject(input) ?? { query: input };
