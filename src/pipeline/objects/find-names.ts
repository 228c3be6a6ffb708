import { isArray, isObject, type Json, type JsonObject } from "../../core/json.ts";
import type { ManagedKind } from "../../store/managed-objects.ts";

/** An id that a call of a model names, in a field that says what it is of. */
export interface Name {
  readonly id: string;
  readonly kind: ManagedKind;
}

/** What a model is given to read or to search, and where it runs code, as the APIs of OpenAI and Anthropic call them. */
const KIND_OF_FIELD: ReadonlyMap<string, ManagedKind> = new Map([
  ["file_id", "file"],
  ["file_ids", "file"],
  ["vector_store_id", "vector_store"],
  ["vector_store_ids", "vector_store"],
  ["container", "container"],
  ["container_id", "container"],
]);
/** Within these, names are the client's own: schemas, arguments of tools, notes. */
const OPAQUE: ReadonlySet<string> = new Set([
  "arguments",
  "attributes",
  "functionCall",
  "functionResponse",
  "function_call",
  "function_response",
  "headers",
  "input_schema",
  "metadata",
  "parameters",
  "schema",
]);
/** Clients that know LiteLLM put addresses where an id would be. */
const ADDRESS = /^[a-z][a-z0-9+.-]*:/i;

/** What a tool is used with is an object; a list would be what Responses are asked. */
const isOpaque = (field: string, { type, input }: JsonObject): boolean =>
  OPAQUE.has(field) || (field === "input" && isObject(input) && typeof type === "string" && type.endsWith("tool_use"));

/** A file within a container leads nowhere without the container, and keeps its own id. */
const PART = /^cfile_/;

const isId = (text: string): boolean => text !== "" && !ADDRESS.test(text) && !PART.test(text);

/**
 * Every id that a request names in any place where a provider may look for one, or an answer in any where a client may. Most
 * name none, and nothing is made for them.
 */
export function findNames(body: JsonObject): readonly Name[] {
  const names: Name[] = [];
  const look = (value: Json | undefined, kind: ManagedKind | undefined): void => {
    if (typeof value === "string") {
      if (kind !== undefined && isId(value)) names.push({ id: value, kind });
    } else if (isArray(value)) for (const item of value) look(item, kind);
    else if (isObject(value)) lookIn(value, kind === "container");
  };
  const lookIn = (object: JsonObject, isContainer: boolean): void => {
    // Faster than entries, and a body has many fields.
    for (const field in object) {
      const held = object[field];
      if (typeof held === "string") {
        const kind = kindOf(field, isContainer);
        if (kind !== undefined && isId(held)) names.push({ id: held, kind });
      } else if (typeof held === "object" && held !== null && !isOpaque(field, object))
        if (field === "variables") lookInValues(held);
        else look(held, kindOf(field, isContainer));
    }
  };
  /** Of a prompt that OpenAI keeps: whoever wrote it has named them. */
  const lookInValues = (variables: JsonObject | readonly Json[]): void => {
    for (const value of Object.values(variables)) if (isObject(value)) lookIn(value, false);
  };
  lookIn(body, false);
  return names;
}

const kindOf = (field: string, isContainer: boolean): ManagedKind | undefined =>
  isContainer && field === "id" ? "container" : KIND_OF_FIELD.get(field);

/**
 * A copy in which every id that `findNames` finds is what `rename` makes of it. `replace` is asked first, of each object: what
 * it gives stands in the place of the whole.
 */
export function mapNames(
  body: JsonObject,
  rename: (name: Name) => string,
  replace: (object: JsonObject) => JsonObject | undefined,
): JsonObject {
  const map = (value: Json, kind: ManagedKind | undefined): Json => {
    if (typeof value === "string") return kind !== undefined && isId(value) ? rename({ id: value, kind }) : value;
    if (isArray(value)) return value.map((item) => map(item, kind));
    return isObject(value) ? mapFields(value, kind === "container") : value;
  };
  const mapFields = (object: JsonObject, isContainer: boolean): JsonObject =>
    replace(object) ??
    Object.fromEntries(
      Object.entries(object).map(([field, held]): [string, Json | undefined] => {
        if (held === undefined || isOpaque(field, object)) return [field, held];
        if (field === "variables" && isObject(held)) return [field, mapValues(held)];
        return [field, map(held, kindOf(field, isContainer))];
      }),
    );
  const mapValues = (variables: JsonObject): JsonObject =>
    Object.fromEntries(
      Object.entries(variables).map(([name, held]) => [name, isObject(held) ? mapFields(held, false) : held]),
    );
  return mapFields(body, false);
}
