import type { EmbeddingRequest } from "../core/embedding.ts";
import { GatewayError } from "../core/errors.ts";
import { UpstreamFault } from "../core/fault.ts";
import { isArray, type Json } from "../core/json.ts";
import type { EncodedRequest, Target, UpstreamDialect } from "./dialect.ts";
import { neverStreams } from "./never-streams.ts";

interface Own extends Pick<UpstreamDialect<"embedding">, "id" | "encodeRequest" | "retarget" | "decodeResponse"> {
  /** It has words for what a text is for or what its title is, and lists itself what it cannot say of them. */
  readonly tellsPurpose?: true;
}

/** Embeddings never stream, and what is decoded is all that is looked at: no answer is known to need repair. */
export const embeddingDialect = ({ tellsPurpose, ...own }: Own): UpstreamDialect<"embedding"> => ({
  ...own,
  ...(tellsPurpose !== true && { encodeRequest: (request, target) => withoutPurpose(own, request, target) }),
  operation: "embedding",
  readResponse: (body) => ({ usage: own.decodeResponse(body).usage, repaired: undefined, outputChars: 0 }),
  decoder: neverStreams.decoder,
  watcher: neverStreams.watcher,
});

function withoutPurpose({ encodeRequest }: Own, request: EmbeddingRequest, target: Target): EncodedRequest {
  const { body, unsupported } = encodeRequest(request, target);
  return { body, unsupported: [...unsupported, ...listPurpose(request)] };
}

/** What is said of the purpose of a request, for dialects that have no word for it, or none but for its task. */
export const listPurpose = (request: EmbeddingRequest, knowsTask = request.taskIsHint === true): readonly string[] =>
  (["taskType", "title"] as const).filter((name) => request[name] !== undefined && !(name === "taskType" && knowsTask));

/** Throws for token ids, which mean nothing to another tokenizer. They cannot be left out: each input has its vector. */
export function textsOnly({ input }: EmbeddingRequest): readonly string[] {
  if (input.every((item) => typeof item === "string")) return input;
  throw new GatewayError("unsupported_parameter", "`input`: this model takes texts, no token ids.", { param: "input" });
}

/** Numbers, or the base64 of them. Throws `invalid-answer` for anything else. */
export function readVector(value: Json | undefined): readonly number[] | string {
  if (typeof value === "string") return value;
  if (isArray(value) && value.every((item) => typeof item === "number")) return value;
  throw notEmbeddings("a vector is missing");
}

export const notEmbeddings = (reason: string): UpstreamFault =>
  new UpstreamFault({
    kind: "invalid-answer",
    message: `The provider's answer is not a list of embeddings: ${reason}.`,
  });
