import type { ResponseFormat, Tool, ToolChoice } from "../../core/chat.ts";
import type { Json, JsonObject } from "../../core/json.ts";
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

/** `strict_tools` is said of all of them. */
export function decodeTools(body: JsonObject): readonly Tool[] {
  const strict = optionalBoolean(body.strict_tools, "strict_tools");
  return objectList(body.tools, "tools").map((tool, index) => decodeTool(tool, strict, `tools[${index}]`));
}

function decodeTool(tool: JsonObject, strict: boolean | undefined, path: string): Tool {
  if ((tool.type ?? "function") !== "function") throw invalidRequest(`${path}.type`, "function");
  const target = requiredObject(tool.function, `${path}.function`);
  return {
    name: requiredString(target.name, `${path}.function.name`),
    schema: optionalObject(target.parameters, `${path}.function.parameters`) ?? { type: "object", properties: {} },
    ...defined({ description: optionalString(target.description, `${path}.function.description`), strict }),
  };
}

export function decodeToolChoice(choice: Json | undefined): ToolChoice | undefined {
  switch (choice) {
    case undefined:
    case null:
      return undefined;
    case "REQUIRED":
      return { type: "required" };
    case "NONE":
      return { type: "none" };
    default:
      throw invalidRequest("tool_choice", "REQUIRED or NONE");
  }
}

/** Other dialects name their schemas; Cohere does not. */
const SCHEMA_NAME = "response";

export function decodeResponseFormat(value: Json | undefined): ResponseFormat | undefined {
  const format = optionalObject(value, "response_format");
  switch (format?.type) {
    case undefined:
      return undefined;
    case "text":
      return { type: "text" };
    case "json_object": {
      const schema = optionalObject(format.json_schema, "response_format.json_schema");
      return schema === undefined ? { type: "json" } : { type: "json-schema", name: SCHEMA_NAME, schema };
    }
    default:
      throw invalidRequest("response_format.type", "text or json_object");
  }
}
