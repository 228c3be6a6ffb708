import type { JsonObject } from "../../src/core/json.ts";
import { answerWith, bodyOf, referTo } from "./answers.ts";
import { fieldsOf, nameOperation } from "./name-route.ts";
import type { Operation } from "./operation.ts";

interface Row {
  readonly route: `${"GET" | "POST"} /${string}`;
  readonly tag: "model" | "health" | "gateway";
  readonly summary: string;
  readonly query?: readonly string[];
  readonly body?: JsonObject;
  readonly answer: JsonObject;
  /** For anyone, without a key. */
  readonly isPublic?: boolean;
  /** Of the answer, where it is not JSON. */
  readonly mediaType?: string;
}

const text: JsonObject = { type: "string" };
const integer: JsonObject = { type: "integer" };
const anyObject: JsonObject = { type: "object", additionalProperties: true };
const objectOf = (properties: JsonObject): JsonObject => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});
const listOf = (items: JsonObject): JsonObject => ({ type: "array", items });

const ofModel: JsonObject = objectOf({ id: text, object: { const: "model" }, created: integer, owned_by: text });
const models: JsonObject = objectOf({ object: { const: "list" }, data: listOf(ofModel) });
const health: JsonObject = objectOf({
  healthy_endpoints: listOf(anyObject),
  unhealthy_endpoints: listOf(anyObject),
  unprobed_endpoints: listOf(anyObject),
  healthy_count: integer,
  unhealthy_count: integer,
  unprobed_count: integer,
});
const plan: JsonObject = objectOf({
  model: text,
  group: text,
  strategy: text,
  deployments: listOf(anyObject),
  fallbacks: listOf(objectOf({ on: text, models: listOf(text) })),
  retries: integer,
  notes: listOf(anyObject),
});

/** The routes of src/http/app.ts that are neither inference nor management. */
const ROWS: readonly Row[] = [
  { route: "GET /v1/models", tag: "model", summary: "List the models this key may use", answer: models },
  { route: "GET /models", tag: "model", summary: "List the models this key may use", answer: models },
  { route: "GET /v1/models/{id}", tag: "model", summary: "Show one model", answer: ofModel },
  { route: "GET /models/{id}", tag: "model", summary: "Show one model", answer: ofModel },
  {
    route: "POST /utils/explain-route",
    tag: "model",
    summary: "Tell where a request would go, and why, without sending it",
    body: { ...referTo("ChatCompletionRequest"), description: "The body of any inference request." },
    answer: plan,
  },
  {
    route: "POST /utils/token_counter",
    tag: "model",
    summary: "Estimate how many tokens a model would read",
    body: {
      type: "object",
      properties: { model: text, messages: listOf(anyObject), prompt: text, contents: listOf(anyObject) },
      required: ["model"],
    },
    answer: objectOf({ total_tokens: integer, request_model: text, model_used: text, tokenizer_type: text }),
  },
  {
    route: "POST /utils/transform_request",
    tag: "model",
    summary: "Show what a provider would be sent",
    body: {
      type: "object",
      properties: { call_type: text, request_body: anyObject },
      required: ["call_type", "request_body"],
    },
    answer: objectOf({ raw_request_api_base: text, raw_request_body: anyObject, raw_request_headers: anyObject }),
  },
  {
    route: "GET /health",
    tag: "health",
    summary: "Probe the deployments this key may use",
    query: ["model", "model_id"],
    answer: health,
  },
  {
    route: "GET /health/{model}",
    tag: "health",
    summary: "Probe the deployments of one model",
    query: ["model_id"],
    answer: health,
  },
  { route: "GET /health/liveliness", tag: "health", summary: "Is the gateway running", answer: text, isPublic: true },
  { route: "GET /health/liveness", tag: "health", summary: "Is the gateway running", answer: text, isPublic: true },
  {
    route: "GET /health/readiness",
    tag: "health",
    summary: "Can the gateway check a key and write an event",
    answer: objectOf({ status: text, db: text, tollgate_version: text }),
    isPublic: true,
  },
  {
    route: "GET /",
    tag: "gateway",
    summary: "Show the name and version of the gateway",
    answer: objectOf({ name: text, version: text, openai_base_url: text }),
    isPublic: true,
  },
  {
    route: "GET /openapi.json",
    tag: "gateway",
    summary: "Show this document",
    answer: anyObject,
    isPublic: true,
  },
  {
    route: "GET /docs",
    tag: "gateway",
    summary: "Show this document as a page",
    answer: text,
    isPublic: true,
    mediaType: "text/html",
  },
];

export const describeFixedRoutes = (): readonly Operation[] => ROWS.map(describeRow);

function describeRow({ route, tag, summary, query = [], body, answer, isPublic = false, mediaType }: Row): Operation {
  const [method, template] = route.split(" ") as ["GET" | "POST", string];
  const parameters = [
    ...fieldsOf(template).map((name) => ({ name, in: "path", required: true, schema: text })),
    ...query.map((name) => ({ name, in: "query", schema: text })),
  ];
  return {
    method,
    template,
    details: {
      operationId: nameOperation(method, template),
      tags: [tag],
      summary,
      ...(isPublic && { security: [] }),
      ...(parameters.length > 0 && { parameters }),
      ...(body !== undefined && { requestBody: bodyOf(body, true) }),
      responses:
        mediaType === undefined
          ? answerWith(answer, isPublic ? [] : [401, 403])
          : { 200: { description: "Success.", content: { [mediaType]: { schema: answer } } } },
    },
  };
}
