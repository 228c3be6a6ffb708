import type { JsonObject } from "../../src/core/json.ts";
import { addErrors, FAILURES } from "./answers.ts";
import { describeAction, type DescribedAction } from "./describe-action.ts";
import { describeConversations } from "./describe-conversations.ts";
import { describeForwards, type MountedRoute } from "./describe-forwards.ts";
import { describeFixedRoutes } from "./fixed-routes.ts";
import { INFERENCE_SCHEMAS } from "./inference-schemas.ts";
import { describeInference } from "./describe-inference.ts";
import type { Operation } from "./operation.ts";
import type { Components } from "./write-schema.ts";

/** The OpenAPI 3.1 document of the gateway (https://spec.openapis.org/oas/v3.1.1.html), from what the code itself runs on. */
export function buildDocument(
  actions: readonly DescribedAction[],
  mounted: readonly MountedRoute[],
  version: string,
): JsonObject {
  const components: Components = new Map(Object.entries<JsonObject>(INFERENCE_SCHEMAS));
  addErrors(components);
  const described = [
    ...describeInference(),
    ...describeConversations(),
    ...describeFixedRoutes(),
    ...actions.flatMap((action) => describeAction(action, components)),
  ];
  const operations = [...described, ...describeForwards(mounted, described)];
  return {
    openapi: "3.1.1",
    info: {
      title: "Tollgate",
      version,
      description: "An LLM gateway: inference in the formats of several providers, and management of who may use it.",
      license: { name: "MIT", identifier: "MIT" },
    },
    servers: [{ url: "/" }],
    security: [{ key: [] }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths: groupByPath(operations),
    components: {
      securitySchemes: {
        key: { type: "http", scheme: "bearer", description: "A virtual key, or the master key." },
      },
      responses: FAILURES,
      schemas: Object.fromEntries([...components].toSorted(([a], [b]) => (a < b ? -1 : 1))),
    },
  };
}

const tagOf = ({ details }: Operation): string => (details.tags as readonly [string])[0];

/** Throws when two operations are one route: only the first of them would ever run. */
function groupByPath(operations: readonly Operation[]): JsonObject {
  const paths = new Map<string, Record<string, JsonObject>>();
  for (const { method, template, details } of operations) {
    const methods = paths.get(template) ?? {};
    if (method.toLowerCase() in methods) throw new Error(`${method} ${template} is there twice.`);
    paths.set(template, { ...methods, [method.toLowerCase()]: details });
  }
  return Object.fromEntries(paths);
}
