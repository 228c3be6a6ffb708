import type { JsonObject } from "../../core/json.ts";
import type { EncodedOrder, VideoState } from "../../dialects/video-dialect.ts";

/** OpenAI's object of a film that was just ordered: https://platform.openai.com/docs/api-reference/videos/object. */
export const describeOrdered = (
  id: string,
  { model, prompt }: { readonly model: string; readonly prompt: string },
  { seconds, size }: EncodedOrder,
  nowMs: number,
): JsonObject => ({
  id,
  object: "video",
  model,
  status: "queued",
  progress: 0,
  created_at: toSeconds(nowMs),
  completed_at: null,
  expires_at: null,
  seconds: String(seconds),
  size,
  prompt,
  remixed_from_video_id: null,
  error: null,
});

/** The same as it is now. Nobody tells how far one is that is not finished, nor when one was that is. */
export function describeNow(film: JsonObject, state: VideoState, nowMs: number): JsonObject {
  const { status } = state;
  const isMade = status === "completed";
  return {
    ...film,
    status,
    progress: isMade ? 100 : 0,
    completed_at: isMade ? (film["completed_at"] ?? toSeconds(nowMs)) : null,
    error: status === "failed" ? state.error : null,
  };
}

const toSeconds = (ms: number): number => Math.floor(ms / 1_000);
