import type { ChatRequest, Tool, ToolChoice } from "../../core/chat.ts";
import { isObject, objectsOf, type Json, type JsonObject } from "../../core/json.ts";
import { fitSchema } from "../fit-schema.ts";
import type { ClaudeAbilities } from "../read-claude-abilities.ts";
import { JSON_ANSWER_TOOL, jsonAnswerTool } from "./json-answer.ts";
import { encodeCacheMark } from "./map-cache-mark.ts";
import { encodeHosted, type EncodedHosted } from "./map-hosted-tools.ts";

export interface EncodedTools {
  /** `tools`, `tool_choice` and the `format` that belongs into `output_config`. */
  readonly body: JsonObject;
  readonly format?: JsonObject;
  /** The model has to call a tool, which excludes thinking. */
  readonly forcesTool: boolean;
  /** The names of tools that Anthropic does not run. */
  readonly unsupported: readonly string[];
}

type EncodedFunctions = Omit<EncodedTools, "unsupported">;

/** Tools that the provider runs go along as they came where they came in Anthropic's words. */
export function encodeTools(request: ChatRequest, abilities: ClaudeAbilities): EncodedTools {
  const encoded = encodeFunctions(request, abilities);
  const hosted = encodeHosted(request);
  const more = [...hosted.tools, ...objectsOf(request.extras.provider_tools)];
  if (more.length === 0) return { ...encoded, unsupported: hosted.unsupported };
  const { tool_choice: choice, ...body } = encoded.body;
  const own = chooseHosted(request, hosted);
  return {
    ...encoded,
    body: {
      ...body,
      tools: [...objectsOf(body.tools), ...more],
      ...(own !== undefined && { tool_choice: own }),
      ...(own === undefined && choice !== undefined && !isBanOnPast(request, choice) && { tool_choice: choice }),
    },
    forcesTool: encoded.forcesTool || own !== undefined,
    unsupported: hosted.unsupported,
  };
}

function chooseHosted(request: ChatRequest, { tools, forced }: EncodedHosted): JsonObject | undefined {
  if (forced !== undefined) return { type: "tool", name: forced };
  const isAlone = request.tools.length === 0 && tools.length > 0;
  return isAlone && request.toolChoice?.type === "required" ? { type: "any" } : undefined;
}

/** Tools that are declared only because the history calls them may not be called; it is not meant for the others. */
const isBanOnPast = ({ tools, toolChoice }: ChatRequest, choice: Json): boolean =>
  tools.length === 0 && toolChoice?.type !== "none" && isObject(choice) && choice.type === "none";

function encodeFunctions(request: ChatRequest, abilities: ClaudeAbilities): EncodedFunctions {
  const { responseFormat } = request;
  if (responseFormat?.type === "json") return encodeJsonAnswer(request, abilities, {});
  if (responseFormat?.type !== "json-schema") return encodeOwnTools(request, abilities);
  return abilities.structuredOutput
    ? {
        ...encodeOwnTools(request, abilities),
        format: { type: "json_schema", schema: fitSchema(responseFormat.schema) },
      }
    : encodeJsonAnswer(request, abilities, responseFormat.schema);
}

function encodeOwnTools(request: ChatRequest, abilities: ClaudeAbilities): EncodedFunctions {
  if (request.tools.length === 0) return { body: encodePastTools(request), forcesTool: false };
  const choice = encodeChoice(request.toolChoice, request.parallelToolCalls);
  return {
    body: {
      tools: request.tools.map((tool) => encodeTool(tool, abilities)),
      ...(choice !== undefined && { tool_choice: choice }),
    },
    forcesTool: isForcing(request.toolChoice),
  };
}

const isForcing = (choice: ToolChoice | undefined): boolean => choice?.type === "required" || choice?.type === "tool";

/** Anthropic has no JSON mode without a schema, and older models no structured output at all. */
function encodeJsonAnswer(request: ChatRequest, abilities: ClaudeAbilities, schema: JsonObject): EncodedFunctions {
  // An answer that has to be a call of the client's has no text to shape.
  if (isForcing(request.toolChoice) && request.tools.length > 0) return encodeOwnTools(request, abilities);
  const hasOwn = request.tools.length + (request.hosted?.length ?? 0) > 0 && request.toolChoice?.type !== "none";
  const tools = request.tools.map((tool) => encodeTool(tool, abilities));
  return {
    body: {
      tools: [...tools, jsonAnswerTool(schema)],
      tool_choice: hasOwn
        ? encodeChoice({ type: "required" }, request.parallelToolCalls)
        : { type: "tool", name: JSON_ANSWER_TOOL, disable_parallel_tool_use: true },
    },
    forcesTool: true,
  };
}

/** Anthropic refuses tool calls in the history of a request that declares no tools; none of these may be called. */
function encodePastTools(request: ChatRequest): JsonObject {
  const names = new Set(
    request.messages.flatMap(({ parts }) => parts.flatMap((part) => (part.type === "tool-call" ? [part.name] : []))),
  );
  if (names.size === 0) return {};
  return {
    tools: [...names].map((name) => ({ name, input_schema: { type: "object" } })),
    tool_choice: { type: "none" },
  };
}

function encodeTool(tool: Tool, { structuredOutput }: ClaudeAbilities): JsonObject {
  const isStrict = tool.strict === true && structuredOutput;
  return {
    name: tool.name,
    ...(tool.description !== undefined && { description: tool.description }),
    input_schema: { ...(isStrict ? fitSchema(tool.schema) : tool.schema), type: "object" },
    ...(isStrict && { strict: true }),
    ...encodeCacheMark(tool),
  };
}

function encodeChoice(choice: ToolChoice | undefined, parallel: boolean | undefined): JsonObject | undefined {
  const single = parallel === false ? { disable_parallel_tool_use: true } : {};
  switch (choice?.type) {
    case undefined:
      return parallel === false ? { type: "auto", ...single } : undefined;
    case "none":
      return { type: "none" };
    case "auto":
      return { type: "auto", ...single };
    case "required":
      return { type: "any", ...single };
    case "tool":
      return { type: "tool", name: choice.name, ...single };
  }
}
