import type { HostedTool, ResponseFormat, Tool, ToolChoice } from "../../core/chat.ts";
import { textOf, type Json, type JsonObject } from "../../core/json.ts";
import {
  defined,
  invalidRequest,
  objectList,
  optionalBoolean,
  optionalObject,
  optionalString,
  requiredObject,
  requiredString,
} from "../read-fields.ts";
import { OPENAI_SEARCH, readOpenaiSearch } from "../read-search.ts";
import { decodeCacheMark } from "./decode-parts.ts";

/** `functions` is what tools were called until the end of 2023; libraries of that age still send it. */
export const decodeTools = (body: JsonObject): readonly Tool[] => [
  ...objectList(body.tools, "tools").flatMap((tool, index) =>
    isFunction(tool) ? [decodeTool(tool, `tools[${index}]`)] : [],
  ),
  ...objectList(body.functions, "functions").map((tool, index) => decodeFunction(tool, `functions[${index}]`)),
];

/** Searches in OpenAI's words: `web_search_options`, and the tool of Responses, which clients write here too. */
export function decodeHosted(body: JsonObject): readonly HostedTool[] | undefined {
  const name = "web_search_options";
  const options = optionalObject(body[name], name);
  const hosted = [
    ...(options === undefined ? [] : [readOpenaiSearch(options, name, name)]),
    ...objectList(body.tools, "tools").flatMap((tool, index) =>
      typeof tool.type === "string" && isSearch(tool) ? [readOpenaiSearch(tool, tool.type, `tools[${index}]`)] : [],
    ),
  ];
  return hosted.length === 0 ? undefined : hosted;
}

/** Tools that a provider runs itself, in its own words: `{"googleSearch": {}}`, `{"type": "web_search_20250305", …}`. */
export const listProviderTools = (body: JsonObject): readonly JsonObject[] =>
  objectList(body.tools, "tools").filter((tool) => !isFunction(tool) && !isSearch(tool));

/** By OpenAI's names; Anthropic's end in a date without hyphens. */
const isSearch = ({ type }: JsonObject): boolean => OPENAI_SEARCH.test(textOf(type) ?? "");

const isFunction = (tool: JsonObject): boolean =>
  tool.type === undefined ? Object.keys(tool).length === 0 || tool.function !== undefined : tool.type === "function";

function decodeTool(tool: JsonObject, path: string): Tool {
  const cache = decodeCacheMark(tool.cache_control);
  return {
    ...decodeFunction(requiredObject(tool.function, `${path}.function`), `${path}.function`),
    ...(cache && { cache }),
  };
}

const decodeFunction = (tool: JsonObject, path: string): Tool => ({
  name: requiredString(tool.name, `${path}.name`),
  schema: optionalObject(tool.parameters, `${path}.parameters`) ?? { type: "object", properties: {} },
  ...defined({
    description: optionalString(tool.description, `${path}.description`),
    strict: optionalBoolean(tool.strict, `${path}.strict`),
    cache: decodeCacheMark(tool.cache_control),
  }),
});

export function decodeToolChoice(body: JsonObject): ToolChoice | undefined {
  const path = (body.tool_choice ?? null) === null ? "function_call" : "tool_choice";
  const choice = body[path];
  if (choice === undefined || choice === null) return undefined;
  if (choice === "auto" || choice === "none" || choice === "required") return { type: choice };
  // Mistral's word for `required`.
  if (choice === "any") return { type: "required" };
  if (typeof choice === "string") throw invalidRequest(path, "auto, none, required or a tool");
  const said = requiredObject(choice, path);
  if (path === "function_call") return { type: "tool", name: requiredString(said.name, `${path}.name`) };
  if (said.type !== "function") throw invalidRequest(`${path}.type`, "function for this model");
  const target = requiredObject(said.function, `${path}.function`);
  return { type: "tool", name: requiredString(target.name, `${path}.function.name`) };
}

export function decodeResponseFormat(value: Json | undefined): ResponseFormat | undefined {
  const format = optionalObject(value, "response_format");
  if (format === undefined) return undefined;
  const path = "response_format.json_schema";
  switch (format.type) {
    case "text":
      return { type: "text" };
    case "json_object":
      return { type: "json" };
    case "json_schema": {
      const spec = requiredObject(format.json_schema, path);
      return {
        type: "json-schema",
        name: optionalString(spec.name, `${path}.name`) ?? "response",
        schema: requiredObject(spec.schema, `${path}.schema`),
        ...defined({ strict: optionalBoolean(spec.strict, `${path}.strict`) }),
      };
    }
    default:
      throw invalidRequest("response_format.type", "text, json_object or json_schema");
  }
}
