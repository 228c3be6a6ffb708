import type { Json, JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalBoolean, optionalNumber, optionalString } from "../read-fields.ts";

const IMAGES_MAX = 10;

/**
 * The tokens that gpt-image-1 comes to for one picture that is not square, by quality; of a quality that is not among them,
 * or left to the model, the most. Source: https://platform.openai.com/docs/guides/image-generation, "Cost and latency".
 */
const TOKENS_OF_QUALITY: ReadonlyMap<Json | undefined, number> = new Map([
  ["low", 408],
  ["medium", 1_584],
]);
const TOKENS_OF_HIGH_QUALITY = 6_240;

/** The most that one picture may come to. */
export const tokensOfPicture = (quality: Json | undefined): number =>
  TOKENS_OF_QUALITY.get(quality) ?? TOKENS_OF_HIGH_QUALITY;

export function readIntent(body: JsonObject): Intent {
  readPrompt(body.prompt);
  const images = readCount(body.n) ?? 1;
  return {
    model: optionalString(body.model, "model"),
    stream: optionalBoolean(body.stream, "stream") === true,
    outputTokensMax: tokensOfPicture(body.quality),
    choices: images,
    units: { images },
    endUser: optionalString(body.user, "user"),
    wantsStreamUsage: true,
  };
}

export function readPrompt(prompt: Json | undefined): string {
  if (typeof prompt === "string" && prompt !== "") return prompt;
  throw invalidRequest("prompt", "a non-empty string");
}

export function readCount(n: Json | undefined): number | undefined {
  const count = optionalNumber(n, "n");
  if (count === undefined || (Number.isInteger(count) && count >= 1 && count <= IMAGES_MAX)) return count;
  throw invalidRequest("n", `a whole number from 1 to ${IMAGES_MAX}`);
}
