import { type JsonObject, textOf } from "../core/json.ts";
import type { FilmGrade } from "../core/usage.ts";

type Shape = readonly [aspectRatio: "16:9" | "9:16", resolution: "360p" | "720p" | "1080p" | "4k"];

/** Sizes in pixels, as OpenAI has them, that are shapes and resolutions of Google's. */
const SIZES: ReadonlyMap<string, Shape> = new Map([
  ["640x360", ["16:9", "360p"]],
  ["360x640", ["9:16", "360p"]],
  ["1280x720", ["16:9", "720p"]],
  ["720x1280", ["9:16", "720p"]],
  ["1920x1080", ["16:9", "1080p"]],
  ["1080x1920", ["9:16", "1080p"]],
  ["3840x2160", ["16:9", "4k"]],
  ["2160x3840", ["9:16", "4k"]],
]);

/** What is made where nobody says. */
const USUAL_SIZE = "1280x720";
export const USUAL_SHAPE: Shape = ["16:9", "720p"];

/** Undefined for a size that is none of them. */
export const shapeOf = (size: string = USUAL_SIZE): Shape | undefined => SIZES.get(size);

/** The size of what is ordered: OpenAI's object always has one. */
export const sizeOf = ({ aspectRatio, resolution = "720p" }: JsonObject): string =>
  [...SIZES].find(([, [shape, lines]]) => shape === aspectRatio && lines === resolution)?.[0] ?? USUAL_SIZE;

/** What a second of it is priced by; undefined for the usual. */
export function gradeOf({ resolution, generateAudio }: JsonObject): FilmGrade | undefined {
  const lines = textOf(resolution)?.toLowerCase();
  const isSilent = generateAudio === false;
  if (lines === "1080p" || lines === "4k") return isSilent ? `silent ${lines}` : lines;
  if (isSilent) return "silent";
  return lines === "360p" ? lines : undefined;
}
