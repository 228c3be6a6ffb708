import { describe, expect, test } from "vitest";
import { z } from "zod";
import { buildDocument } from "../../../scripts/openapi/build-document.ts";
import { writeQueryField, writeSchema } from "../../../scripts/openapi/write-schema.ts";
import type { JsonObject } from "../../../src/core/json.ts";
import { allActions } from "../../../src/http/all-actions.ts";
import { type AppParts, createApp } from "../../../src/http/app.ts";
import { dictionary, flag, pageSize } from "../../../src/tenancy/params.ts";

// Nothing is asked of the parts until a request comes.
const { routes } = createApp({} as AppParts);
const document = buildDocument(allActions, routes, "1.0.0");

interface Told {
  readonly method: string;
  readonly path: string;
  readonly operation: JsonObject & { readonly operationId: string; readonly tags: readonly string[] };
}
const told = Object.entries(document["paths"] as Record<string, Record<string, Told["operation"]>>).flatMap(
  ([path, methods]) => Object.entries(methods).map(([method, operation]): Told => ({ method, path, operation })),
);

/** A route with its names taken out; the gateway has one route for all that Google asks behind a colon. */
const shapeOf = (method: string, path: string): string => {
  const shape = path.replaceAll(/\/:\w+(\{[^}]*\})?/g, "/*").replaceAll(/\{\w+\}(:\w+)?/g, "*");
  return `${method.toUpperCase()} ${shape}`;
};

describe("the document of the API", () => {
  const mounted = new Set(routes.map(({ method, path }) => shapeOf(method, path)));

  test("has every route of the gateway, and no other", () => {
    expect(mounted.size).toBeGreaterThan(100);
    expect([...new Set(told.map(({ method, path }) => shapeOf(method, path)))].toSorted()).toEqual(
      [...mounted].toSorted(),
    );
  });

  test("names each operation once, and gives it a group, a summary and an answer", () => {
    const ids = told.map(({ operation }) => operation.operationId);
    expect(ids.length).toBe(new Set(ids).size);
    for (const { operation } of told) {
      expect(operation.operationId).toMatch(/^[a-z]+[A-Z0-9]\w*$/);
      expect(operation.tags).toHaveLength(1);
      expect(operation["summary"]).toMatch(/^[A-Z]/);
      expect(operation["responses"]).toHaveProperty("200");
    }
  });

  test("says of every action what it does", () => {
    expect(
      allActions.filter(({ summary }) => summary === undefined).map(({ method, paths }) => `${method} ${paths[0]}`),
    ).toEqual([]);
  });

  test("declares each name of a path", () => {
    for (const { path, operation } of told) {
      const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const parameters = (operation["parameters"] ?? []) as readonly { in: string; name: string; required?: boolean }[];
      const inPath = parameters.filter((each) => each.in === "path");
      expect(inPath.map(({ name }) => name)).toEqual(named);
      expect(inPath.every(({ required }) => required === true)).toBe(true);
    }
  });

  test("takes a route that nothing describes for one that is passed on", () => {
    const added = [
      ...routes,
      { method: "GET", path: "/v1/files/:file_id/content" },
      { method: "POST", path: "/openai/*" },
    ];
    const { paths } = buildDocument(allActions, added, "1.0.0") as {
      paths: Record<string, Record<string, JsonObject>>;
    };
    expect(paths["/v1/files/{file_id}/content"]?.["get"]).toMatchObject({
      parameters: [{ name: "file_id", in: "path" }],
    });
    expect(paths["/openai/{path}"]?.["post"]).toHaveProperty(["requestBody", "content", "multipart/form-data"]);
    const known = JSON.stringify(document["paths"]);
    expect(Object.keys(paths).filter((path) => !known.includes(JSON.stringify(path))).length).toBeLessThanOrEqual(2);
  });

  test("tells of a table where an action has one", () => {
    const tables = allActions.flatMap(({ table, paths }) => (table === undefined ? [] : paths));
    const named = told.filter(({ operation }) => JSON.stringify(operation["parameters"] ?? []).includes('"csv"'));
    expect(tables.length).toBeGreaterThan(0);
    expect(named.map(({ path }) => path).toSorted()).toEqual(tables.toSorted());
    for (const { operation } of named) expect(operation).toHaveProperty(["responses", "200", "content", "text/csv"]);
  });

  test("asks for no body where there is nothing to say", () => {
    const withoutBody = told.filter(({ method, operation }) => method === "post" && !("requestBody" in operation));
    expect(withoutBody.map(({ path }) => path)).toContain("/key/health");
    expect(JSON.stringify(document)).not.toContain('"properties":{}');
  });

  test("refers to nothing that it does not hold", () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = ""]) => path);
    expect(references.length).toBeGreaterThan(0);
    for (const reference of new Set(references)) expect(document).toHaveProperty(reference.split("/"));
  });

  test("needs a key for everything but health, the document and its page", () => {
    const open = told.filter(({ operation }) => operation["security"] !== undefined).map(({ path }) => path);
    expect(open.toSorted()).toEqual([
      "/",
      "/docs",
      "/health/liveliness",
      "/health/liveness",
      "/health/readiness",
      "/openapi.json",
    ]);
  });
});

describe("a schema", () => {
  const write = (schema: z.ZodType): JsonObject => writeSchema(schema, new Map());

  test.each<[string, z.ZodType, JsonObject]>([
    ["one that may be null", z.number().min(0).nullish(), { type: ["number", "null"], minimum: 0 }],
    ["a choice that may be null", z.enum(["a", "b"]).nullish(), { type: ["string", "null"], enum: ["a", "b", null] }],
    ["an object of any fields", dictionary.nullish(), { type: ["object", "null"], additionalProperties: true }],
    ["a whole number", z.int().min(0), { type: "integer", minimum: 0 }],
    [
      "a number or a text",
      z.union([z.number().min(0), z.string()]).nullish(),
      { anyOf: [{ type: "number", minimum: 0 }, { type: "string" }, { type: "null" }] },
    ],
    ["anything", z.custom(), {}],
    [
      "what is changed after it was read",
      z.object({ a: z.string() }).transform(({ a }) => a),
      { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
    ],
    [
      "fields whose names are words of JSON Schema",
      z.object({ pattern: z.string(), propertyNames: z.string() }),
      {
        type: "object",
        properties: { pattern: { type: "string" }, propertyNames: { type: "string" } },
        required: ["pattern", "propertyNames"],
      },
    ],
  ])("%s", (_, schema, written) => {
    expect(write(schema)).toEqual(written);
  });

  test("with an id is told once, under its name", () => {
    const components = new Map<string, JsonObject>();
    const row = z.object({ a: z.string() }).meta({ id: "Row" });
    expect(writeSchema(z.object({ rows: z.array(row) }), components)).toEqual({
      type: "object",
      properties: { rows: { type: "array", items: { $ref: "#/components/schemas/Row" } } },
      required: ["rows"],
    });
    expect(writeSchema(row, components)).toEqual({ $ref: "#/components/schemas/Row" });
    expect([...components]).toEqual([
      ["Row", { type: "object", properties: { a: { type: "string" } }, required: ["a"] }],
    ]);
  });

  test("of a query tells the number or the boolean that its text is read as", () => {
    expect(writeQueryField(pageSize(10, 100), new Map())).toEqual({
      type: "integer",
      minimum: 1,
      maximum: 100,
      default: 10,
    });
    expect(writeQueryField(flag.default(false), new Map())).toEqual({ type: "boolean", default: false });
    expect(writeQueryField(z.string().optional(), new Map())).toEqual({ type: "string" });
  });
});
