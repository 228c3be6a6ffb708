import type { EmbeddingRequest } from "../../core/embedding.ts";
import type { JsonObject } from "../../core/json.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { listPurpose } from "../embedding-dialect.ts";
import { defined, optionalNumber } from "../read-fields.ts";
import { readInput } from "./read-input.ts";

export function decodeRequest(body: JsonObject): EmbeddingRequest {
  const { model: _model, input, dimensions, ...extras } = body;
  return {
    input: readInput(input),
    extras,
    ...defined({ dimensions: optionalNumber(dimensions, "dimensions") }),
  };
}

export function encodeRequest(request: EmbeddingRequest, target: Target): EncodedRequest {
  const { input, dimensions, extras } = request;
  return {
    body: { ...extras, model: target.model, input, ...(dimensions !== undefined && { dimensions }) },
    unsupported: listPurpose(request),
  };
}
