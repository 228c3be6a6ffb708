import { Buffer } from "node:buffer";
import { GatewayError } from "../../core/errors.ts";
import { isObject, type Json, type JsonObject, textOf } from "../../core/json.ts";
import { invalidRequest, requiredString } from "../../dialects/read-fields.ts";
import type { VideoOrder } from "../../dialects/video-dialect.ts";
import { concatBytes } from "../../streams/concat-bytes.ts";
import { tooLarge } from "../../streams/read-chunks.ts";
import { stripGatewayFields } from "../../pipeline/strip-gateway-fields.ts";
import { fieldsOf, type Upload } from "../open-upload.ts";
import { readForm } from "../read-form.ts";
import type { Submission } from "../read-submission.ts";
import { type UploadedFile, readUploadFile } from "../read-upload-file.ts";
import { guessMediaType } from "../resources/held/guess-media-type.ts";

/** What OpenAI has words for, and what is said of the client and not of the film. */
const WORDS = new Set(["model", "prompt", "seconds", "size", "input_reference", "user", "metadata"]);
/** In base64 it is a third more, and both APIs of Google's take requests of about so much. */
const IMAGE_BYTES_MAX = 20 * 1024 * 1024;
const SECONDS_MAX = 3_600;
const DATA_URL = /^data:(image\/[\w.+-]+);base64,([\w+/=]+)$/;

/** All that a client has said. */
export interface Said {
  readonly body: JsonObject;
  readonly asked: JsonObject;
  readonly image: VideoOrder["image"];
}

/** Also what a form says behind its file, which is held whole. Rejects with `GatewayError`. */
export async function readSaid({ body, asked, upload }: Submission): Promise<Said> {
  if (upload === undefined) return { body, asked, image: undefined };
  const file = readUploadFile(upload);
  if (file === undefined) return { ...readFields(upload), image: undefined };
  const bytes = await readImage(file);
  return {
    ...stripGatewayFields(readForm(file.fields())),
    image: { mediaType: guessMediaType(file.type, file.name), base64: Buffer.from(bytes).toString("base64") },
  };
}

function readFields(upload: Upload): Pick<Said, "body" | "asked"> {
  if (upload.rest === undefined) return stripGatewayFields(readForm(fieldsOf(upload)));
  throw new GatewayError("request_too_large", "The fields of the form are larger than a request may be.");
}

async function readImage({ chunks }: UploadedFile): Promise<Uint8Array> {
  const held: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > IMAGE_BYTES_MAX) throw tooLarge(IMAGE_BYTES_MAX);
    held.push(chunk.slice());
  }
  return concatBytes(held);
}

/** Throws `GatewayError` for what is no order. */
export function readOrder(body: JsonObject, image: VideoOrder["image"]): VideoOrder {
  const { prompt, seconds, size, input_reference: reference } = body;
  return {
    prompt: requiredString(prompt, "prompt"),
    seconds: seconds === undefined || seconds === null ? undefined : readSeconds(seconds),
    size: size === undefined || size === null ? undefined : requiredString(size, "size"),
    image: image ?? readReference(reference),
    extras: Object.fromEntries(Object.entries(body).filter(([name]) => !WORDS.has(name))),
  };
}

/** SDKs say it as a text. */
export function readSeconds(value: Json): number {
  const seconds = Number(value);
  if (Number.isInteger(seconds) && seconds >= 1 && seconds <= SECONDS_MAX) return seconds;
  throw invalidRequest("seconds", "a whole number of seconds");
}

/** Nothing is fetched for a client from where it says. */
function readReference(reference: Json | undefined): VideoOrder["image"] {
  if (reference === undefined || reference === null) return undefined;
  const [, mediaType, base64] =
    DATA_URL.exec((isObject(reference) ? textOf(reference["image_url"]) : undefined) ?? "") ?? [];
  if (mediaType !== undefined && base64 !== undefined) return { mediaType, base64 };
  throw invalidRequest("input_reference", "a file of the form, or an image_url that is a data: URL in base64");
}
