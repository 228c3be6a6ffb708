import type { Adapter } from "../../adapters/adapter.ts";
import type { Deployment } from "../../core/deployment.ts";
import { GatewayError } from "../../core/errors.ts";
import { UpstreamFault } from "../../core/fault.ts";
import { parseObject } from "../../core/json.ts";
import type { VideoDialect, VideoState } from "../../dialects/video-dialect.ts";
import type { ForwardRequest } from "../../pipeline/forward-call.ts";
import type { ManagedObject } from "../../store/managed-objects.ts";
import { readAnswer } from "../../streams/read-body.ts";
import { splitBase64 } from "../../streams/split-base64.ts";
import { askProvider } from "../resources/ask-provider.ts";
import type { Reach } from "../resources/choose-deployment.ts";
import { describeNow } from "./describe-film.ts";

/** It may repeat what was asked, with its image. */
const ANSWER_BYTES_MAX = 32 * 1024 * 1024;
const MEDIA_TYPE = "video/mp4";

/** How far a film is; its answer is OpenAI's object under the provider's id. */
export function inquire(films: VideoDialect, { upstreamId, body }: ManagedObject, now: () => number): ForwardRequest {
  return {
    ...sayInquiry(films, upstreamId),
    async translate(response) {
      const { state, bytes } = await readState(films, response);
      // The film itself is not what was asked for.
      await bytes?.cancel();
      return Response.json({ ...describeNow(body, state, now()), id: upstreamId });
    },
  };
}

/**
 * The film itself. Where it is at a path of its own, the provider is asked for that first. Rejects with `invalid_request` for one
 * that is not there, or not yet.
 */
export async function fetchFilm(
  films: VideoDialect,
  { id, upstreamId }: ManagedObject,
  deployment: Deployment,
  adapter: Adapter,
  reach: Reach,
): Promise<ForwardRequest> {
  const inquiry = sayInquiry(films, upstreamId);
  if (films.filmField !== undefined)
    return {
      ...inquiry,
      async translate(response) {
        const { state, bytes } = await readState(films, response);
        if (bytes === undefined) throw unavailable(id, state);
        return new Response(bytes, { headers: { "content-type": MEDIA_TYPE } });
      },
    };
  const { state } = await readState(films, await askProvider(deployment, inquiry.path, reach));
  if (state.status !== "completed" || state.film.at !== "path") throw unavailable(id, state);
  const { path } = state.film;
  const url = adapter.urlAsWritten?.(path, deployment) ?? adapter.url(path, deployment);
  return { method: "GET", path, url, headers: {}, body: null };
}

function sayInquiry(films: VideoDialect, upstreamId: string): ForwardRequest {
  const { method, path, body } = films.encodeInquiry(upstreamId);
  return body === undefined
    ? { method, path, headers: {}, body: null }
    : { method, path, headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}

interface Told {
  readonly state: VideoState;
  /** The film, where it is inside. */
  readonly bytes?: ReadableStream<Uint8Array> | undefined;
}

async function readState(films: VideoDialect, response: Response): Promise<Told> {
  const { text, bytes } =
    films.filmField === undefined || response.body === null
      ? { text: await readAnswer(response, { bytesMax: ANSWER_BYTES_MAX }) }
      : await splitBase64(response.body, films.filmField);
  if (bytes !== undefined) return { state: { status: "completed", film: { at: "inside" } }, bytes };
  const answer = parseObject(text);
  if (answer === undefined) throw new UpstreamFault({ kind: "invalid-answer", message: "The answer is no JSON." });
  return { state: films.decodeState(answer) };
}

function unavailable(id: string, state: VideoState): GatewayError {
  const why =
    state.status === "failed"
      ? `It failed: ${state.error.message}`
      : state.status === "in_progress"
        ? "It is not made yet: ask for its status until that is `completed`."
        : state.film.at === "elsewhere"
          ? `It is in a bucket that the gateway does not read: ${state.film.address}`
          : "The provider does not say where it is.";
  return new GatewayError("invalid_request", `There is no content of ${id} here. ${why}`.slice(0, 1_000));
}
