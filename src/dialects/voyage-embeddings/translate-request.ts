import type { EmbeddingRequest } from "../../core/embedding.ts";
import type { EncodedRequest, Target } from "../dialect.ts";
import { listPurpose, textsOnly } from "../embedding-dialect.ts";

const INPUT_TYPES: ReadonlyMap<string | undefined, string> = new Map([
  ["RETRIEVAL_DOCUMENT", "document"],
  ["RETRIEVAL_QUERY", "query"],
]);

/** Numbers are what Voyage answers with where no format is named, and it has no name for them. `user` it refuses. */
export function encodeRequest(request: EmbeddingRequest, target: Target): EncodedRequest {
  const { encoding_format, user: _user, ...extras } = request.extras;
  const inputType = INPUT_TYPES.get(request.taskType);
  return {
    body: {
      ...(inputType !== undefined && { input_type: inputType }),
      ...extras,
      model: target.model,
      input: textsOnly(request),
      ...(request.dimensions !== undefined && { output_dimension: request.dimensions }),
      ...(encoding_format === "base64" && { encoding_format }),
    },
    unsupported: listPurpose(request, inputType !== undefined || request.taskIsHint === true),
  };
}
