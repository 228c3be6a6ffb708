import type { EmbeddingResponse } from "../../core/embedding.ts";
import type { JsonObject } from "../../core/json.ts";
import type { StreamEncoderOptions } from "../dialect.ts";
import { fitVector } from "../fit-vector.ts";
import { formsIn, type Form } from "./read-forms.ts";
import { listTexts } from "./read-intent.ts";

type Vectors = EmbeddingResponse["vectors"];

/** Vectors by each form that was asked for. */
export const encodeResponse = (response: EmbeddingResponse, { request }: StreamEncoderOptions): JsonObject =>
  encodeByForm(response, request, "2");

/** The first version answers with a bare list where no form is asked for. */
export const encodeResponseV1 = (response: EmbeddingResponse, { request }: StreamEncoderOptions): JsonObject =>
  formsIn(request).length > 0
    ? encodeByForm(response, request, "1")
    : {
        response_type: "embeddings_floats",
        ...encodeRest(response, request, "1"),
        embeddings: encodeVectors(response.vectors, "float"),
      };

function encodeByForm(response: EmbeddingResponse, request: JsonObject | undefined, version: string): JsonObject {
  const asked = formsIn(request);
  const forms = asked.length > 0 ? asked : (["float"] as const);
  return {
    response_type: "embeddings_by_type",
    ...encodeRest(response, request, version),
    embeddings: Object.fromEntries(forms.map((form) => [form, encodeVectors(response.vectors, form)])),
  };
}

const encodeVectors = (vectors: Vectors, form: Form): Vectors => vectors.map((vector) => fitVector(vector, form));

/** No other provider names its answer, which SDKs want to have a name all the same. */
const encodeRest = ({ usage }: EmbeddingResponse, request: JsonObject | undefined, version: string): JsonObject => ({
  id: "",
  texts: listTexts(request ?? {}),
  meta: {
    api_version: { version },
    ...(usage !== undefined && { billed_units: { input_tokens: usage.inputTokens } }),
  },
});
