import type { EmbeddingRequest } from "../../core/embedding.ts";
import { GatewayError } from "../../core/errors.ts";
import { isObject, type JsonObject } from "../../core/json.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { textsOnly } from "../embedding-dialect.ts";
import { toInputType } from "../map-embedding-task.ts";

type Encode = (request: EmbeddingRequest) => EncodedRequest;

/** By the id of the model; the first that fits. A model of another vendor is written to as Titan's newest. */
const BODIES: readonly (readonly [RegExp, Encode])[] = [
  [/cohere\.embed-v4/, (request) => encodeCohere(request, "output_dimension")],
  [/cohere\.embed/, (request) => encodeCohere(request, undefined)],
  [/amazon\.nova/, encodeNova],
  [/titan-embed-image/, encodeTitanImage],
  [/titan-embed-(?:text-v1|g1)/, encodeTitanV1],
];

export function encodeRequest(request: EmbeddingRequest, { model }: Target): EncodedRequest {
  const encode = BODIES.find(([pattern]) => pattern.test(model))?.[1] ?? encodeTitanV2;
  const { user: _user, encoding_format: _format, ...extras } = request.extras;
  return encode({ ...request, extras });
}

function encodeTitanV2({ extras, ...request }: EmbeddingRequest): EncodedRequest {
  const { dimensions } = request;
  return {
    body: { ...extras, inputText: oneText({ extras, ...request }), ...(dimensions !== undefined && { dimensions }) },
    unsupported: [],
  };
}

function encodeTitanV1(request: EmbeddingRequest): EncodedRequest {
  return {
    body: { ...request.extras, inputText: oneText(request) },
    unsupported: request.dimensions === undefined ? [] : ["dimensions"],
  };
}

function encodeTitanImage(request: EmbeddingRequest): EncodedRequest {
  const { dimensions, extras } = request;
  const config = dimensions === undefined ? {} : { embeddingConfig: { outputEmbeddingLength: dimensions } };
  return { body: { ...config, ...extras, inputText: oneText(request) }, unsupported: [] };
}

/** A choice of types is the client's, as long as it is Cohere's word; what it is for has to be said. */
function encodeCohere(request: EmbeddingRequest, sizeField: string | undefined): EncodedRequest {
  const { dimensions, extras } = request;
  const size = sizeField !== undefined && dimensions !== undefined ? { [sizeField]: dimensions } : {};
  return {
    body: {
      input_type: toInputType(request.taskType) ?? "search_document",
      ...extras,
      ...size,
      texts: textsOnly(request),
    },
    unsupported: sizeField === undefined && dimensions !== undefined ? ["dimensions"] : [],
  };
}

function encodeNova(request: EmbeddingRequest): EncodedRequest {
  const { dimensions, extras } = request;
  const { singleEmbeddingParams: own, ...rest } = extras;
  const params: JsonObject = {
    embeddingPurpose: "GENERIC_INDEX",
    ...(isObject(own) && own),
    ...(dimensions !== undefined && { embeddingDimension: dimensions }),
    text: { truncationMode: "NONE", value: oneText(request) },
  };
  return { body: { ...rest, taskType: "SINGLE_EMBEDDING", singleEmbeddingParams: params }, unsupported: [] };
}

/** These models take one text with each call. */
function oneText(request: EmbeddingRequest): string {
  const [text, ...more] = textsOnly(request);
  if (text !== undefined && more.length === 0) return text;
  throw new GatewayError("unsupported_parameter", "`input`: this model takes one text with each request.", {
    param: "input",
  });
}
