import type { HostedTool, ResponseFormat, Tool, ToolChoice } from "../../core/chat.ts";
import { isArray, textsOf, type JsonObject } from "../../core/json.ts";
import { invalidRequest, optionalObject, optionalString, requiredObject, requiredString } from "../read-fields.ts";
import { decodeHosted, DECLARATIONS } from "./map-hosted-tools.ts";
import { pickSchema } from "./decode-schema.ts";
import { pick, readList } from "./read-names.ts";
import { untranslatable } from "./untranslatable.ts";

interface DecodedTools {
  readonly tools: readonly Tool[];
  readonly hosted?: readonly HostedTool[];
  readonly toolChoice?: ToolChoice;
}

export function decodeTools(body: JsonObject): DecodedTools {
  const listed = readList(body.tools, "tools");
  const tools = listed.flatMap((tool, index) => decodeFunctions(tool, `tools[${index}]`));
  const hosted = listed.flatMap((tool, index) => decodeHosted(tool, `tools[${index}]`));
  const config = optionalObject(pick(body, "toolConfig"), "toolConfig") ?? {};
  const path = "toolConfig.functionCallingConfig";
  const calling = optionalObject(pick(config, "functionCallingConfig"), path);
  const decoded = { tools, ...(hosted.length > 0 && { hosted }) };
  if (calling === undefined) return decoded;
  const allowed = textsOf(pick(calling, "allowedFunctionNames"));
  const mode = optionalString(calling.mode, `${path}.mode`)?.toUpperCase();
  return {
    ...decoded,
    tools: allowed.length > 0 ? tools.filter(({ name }) => allowed.includes(name)) : tools,
    toolChoice: decodeMode(mode, allowed, `${path}.mode`),
  };
}

const decodeFunctions = (tool: JsonObject, path: string): readonly Tool[] =>
  readList(pick(tool, DECLARATIONS), `${path}.${DECLARATIONS}`).map((declared, index) =>
    decodeDeclaration(declared, `${path}.${DECLARATIONS}[${index}]`),
  );

function decodeDeclaration(declared: JsonObject, path: string): Tool {
  const description = optionalString(declared.description, `${path}.description`);
  const schema = pickSchema(declared, "parametersJsonSchema", "parameters");
  return {
    name: requiredString(declared.name, `${path}.name`),
    ...(description !== undefined && { description }),
    schema: optionalObject(schema, `${path}.parameters`) ?? { type: "object", properties: {} },
  };
}

function decodeMode(mode: string | undefined, allowed: readonly string[], path: string): ToolChoice {
  switch (mode) {
    case undefined:
    case "MODE_UNSPECIFIED":
    case "AUTO":
    // A promise about the form of the call: every provider gives it as well as it can.
    case "VALIDATED":
      return { type: "auto" };
    case "NONE":
      return { type: "none" };
    case "ANY": {
      const [name, another] = allowed;
      return name !== undefined && another === undefined ? { type: "tool", name } : { type: "required" };
    }
    default:
      throw invalidRequest(path, "one of AUTO, ANY, NONE, VALIDATED");
  }
}

/** Other dialects name their schemas; Google does not. */
const SCHEMA_NAME = "response";

export function decodeResponseFormat(config: JsonObject): ResponseFormat | undefined {
  const path = "generationConfig.responseMimeType";
  const type = optionalString(pick(config, "responseMimeType"), path);
  if (type === undefined || type === "text/plain") return undefined;
  if (type !== "application/json") throw untranslatable(path, `an answer of type ${type}`);
  const schema = pickSchema(config, "responseJsonSchema", "responseSchema");
  if (schema === undefined || schema === null) return { type: "json" };
  return {
    type: "json-schema",
    name: SCHEMA_NAME,
    schema: requiredObject(schema, "generationConfig.responseSchema"),
  };
}

export function decodeStop(config: JsonObject): readonly string[] | undefined {
  const path = "generationConfig.stopSequences";
  const stops = pick(config, "stopSequences");
  if (stops === undefined || stops === null) return undefined;
  if (!isArray(stops)) throw invalidRequest(path, "an array");
  return stops.map((stop, index) => requiredString(stop, `${path}[${index}]`));
}
