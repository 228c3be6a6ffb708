import { type ApiDocument, nameType, resolveSchema, type Schema } from "./api-document.ts";
import { element } from "./element.ts";

/** A schema with its fields, each of which opens to its own. */
export function showSchema(api: ApiDocument, schema: Schema): HTMLElement {
  const fields = fieldsOf(api, schema);
  if (fields.length === 0) return element("p", { class: "soft" }, nameType(schema));
  return element(
    "ul",
    { class: "fields" },
    ...fields.map(([name, field, isNeeded]) => showField(api, name, field, isNeeded)),
  );
}

function showField(api: ApiDocument, name: string, schema: Schema, isNeeded: boolean): HTMLElement {
  const line = [element("code", {}, name), " ", element("span", { class: "soft" }, describe(schema, isNeeded))];
  if (fieldsOf(api, schema).length === 0) return element("li", {}, ...line);
  const details = element("details", {}, element("summary", {}, ...line));
  // Made when it is opened: what refers to itself never ends.
  details.addEventListener("toggle", () => details.append(showSchema(api, schema)), { once: true });
  return element("li", {}, details);
}

export function describe(schema: Schema, isNeeded: boolean): string {
  const parts = [nameType(schema)];
  if (isNeeded) parts.push("required");
  if (schema.default !== undefined) parts.push(`default ${JSON.stringify(schema.default)}`);
  if (schema.description !== undefined) parts.push(schema.description);
  return parts.join(" · ");
}

type Field = readonly [name: string, schema: Schema, isNeeded: boolean];

/** Those of an object, of the items of a list, or of any object among several choices. */
function fieldsOf(api: ApiDocument, schema: Schema): readonly Field[] {
  const {
    properties = {},
    required = [],
    items,
    anyOf = [],
    additionalProperties: others,
  } = resolveSchema(api, schema);
  const own = Object.entries(properties).map(([name, each]): Field => [name, each, required.includes(name)]);
  if (own.length > 0) return own;
  if (typeof others === "object" && Object.keys(others).length > 0) return [["(any name)", others, false]];
  if (items !== undefined) return fieldsOf(api, items);
  return anyOf.map((each) => fieldsOf(api, each)).find((fields) => fields.length > 0) ?? [];
}
