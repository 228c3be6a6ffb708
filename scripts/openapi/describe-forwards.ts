import { answerWith } from "./answers.ts";
import { fieldsOf, nameOperation, shapeOf, toTemplate } from "./name-route.ts";
import type { Operation } from "./operation.ts";

/** A route as Hono lists it. */
export interface MountedRoute {
  readonly method: string;
  /** With Hono's patterns. */
  readonly path: string;
}

/** Routes that nothing else describes are those whose requests are passed on to a provider as they are. */
export function describeForwards(
  mounted: readonly MountedRoute[],
  described: readonly Operation[],
): readonly Operation[] {
  const known = new Set(described.map(({ method, template }) => shapeOf(method, template)));
  const templates = mounted.map(({ method, path }) => ({
    method: method as Operation["method"],
    template: toTemplate(path),
  }));
  const unknown = new Map(templates.map((route) => [`${route.method} ${route.template}`, route]));
  return [...unknown.values()].filter(({ method, template }) => !known.has(shapeOf(method, template))).map(describe);
}

function describe({ method, template }: Pick<Operation, "method" | "template">): Operation {
  const hasBody = method !== "GET" && method !== "DELETE";
  const parameters = fieldsOf(template).map((name) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
  }));
  return {
    method,
    template,
    details: {
      operationId: nameOperation(method, template),
      tags: ["forwarded"],
      summary: "Pass a request on to the provider",
      description: "Body, query and answer are those of the provider's own API.",
      ...(parameters.length > 0 && { parameters }),
      ...(hasBody && {
        requestBody: {
          required: false,
          content: { "application/json": { schema: {} }, "multipart/form-data": { schema: {} } },
        },
      }),
      responses: answerWith({}, [401, 403, 404], { "*/*": { schema: {} } }),
    },
  };
}
