import { UpstreamFault } from "../../core/fault.ts";
import { isObject, type JsonObject, objectsOf, textOf } from "../../core/json.ts";
import { gradeOf, shapeOf, sizeOf, USUAL_SHAPE } from "../film-sizes.ts";
import { findGoogleFile } from "../find-google-file.ts";
import { type FilmParameters, readFilmExtras } from "../read-film-extras.ts";
import type { EncodedOrder, Film, VideoDialect, VideoOrder, VideoState } from "../video-dialect.ts";

/**
 * Gemini Omni, which took Veo's place at the Gemini API on 2026-10-22: a film is made by an interaction that runs in the
 * background. Sources: ai.google.dev/gemini-api/docs/omni, ai.google.dev/gemini-api/docs/deprecations, and the types of
 * `@google/genai`.
 */
export const geminiOmni: VideoDialect = {
  id: "gemini-omni",
  encodeOrder,
  decodeOrder({ id }) {
    if (typeof id === "string" && ID.test(id)) return id;
    throw new UpstreamFault({ kind: "invalid-answer", message: "The provider's answer names no interaction." });
  },
  encodeInquiry: (id) => ({ method: "GET", path: `/interactions/${id}`, body: undefined }),
  decodeState,
};

/** What is part of a path here can lead nowhere else. */
const ID = /^[\w-]{1,512}$/;

/** By the names that they have at Veo. */
const PARAMETERS = { aspectRatio: "string", resolution: "string" } as const satisfies FilmParameters;

const SECONDS_MIN = 3;
/** Of versions up to 1.1, and of those since. */
const SECONDS_MAX_FIRST = 10;
const SECONDS_MAX = 15;
/** As long as Veo's. */
const SECONDS_DEFAULT = 8;

function encodeOrder(
  { prompt, seconds = SECONDS_DEFAULT, size, image, extras }: VideoOrder,
  model: string,
  allowed: ReadonlySet<string>,
): EncodedOrder {
  const secondsMax = /omni-(?:flash|1\.[01]-)/.test(model) ? SECONDS_MAX_FIRST : SECONDS_MAX;
  const isLength = seconds >= SECONDS_MIN && seconds <= secondsMax;
  const taken = isLength ? seconds : SECONDS_DEFAULT;
  const shape = shapeOf(size);
  const [aspectRatio, resolution] = shape ?? USUAL_SHAPE;
  const said = readFilmExtras(extras, PARAMETERS, allowed);
  const parameters: JsonObject = { aspectRatio, resolution, ...said.taken };
  const { aspectRatio: aspect_ratio, resolution: lines, ...others } = parameters;
  return {
    method: "POST",
    path: "/interactions",
    body: {
      ...others,
      model,
      background: true,
      input: [
        { type: "text", text: prompt },
        ...(image === undefined ? [] : [{ type: "image", data: image.base64, mime_type: image.mediaType }]),
      ],
      response_format: { type: "video", aspect_ratio, resolution: lines, duration: `${taken}s`, delivery: "uri" },
      ...(image && { generation_config: { video_config: { task: "image_to_video" } } }),
    },
    unsupported: [...(isLength ? [] : ["seconds"]), ...(shape === undefined ? ["size"] : []), ...said.unsupported],
    seconds: taken,
    size: sizeOf(parameters),
    grade: gradeOf(parameters),
  };
}

const UNDER_WAY: ReadonlySet<string | undefined> = new Set(["queued", "in_progress"]);

function decodeState({ status, steps, errors }: JsonObject): VideoState {
  if (UNDER_WAY.has(textOf(status))) return { status: "in_progress" };
  const made = objectsOf(steps).filter(({ type }) => type === "model_output");
  const film = made.flatMap(({ content }) => objectsOf(content)).flatMap((content) => filmIn(content) ?? [])[0];
  if (status === "completed" && film !== undefined) return { status: "completed", film };
  const told = [...objectsOf(errors), ...made.flatMap(({ error }) => (isObject(error) ? [error] : []))];
  const message = told.flatMap((error) => textOf(error["message"]) ?? [])[0];
  return {
    status: "failed",
    error: {
      code: "server_error",
      message: message ?? `The interaction is ${textOf(status) ?? "over"}, without a film.`,
    },
  };
}

function filmIn({ type, uri, data }: JsonObject): Film | undefined {
  if (type !== "video") return undefined;
  if (typeof uri === "string") return findGoogleFile(uri);
  return typeof data === "string" ? { at: "inside" } : undefined;
}
