import { UpstreamFault } from "../../core/fault.ts";
import type { DrawnImage, ImageResponse } from "../../core/image.ts";
import { isArray, numberOf, objectsOf, textOf, type JsonObject } from "../../core/json.ts";
import type { ReadResponse, StreamEncoderOptions } from "../dialect.ts";
import { readImageUsage } from "./read-usage.ts";

export const decodeResponse = (body: JsonObject): ImageResponse => ({
  created: numberOf(body.created),
  images: rowsOf(body).map(decodeImage),
  usage: readImageUsage(body.usage),
});

/** Pictures are never touched. They are counted, because most providers charge by them and tell no tokens. */
export const readResponse = (body: JsonObject): ReadResponse => ({
  usage: readImageUsage(body.usage),
  units: { images: rowsOf(body).length },
  repaired: undefined,
  outputChars: 0,
});

function rowsOf(body: JsonObject): readonly JsonObject[] {
  if (isArray(body.data)) return objectsOf(body.data);
  throw notImages("it has no data");
}

function decodeImage({ url, b64_json, revised_prompt }: JsonObject): DrawnImage {
  const revisedPrompt = textOf(revised_prompt);
  const more = revisedPrompt === undefined ? {} : { revisedPrompt };
  if (typeof b64_json === "string") return { base64: b64_json, ...more };
  if (typeof url === "string") return { url, ...more };
  throw notImages("a picture has neither a url nor b64_json");
}

const notImages = (reason: string): UpstreamFault =>
  new UpstreamFault({ kind: "invalid-answer", message: `The provider's answer is not a list of images: ${reason}.` });

export const encodeResponse = (
  { created, images, usage }: ImageResponse,
  { createdSeconds }: StreamEncoderOptions,
): JsonObject => ({
  created: created ?? createdSeconds,
  data: images.map((image) => ({
    ...("url" in image ? { url: image.url } : { b64_json: image.base64 }),
    ...(image.revisedPrompt !== undefined && { revised_prompt: image.revisedPrompt }),
  })),
  ...(usage !== undefined && {
    usage: {
      input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens,
      total_tokens: usage.inputTokens + usage.outputTokens,
    },
  }),
});
