import type { JsonObject } from "../../src/core/json.ts";
import type { Components } from "./write-schema.ts";

const inJson = (schema: JsonObject): JsonObject => ({ "application/json": { schema } });

const ERROR: JsonObject = {
  type: "object",
  description: "What went wrong, in the shape of the LiteLLM proxy.",
  properties: {
    error: {
      type: "object",
      properties: {
        message: { type: "string" },
        type: { type: "string", description: "The kind of error, such as `auth_error` or `budget_exceeded`." },
        param: { type: ["string", "null"], description: "The field at fault." },
        code: { type: "string", description: "The HTTP status, as text." },
      },
      required: ["message", "type", "param", "code"],
    },
  },
  required: ["error"],
};

const VALIDATION_ERROR: JsonObject = {
  type: "object",
  description: "The fields that are not as they should be, in the shape of FastAPI.",
  properties: {
    detail: {
      type: "array",
      items: {
        type: "object",
        properties: {
          loc: {
            type: "array",
            items: { type: ["string", "integer"] },
            description: "`body` or `query`, and the path.",
          },
          msg: { type: "string" },
          type: { type: "string" },
        },
        required: ["loc", "msg", "type"],
      },
    },
  },
  required: ["detail"],
};

export function addErrors(components: Components): void {
  components.set("Error", ERROR);
  components.set("ValidationError", VALIDATION_ERROR);
}

export const referTo = (component: string): JsonObject => ({ $ref: `#/components/schemas/${component}` });

const failure = (description: string, component = "Error"): JsonObject => ({
  description,
  content: inJson(referTo(component)),
});

/** What operations answer beside success, by the names that they refer to. */
export const FAILURES: JsonObject = {
  Unauthorized: failure("There is no key, or it is not one that may be used."),
  Forbidden: failure("This key may not do this."),
  NotFound: failure("What the request names does not exist."),
  Invalid: failure("A field is missing or not as it should be.", "ValidationError"),
  Failure: failure("Any other failure; `error.code` repeats the status."),
};

const REFERENCES = {
  401: { $ref: "#/components/responses/Unauthorized" },
  403: { $ref: "#/components/responses/Forbidden" },
  404: { $ref: "#/components/responses/NotFound" },
  422: { $ref: "#/components/responses/Invalid" },
} as const satisfies Record<number, JsonObject>;

/** Success with JSON of this schema, and the failures with these statuses, and any other failure. */
export const answerWith = (
  schema: JsonObject,
  failures: readonly (keyof typeof REFERENCES)[],
  more: JsonObject = {},
): JsonObject => ({
  200: { description: "Success.", content: { ...inJson(schema), ...more } },
  ...Object.fromEntries(failures.map((status) => [status, REFERENCES[status]])),
  default: { $ref: "#/components/responses/Failure" },
});

/** A body of this schema; it may be left out where no field is required. */
export const bodyOf = (schema: JsonObject, required: boolean): JsonObject => ({ required, content: inJson(schema) });
