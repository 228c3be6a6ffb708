import { objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import { foundTools, isClientSearch, TOOL_SEARCH } from "./map-tool-search.ts";

/*
 * Tools may stand in a namespace. Other dialects have no word for that: to them the namespace is the beginning of the name.
 */

/** What the client calls a tool. */
interface ToolName {
  readonly kind: "function" | "custom" | "tool-search";
  readonly name: string;
  readonly namespace?: string;
}

export type ToolNames = ReadonlyMap<string, ToolName>;

export const joinName = (name: string, namespace: string | undefined): string =>
  namespace === undefined ? name : `${namespace}__${name}`;

/** The tools of a request, by what they are called elsewhere. */
export const readToolNames = (request: JsonObject | undefined): ToolNames =>
  new Map([...objectsOf(request?.tools), ...foundTools(request?.input)].flatMap((tool) => entriesOf(tool, undefined)));

/** What a tool, or all in a namespace, is called elsewhere. */
export const namesOf = (tool: JsonObject): readonly string[] => entriesOf(tool, undefined).map(([name]) => name);

function entriesOf(tool: JsonObject, namespace: string | undefined): readonly [string, ToolName][] {
  if (isClientSearch(tool)) return [[TOOL_SEARCH, { kind: "tool-search", name: TOOL_SEARCH }]];
  const name = textOf(tool.name);
  if (name === undefined) return [];
  switch (tool.type) {
    case "namespace":
      return objectsOf(tool.tools).flatMap((inner) => entriesOf(inner, name));
    case "function":
    case "custom":
      return [[joinName(name, namespace), { kind: tool.type, name, ...(namespace !== undefined && { namespace }) }]];
    default:
      return [];
  }
}

/** A model may call what it was not offered. */
export const nameOf = (names: ToolNames, name: string): ToolName => names.get(name) ?? { kind: "function", name };
