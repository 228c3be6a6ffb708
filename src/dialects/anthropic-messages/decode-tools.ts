import type { HostedTool, Tool, ToolChoice } from "../../core/chat.ts";
import { isObject, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import {
  invalidRequest,
  objectList,
  optionalBoolean,
  optionalObject,
  optionalString,
  requiredObject,
  requiredString,
} from "../read-fields.ts";
import { decodeCacheMark } from "./map-cache-mark.ts";
import { decodeHostedTool } from "./map-hosted-tools.ts";

interface DecodedTools {
  readonly tools: readonly Tool[];
  readonly hosted?: readonly HostedTool[];
}

export function decodeTools(body: JsonObject): DecodedTools {
  const tools: Tool[] = [];
  const hosted: HostedTool[] = [];
  const forced = forcedOf(body);
  for (const [index, tool] of objectList(body.tools, "tools").entries()) {
    const path = `tools[${index}]`;
    const type = optionalString(tool.type, `${path}.type`) ?? "custom";
    if (type === "custom") tools.push(decodeTool(tool, path));
    else hosted.push({ ...decodeHostedTool(tool, type, path), ...(tool.name === forced && { isForced: true }) });
  }
  return { tools, ...(hosted.length > 0 && { hosted }) };
}

function decodeTool(tool: JsonObject, path: string): Tool {
  const description = optionalString(tool.description, `${path}.description`);
  const strict = optionalBoolean(tool.strict, `${path}.strict`);
  return {
    name: requiredString(tool.name, `${path}.name`),
    schema: requiredObject(tool.input_schema, `${path}.input_schema`),
    ...(description !== undefined && { description }),
    ...(strict !== undefined && { strict }),
    ...decodeCacheMark(tool),
  };
}

interface DecodedChoice {
  readonly toolChoice?: ToolChoice;
  readonly parallelToolCalls?: boolean;
}

export function decodeToolChoice(body: JsonObject): DecodedChoice {
  const choice = optionalObject(body.tool_choice, "tool_choice");
  if (choice === undefined) return {};
  const isSingle = optionalBoolean(choice.disable_parallel_tool_use, "tool_choice.disable_parallel_tool_use") === true;
  // Told by the tool itself.
  if (isHostedChoice(body)) return isSingle ? { parallelToolCalls: false } : {};
  return { toolChoice: choiceOf(choice), ...(isSingle && { parallelToolCalls: false }) };
}

/** The tool that has to be called, by its name; `null` for none, which no tool is called. */
const forcedOf = ({ tool_choice: choice }: JsonObject): string | null =>
  isObject(choice) && choice.type === "tool" ? (textOf(choice.name) ?? null) : null;

/** A tool of the client's own may be called like one that Anthropic runs. */
function isHostedChoice(body: JsonObject): boolean {
  const forced = forcedOf(body);
  return objectsOf(body.tools).some(({ type, name }) => name === forced && (type ?? "custom") !== "custom");
}

function choiceOf(choice: JsonObject): ToolChoice {
  switch (choice.type) {
    case "auto":
    case "none":
      return { type: choice.type };
    case "any":
      return { type: "required" };
    case "tool":
      return { type: "tool", name: requiredString(choice.name, "tool_choice.name") };
    default:
      throw invalidRequest("tool_choice.type", "one of auto, any, tool, none");
  }
}
