import type { HostedTool, ResponseFormat, Tool, ToolChoice } from "../../core/chat.ts";
import { objectsOf, type JsonObject } from "../../core/json.ts";
import {
  defined,
  invalidRequest,
  objectList,
  optionalObject,
  optionalString,
  requiredObject,
  requiredString,
} from "../read-fields.ts";
import { decodeCustomTool } from "./map-custom-tool.ts";
import { decodeHostedTool } from "./map-hosted-tools.ts";
import { joinName } from "./map-tool-names.ts";
import { decodeToolSearch, foundTools, isClientSearch } from "./map-tool-search.ts";
import { untranslatable } from "./untranslatable.ts";

interface DecodedTools {
  readonly tools: readonly Tool[];
  readonly hosted?: readonly HostedTool[];
  readonly toolChoice?: ToolChoice;
}

export function decodeTools(body: JsonObject): DecodedTools {
  const listed = objectList(body.tools, "tools");
  const tools = dropRepeated([
    ...listed.flatMap((tool, index) => decodeTool(tool, `tools[${index}]`)),
    ...foundTools(body.input).flatMap((tool) => decodeTool(tool, "input.tools")),
  ]);
  const hosted = listed.flatMap((tool, index) => decodeHosted(tool, `tools[${index}]`));
  const decoded = { tools, ...(hosted.length > 0 && { hosted }) };
  const choice = body.tool_choice ?? undefined;
  if (choice === undefined) return decoded;
  if (choice === "auto" || choice === "none" || choice === "required")
    return { ...decoded, toolChoice: { type: choice } };
  if (typeof choice === "string") throw invalidRequest("tool_choice", "auto, none, required or a tool");
  const said = requiredObject(choice, "tool_choice");
  switch (said.type) {
    case "function":
    case "custom":
      return { ...decoded, toolChoice: { type: "tool", name: requiredString(said.name, "tool_choice.name") } };
    case "allowed_tools":
      return allowTools(decoded, said);
    default:
      return forceHosted(decoded, requiredString(said.type, "tool_choice.type"));
  }
}

/** A search may find what another has found: providers refuse two tools of one name. */
const dropRepeated = (tools: readonly Tool[]): readonly Tool[] => [
  ...new Map(tools.map((tool) => [tool.name, tool])).values(),
];

/** No other dialect tells a model of tools that it may not use now. */
function allowTools({ tools, hosted = [] }: DecodedTools, choice: JsonObject): DecodedTools {
  if (choice.mode !== "auto" && choice.mode !== "required")
    throw invalidRequest("tool_choice.mode", "auto or required");
  const allowed = objectsOf(choice.tools);
  return {
    tools: tools.filter((tool) => allowed.some(({ name }) => name === tool.name)),
    hosted: hosted.filter((tool) => allowed.some(({ type }) => type === tool.name)),
    toolChoice: { type: choice.mode },
  };
}

/** By its type, which is also its name. */
function forceHosted({ tools, hosted = [] }: DecodedTools, type: string): DecodedTools {
  if (!hosted.some(({ name }) => name === type)) throw untranslatable("tool_choice.type", `the tool "${type}"`);
  return { tools, hosted: hosted.map((tool) => (tool.name === type ? { ...tool, isForced: true } : tool)) };
}

const OF_CLIENT: ReadonlySet<unknown> = new Set(["function", "custom", "namespace"]);

const decodeHosted = (tool: JsonObject, path: string): readonly HostedTool[] =>
  OF_CLIENT.has(tool.type) || isClientSearch(tool)
    ? []
    : [decodeHostedTool(tool, requiredString(tool.type, `${path}.type`), path)];

/** None for a tool that the provider runs. */
function decodeTool(tool: JsonObject, path: string): readonly Tool[] {
  switch (tool.type) {
    case "function":
      return [decodeFunction(tool, path)];
    case "custom":
      return [decodeCustomTool(tool, path)];
    case "namespace":
      return decodeNamespace(tool, path);
    default:
      return isClientSearch(tool) ? [decodeToolSearch(tool, path)] : [];
  }
}

/** What is said of all of its tools is said with each. */
function decodeNamespace(space: JsonObject, path: string): readonly Tool[] {
  const namespace = requiredString(space.name, `${path}.name`);
  const about = optionalString(space.description, `${path}.description`);
  return objectList(space.tools, `${path}.tools`).flatMap((inner, index) =>
    decodeTool(inner, `${path}.tools[${index}]`).map((tool) => {
      const description = [about, tool.description].filter(Boolean).join("\n\n");
      return { ...tool, name: joinName(tool.name, namespace), ...(description !== "" && { description }) };
    }),
  );
}

const decodeFunction = (tool: JsonObject, path: string): Tool => ({
  name: requiredString(tool.name, `${path}.name`),
  schema: optionalObject(tool.parameters, `${path}.parameters`) ?? { type: "object", properties: {} },
  ...defined({ description: optionalString(tool.description, `${path}.description`) }),
  ...(tool.strict === true && { strict: true }),
});

export function decodeFormat(body: JsonObject): ResponseFormat | undefined {
  const path = "text.format";
  const format = optionalObject(optionalObject(body.text, "text")?.format, path);
  switch (format?.type) {
    case undefined:
      if (format === undefined) return undefined;
      throw invalidRequest(`${path}.type`, "text, json_object or json_schema");
    case "text":
      return { type: "text" };
    case "json_object":
      return { type: "json" };
    case "json_schema":
      return {
        type: "json-schema",
        name: optionalString(format.name, `${path}.name`) ?? "response",
        schema: requiredObject(format.schema, `${path}.schema`),
        ...(format.strict === true && { strict: true }),
      };
    default:
      throw invalidRequest(`${path}.type`, "text, json_object or json_schema");
  }
}
