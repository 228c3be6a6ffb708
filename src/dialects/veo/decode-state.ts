import { isObject, type Json, type JsonObject, objectsOf, textOf, textsOf } from "../../core/json.ts";
import { findGoogleFile } from "../find-google-file.ts";
import type { Film, VideoState } from "../video-dialect.ts";

/** Codes of google.rpc.Code in OpenAI's words; all others are failures of the provider's. */
const CODES: ReadonlyMap<Json | undefined, string> = new Map([
  [3, "invalid_request"],
  [8, "rate_limit_exceeded"],
]);
const FAILED = "server_error";
/** What a film is called that a filter took: platform.openai.com/docs/guides/video-generation. */
const FILTERED = "moderation_blocked";

/** A long-running operation: google.longrunning.Operation. `listVideos` finds what its response holds. */
export function decodeState(
  { done, error, response }: JsonObject,
  listVideos: (response: JsonObject) => Videos,
): VideoState {
  if (done !== true) return { status: "in_progress" };
  if (isObject(error))
    return failed(CODES.get(error["code"]) ?? FAILED, textOf(error["message"]) ?? "The film was not made.");
  const { videos, answer } = listVideos(isObject(response) ? response : {});
  const [film] = videos.flatMap((video) => findFilm(video) ?? []);
  if (film !== undefined) return { status: "completed", film };
  const reasons = textsOf(answer["raiMediaFilteredReasons"]);
  if (reasons.length > 0 || Number(answer["raiMediaFilteredCount"] ?? 0) > 0)
    return failed(FILTERED, reasons.join(" ") || "The safety filter took the film.");
  return failed(FAILED, "The provider ended its work without a film.");
}

export interface Videos {
  readonly videos: readonly JsonObject[];
  /** What says why there are none. */
  readonly answer: JsonObject;
}

/** As the Gemini API answers. */
export function videosOfGemini({ generateVideoResponse }: JsonObject): Videos {
  const answer = isObject(generateVideoResponse) ? generateVideoResponse : {};
  const videos = objectsOf(answer["generatedSamples"]).map(({ video }) => (isObject(video) ? video : {}));
  return { videos, answer };
}

/** As Vertex AI does. */
export const videosOfVertex = (response: JsonObject): Videos => ({
  videos: objectsOf(response["videos"]),
  answer: response,
});

function findFilm({ uri, gcsUri, bytesBase64Encoded }: JsonObject): Film | undefined {
  if (typeof uri === "string") return findGoogleFile(uri);
  if (typeof bytesBase64Encoded === "string") return { at: "inside" };
  return typeof gcsUri === "string" ? { at: "elsewhere", address: gcsUri } : undefined;
}

const failed = (code: string, message: string): VideoState => ({ status: "failed", error: { code, message } });
