import { objectsOf, textOf } from "../core/json.ts";
import { noUsage, type Usage } from "../core/usage.ts";
import { encodeOpenaiError } from "../dialects/encode-openai-error.ts";
import { tokensOfPicture } from "../dialects/openai-images/read-intent.ts";
import { readImageUsage } from "../dialects/openai-images/read-usage.ts";
import { watchImages } from "../dialects/openai-images/watch-stream.ts";
import { invalidRequest } from "../dialects/read-fields.ts";
import type { ForwardAnswer, ForwardEndpoint } from "../pipeline/forward-call.ts";
import { meter, userIn } from "./meter.ts";
import { OPENAI_GROUPS, withAliases } from "./paths.ts";
import { readSubmission, type Submission } from "./read-submission.ts";
import { watched } from "./watch-media.ts";

const IMAGES_MAX = 10;

const ofImages = (operation: "image_edit" | "image_variation", path: string): ForwardEndpoint => ({
  operation,
  method: "POST",
  paths: withAliases(path),
  groups: OPENAI_GROUPS,
  encodeError: encodeOpenaiError,
  async read(request, tools) {
    const submission = await readSubmission(request, tools, operation === "image_edit" ? "either" : "multipart");
    const { body } = submission;
    const images = countImages(submission);
    const units = { images };
    const stream = body["stream"] === "true" || body["stream"] === true;
    const intent = {
      stream,
      units,
      choices: images,
      outputTokensMax: tokensOfPicture(body["quality"]),
      endUser: userIn(body),
    };
    return {
      ...meter(operation, submission, request, tools.settings, intent),
      texts: () => [textOf(body["prompt"]) ?? ""],
      readUsage: usageOfImages,
      estimate: () => (submission.isSent() ? { ...noUsage, ...units, estimated: true } : noUsage),
      ...watched,
      watch: watchImages,
    };
  },
});

/** https://platform.openai.com/docs/api-reference/images/createEdit */
export const imageEdits = ofImages("image_edit", "images/edits");
/** https://platform.openai.com/docs/api-reference/images/createVariation */
export const imageVariations = ofImages("image_variation", "images/variations");

function countImages({ body: { n = 1 } }: Submission): number {
  const count = Number(n ?? 1);
  if (Number.isInteger(count) && count >= 1 && count <= IMAGES_MAX) return count;
  throw invalidRequest("n", `a whole number from 1 to ${IMAGES_MAX}`);
}

/** Tokens where they are told, and the pictures that were made. */
function usageOfImages({ body }: ForwardAnswer): Usage | undefined {
  const tokens = readImageUsage(body?.["usage"]);
  const images = objectsOf(body?.["data"]).length;
  return tokens === undefined && images === 0 ? undefined : { ...noUsage, ...tokens, images };
}
