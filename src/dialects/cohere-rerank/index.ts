import type { ClientDialect, Dialect } from "../dialect.ts";
import { encodeCohereError } from "../encode-cohere-error.ts";
import { encodeOpenaiError } from "../encode-openai-error.ts";
import { neverStreams } from "../never-streams.ts";
import { listTexts, readIntent } from "./read-intent.ts";
import { decodeRequest, encodeRequest } from "./translate-request.ts";
import { decodeResponse, encodeResponse, readResponse } from "./translate-response.ts";

/**
 * Cohere's rerank, which most others copy: https://docs.cohere.com/reference/rerank. With the fields of its first version
 * that LiteLLM's clients send (https://docs.litellm.ai/docs/rerank); errors are OpenAI's, as LiteLLM's are.
 */
export const cohereRerank: Dialect<"rerank"> = {
  ...neverStreams,
  id: "cohere-rerank",
  operation: "rerank",
  readIntent,
  decodeRequest,
  encodeResponse,
  encodeError: encodeOpenaiError,
  textsOf: listTexts,
  encodeRequest,
  retarget: (body, target) => ({ ...body, model: target.model }),
  decodeResponse,
  readResponse,
};

/** For the path that is Cohere's alone: errors are its own. */
export const cohereRerankV2: ClientDialect<"rerank"> = { ...cohereRerank, encodeError: encodeCohereError };
