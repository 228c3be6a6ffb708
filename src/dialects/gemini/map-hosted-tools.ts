import type { ChatRequest, HostedTool } from "../../core/chat.ts";
import { isObject, objectsOf, type JsonObject } from "../../core/json.ts";
import { hostedOf } from "../hosted-tools.ts";
import { defined } from "../read-fields.ts";
import { listUnsaid, readDomains } from "../read-search.ts";
import { pick, toCamel } from "./read-names.ts";

export const DECLARATIONS = "functionDeclarations";

/** What Google calls the tools that it runs itself: https://ai.google.dev/gemini-api/docs/tools */
const KINDS: ReadonlyMap<string, HostedTool["type"]> = new Map([
  ["googleSearch", "web-search"],
  // Of Gemini 1.5, with a threshold for when to search.
  ["googleSearchRetrieval", "web-search"],
  ["urlContext", "web-fetch"],
  ["codeExecution", "code-execution"],
]);

/** Settings that no other search has: what is found without them was not asked for. */
const OWN_SETTINGS = ["timeRangeFilter", "searchTypes"];

/** Every field of a tool is one. */
export const decodeHosted = (tool: JsonObject, path: string): readonly HostedTool[] =>
  hostedNames(tool).map((name) => decodeHostedTool(name, tool[name], `${path}.${name}`));

export const wantsHosted = (tool: JsonObject): boolean => hostedNames(tool).some((name) => KINDS.has(toCamel(name)));

export const declaresFunctions = (tool: JsonObject): boolean => objectsOf(pick(tool, DECLARATIONS)).length > 0;

const hostedNames = (tool: JsonObject): readonly string[] =>
  Object.entries(tool).flatMap(([name, value]) => (toCamel(name) === DECLARATIONS || value === null ? [] : [name]));

function decodeHostedTool(name: string, value: JsonObject[string], path: string): HostedTool {
  const type = KINDS.get(toCamel(name)) ?? "other";
  if (type !== "web-search" || !isObject(value)) return { type, name };
  const own = OWN_SETTINGS.find((setting) => (pick(value, setting) ?? null) !== null);
  if (own !== undefined) return { type: "other", name: `${name}.${own}` };
  const blockedDomains = readDomains(pick(value, "excludeDomains"), `${path}.excludeDomains`);
  return { type, name, ...defined({ blockedDomains }) };
}

interface EncodedHosted {
  readonly tools: readonly JsonObject[];
  readonly unsupported: readonly string[];
}

/**
 * Google's search takes no domains in the Gemini API and no place, and nothing that it runs can be forced. Where a
 * request has no other tool, the model is given it and decides for itself: all that was asked for is a search. Beside
 * functions it runs nothing: models before version 3 refuse both together, and newer ones want their own record of
 * what was run back with the next turn, for which no other dialect has a place.
 */
export function encodeHosted(request: ChatRequest): EncodedHosted {
  const hosted = hostedOf(request);
  const hasFunctions = request.tools.length > 0;
  const isAlone = hosted.length === 1;
  const encoded = hosted.map((tool) => ({ tool, body: hasFunctions ? undefined : encodeHostedTool(tool) }));
  return {
    tools: encoded.flatMap(({ body }) => (body === undefined ? [] : [body])),
    unsupported: encoded.flatMap(({ tool, body }) => {
      if (body === undefined)
        return [hasFunctions && tool.type !== "other" ? `${tool.name} beside functions` : tool.name];
      return [...listUnsaidOf(tool), ...(tool.isForced === true && !isAlone ? ["tool_choice"] : [])];
    }),
  };
}

function encodeHostedTool({ type }: HostedTool): JsonObject | undefined {
  switch (type) {
    case "web-search":
      return { googleSearch: {} };
    case "web-fetch":
      return { urlContext: {} };
    case "code-execution":
      return { codeExecution: {} };
    case "other":
      return undefined;
  }
}

function listUnsaidOf(tool: HostedTool): readonly string[] {
  if (tool.type === "web-search") return listUnsaid(tool, ["allowedDomains", "blockedDomains", "userLocation"]);
  return tool.type === "web-fetch" ? listUnsaid(tool, ["allowedDomains", "blockedDomains"]) : [];
}
