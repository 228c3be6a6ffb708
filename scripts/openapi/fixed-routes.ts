import type { JsonObject } from "../../src/core/json.ts";
import { SECRET_PATHS } from "../../src/forwards/realtime/paths.ts";
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
const ofAnthropic: JsonObject = {
  type: "object",
  properties: {
    type: { const: "model" },
    id: text,
    display_name: text,
    created_at: text,
    max_input_tokens: { type: ["integer", "null"] },
    max_tokens: { type: ["integer", "null"] },
  },
  required: ["type", "id", "display_name", "created_at"],
  additionalProperties: true,
};
const forAnthropic: JsonObject = objectOf({
  data: listOf(ofAnthropic),
  has_more: { type: "boolean" },
  first_id: { type: ["string", "null"] },
  last_id: { type: ["string", "null"] },
});
const ofGoogle: JsonObject = {
  type: "object",
  properties: {
    name: text,
    displayName: text,
    inputTokenLimit: integer,
    outputTokenLimit: integer,
    supportedGenerationMethods: listOf(text),
  },
  required: ["name", "displayName", "supportedGenerationMethods"],
};
const forGoogle: JsonObject = {
  type: "object",
  properties: { models: listOf(ofGoogle), nextPageToken: text },
  required: ["models"],
};
const eitherOf = (...schemas: readonly JsonObject[]): JsonObject => ({ anyOf: schemas });
const OF_ANTHROPIC = ["limit", "after_id", "before_id"];
const OF_GOOGLE = ["pageSize", "pageToken"];
const LIST = "List the models this key may use";

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

/** Docs: docs/realtime.md. */
const clientSecret = {
  tag: "model",
  summary: "Make a short-lived secret with which a browser opens realtime sessions",
  body: {
    type: "object",
    properties: {
      session: anyObject,
      expires_after: { type: "object", properties: { anchor: { const: "created_at" }, seconds: integer } },
    },
    required: ["session"],
  },
  answer: objectOf({ value: text, expires_at: integer, session: anyObject }),
} as const satisfies Omit<Row, "route">;

/** The routes of src/http/app.ts that are neither inference nor management. */
const ROWS: readonly Row[] = [
  ...SECRET_PATHS.map((path): Row => ({ route: `POST ${path}`, ...clientSecret })),
  {
    route: "GET /v1/models",
    tag: "model",
    summary: `${LIST}; in Anthropic's format with the header anthropic-version, in Google's with x-goog-api-key`,
    query: [...OF_ANTHROPIC, ...OF_GOOGLE],
    answer: eitherOf(models, forAnthropic, forGoogle),
  },
  { route: "GET /models", tag: "model", summary: LIST, answer: models },
  {
    route: "GET /anthropic/v1/models",
    tag: "model",
    summary: `${LIST}, in Anthropic's format`,
    query: OF_ANTHROPIC,
    answer: forAnthropic,
  },
  {
    route: "GET /v1beta/models",
    tag: "model",
    summary: `${LIST}, in Google's format`,
    query: OF_GOOGLE,
    answer: forGoogle,
  },
  {
    route: "GET /v1/models/{id}",
    tag: "model",
    summary: "Show one model",
    answer: eitherOf(ofModel, ofAnthropic, ofGoogle),
  },
  { route: "GET /models/{id}", tag: "model", summary: "Show one model", answer: ofModel },
  {
    route: "GET /anthropic/v1/models/{id}",
    tag: "model",
    summary: "Show one model, in Anthropic's format",
    answer: ofAnthropic,
  },
  { route: "GET /v1beta/models/{id}", tag: "model", summary: "Show one model, in Google's format", answer: ofGoogle },
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
