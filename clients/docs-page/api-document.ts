/** What this page reads of an OpenAPI 3.1 document. */
export interface ApiDocument {
  readonly info: { readonly version: string };
  readonly tags: readonly { readonly name: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, OperationObject>>>>;
  readonly components: {
    readonly schemas: Readonly<Record<string, Schema>>;
    readonly responses: Readonly<Record<string, Answer>>;
  };
}

interface OperationObject {
  readonly operationId: string;
  readonly tags: readonly string[];
  readonly summary: string;
  readonly description?: string;
  readonly externalDocs?: { readonly url: string };
  readonly security?: readonly unknown[];
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Content };
  readonly responses: Readonly<Record<string, Answer | { readonly $ref: string }>>;
}

export interface Parameter {
  readonly name: string;
  readonly in: "path" | "query";
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

export interface Answer {
  readonly description: string;
  readonly content?: Content;
}

type Content = Readonly<Record<string, { readonly schema: Schema }>>;

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly default?: unknown;
  readonly examples?: readonly unknown[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: boolean | Schema;
}

/** One route, with where it is in the document. */
export interface Route extends OperationObject {
  readonly method: string;
  readonly path: string;
}

export const listRoutes = ({ paths }: ApiDocument): readonly Route[] =>
  Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ ...operation, method: method.toUpperCase(), path })),
  );

const nameIn = (reference: string): string => reference.split("/").at(-1) ?? "";

export function resolveSchema({ components }: ApiDocument, { $ref, ...schema }: Schema): Schema {
  return $ref === undefined ? schema : { ...components.schemas[nameIn($ref)], ...schema };
}

export const resolveAnswer = ({ components }: ApiDocument, answer: Answer | { readonly $ref: string }): Answer =>
  "$ref" in answer ? (components.responses[nameIn(answer.$ref)] ?? { description: "" }) : answer;

/** A type in one line: `string | null`, `list of Key`. */
export function nameType(schema: Schema): string {
  const { $ref, type, anyOf, items, enum: values, const: only } = schema;
  if ($ref !== undefined) return nameIn($ref);
  if (only !== undefined) return JSON.stringify(only);
  if (values !== undefined) return values.map((value) => JSON.stringify(value)).join(" | ");
  if (anyOf !== undefined) return [...new Set(anyOf.map(nameType))].join(" | ");
  if (typeof type === "object") return type.map((each) => nameType({ ...schema, type: each })).join(" | ");
  if (type === "array") return `list of ${items === undefined ? "anything" : nameType(items)}`;
  return type ?? "anything";
}

/** The smallest value that has all required fields. */
export function exampleOf(document: ApiDocument, schema: Schema): unknown {
  const known = resolveSchema(document, schema);
  const { type, anyOf, items, enum: values, const: only, properties = {}, required = [] } = known;
  if (known.examples !== undefined) return known.examples[0];
  if (known.default !== undefined) return known.default;
  if (only !== undefined) return only;
  if (values !== undefined) return values[0];
  if (anyOf?.[0] !== undefined) return exampleOf(document, anyOf[0]);
  switch (typeof type === "object" ? type[0] : type) {
    case "object":
      return Object.fromEntries(
        Object.entries(properties)
          .filter(([name]) => required.includes(name) || name === "model")
          .map(([name, each]) => [name, exampleOf(document, each)]),
      );
    case "array":
      return items === undefined ? [] : [exampleOf(document, items)];
    case "integer":
    case "number":
      return 1;
    case "boolean":
      return true;
    case "string":
      return "string";
    default:
      return null;
  }
}
