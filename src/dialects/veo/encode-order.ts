import { gradeOf, shapeOf, sizeOf, USUAL_SHAPE } from "../film-sizes.ts";
import { type FilmParameters, readFilmExtras } from "../read-film-extras.ts";
import type { EncodedOrder, VideoOrder } from "../video-dialect.ts";

/** What both of Google's APIs take. */
export const PARAMETERS = {
  aspectRatio: "string",
  resolution: "string",
  negativePrompt: "string",
  personGeneration: "string",
  enhancePrompt: "boolean",
} as const satisfies FilmParameters;

/** What Vertex AI takes beside these: the Gemini API refuses it. */
export const VERTEX_PARAMETERS = {
  ...PARAMETERS,
  generateAudio: "boolean",
  seed: "number",
  fps: "number",
  resizeMode: "string",
  compressionQuality: "string",
} as const satisfies FilmParameters;

/** What Veo makes unasked, and every version of it can. */
const SECONDS_DEFAULT = 8;
/** The versions whose lengths are known; what is newer says itself what it does not take. */
const SECONDS_OF: ReadonlyMap<string, readonly number[]> = new Map([
  ["2", [5, 6, 7, 8]],
  ["3", [4, 6, 8]],
]);

/**
 * An order to Veo. Length, shape and resolution are always said, so that they are what is told the client and charged.
 * Source: docs.cloud.google.com/vertex-ai/generative-ai/docs/reference/rest/Shared.Types/VideoGenerationModelParams.
 */
export function encodeOrder(
  { prompt, seconds = SECONDS_DEFAULT, size, image, extras }: VideoOrder,
  model: string,
  known: FilmParameters,
  allowed: ReadonlySet<string>,
): Omit<EncodedOrder, "method" | "path"> {
  const version = /^veo-(\d)/.exec(model)?.[1] ?? "";
  const isLength = SECONDS_OF.get(version)?.includes(seconds) ?? true;
  const shape = shapeOf(size);
  const isShape = shape !== undefined && shape[1] !== "360p";
  const [aspectRatio, resolution] = isShape ? shape : USUAL_SHAPE;
  const taken = isLength ? seconds : SECONDS_DEFAULT;
  const said = readFilmExtras(extras, known, allowed);
  const parameters = {
    aspectRatio,
    // Version 2 has one, and no word for it.
    ...(version !== "2" && { resolution }),
    ...said.taken,
    durationSeconds: taken,
  };
  const picture = image && { bytesBase64Encoded: image.base64, mimeType: image.mediaType };
  return {
    body: { instances: [{ prompt, ...(picture && { image: picture }) }], parameters },
    unsupported: [...(isLength ? [] : ["seconds"]), ...(isShape ? [] : ["size"]), ...said.unsupported],
    seconds: taken,
    size: sizeOf(parameters),
    grade: gradeOf(parameters),
  };
}
