import type { Tool, ToolChoice } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
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
import { untranslatable } from "./untranslatable.ts";

export const decodeTools = (body: JsonObject): readonly Tool[] =>
  objectList(body.tools, "tools").map((tool, index) => decodeTool(tool, `tools[${index}]`));

function decodeTool(tool: JsonObject, path: string): Tool {
  const type = optionalString(tool.type, `${path}.type`);
  // Tools that Anthropic runs itself, or whose schema only Anthropic's models know.
  if (type !== undefined && type !== "custom") throw untranslatable(`${path}.type`, `the tool "${type}"`);
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
  return { toolChoice: choiceOf(choice), ...(isSingle && { parallelToolCalls: false }) };
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
