import type { EmbeddingRequest } from "../../core/embedding.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { listPurpose, textsOnly } from "../embedding-dialect.ts";
import { toInputType } from "../map-embedding-task.ts";

/** Required by Cohere and unknown to OpenAI: clients who index say so, clients who search have to. */
const INPUT_TYPE = "search_document";

/** `images`, and `inputs` which may hold some, are a second list of things to embed: their vectors would get lost. */
export function encodeRequest(request: EmbeddingRequest, target: Target): EncodedRequest {
  const { encoding_format, images, inputs, user: _user, ...extras } = request.extras;
  const inputType = toInputType(request.taskType);
  return {
    body: {
      input_type: inputType ?? INPUT_TYPE,
      embedding_types: [encoding_format === "base64" ? "base64" : "float"],
      ...extras,
      model: target.model,
      texts: textsOnly(request),
      ...(request.dimensions !== undefined && { output_dimension: request.dimensions }),
    },
    unsupported: [
      ...(images === undefined ? [] : ["images"]),
      ...(inputs === undefined ? [] : ["inputs"]),
      ...listPurpose(request, inputType !== undefined),
    ],
  };
}
