import type { AudioPart, DocumentPart, ImagePart, TextPart } from "../../core/chat.ts";
import type { JsonObject } from "../../core/json.ts";
import { decodeText } from "../decode-text.ts";
import { optionalString, requiredString } from "../read-fields.ts";
import { pick } from "./read-names.ts";

/** By the ending of an address. Source: ai.google.dev, the formats of images, documents, audio and video. */
const TYPE_OF = new Map([
  ["png", "image/png"],
  ["jpg", "image/jpeg"],
  ["jpeg", "image/jpeg"],
  ["webp", "image/webp"],
  ["gif", "image/gif"],
  ["heic", "image/heic"],
  ["heif", "image/heif"],
  ["pdf", "application/pdf"],
  ["txt", "text/plain"],
  ["wav", "audio/wav"],
  ["mp3", "audio/mp3"],
  ["flac", "audio/flac"],
  ["ogg", "audio/ogg"],
  ["aac", "audio/aac"],
  ["mp4", "video/mp4"],
  ["mov", "video/mov"],
  ["webm", "video/webm"],
]);

const AUDIO_FORMAT_OF = new Map([
  ["mpeg", "mp3"],
  ["x-wav", "wav"],
  ["wave", "wav"],
]);

/** An address whose ending says nothing goes without a type: Google then looks for itself, or says what it misses. */
export function encodeMedia(part: ImagePart | DocumentPart | AudioPart): JsonObject {
  if (part.type === "audio") return { inlineData: { mimeType: `audio/${part.format}`, data: part.data } };
  const { source } = part;
  if (source.kind === "base64") return { inlineData: { mimeType: source.mediaType, data: source.data } };
  const mimeType = TYPE_OF.get(endingOf(source.url));
  return { fileData: { ...(mimeType !== undefined && { mimeType }), fileUri: source.url } };
}

const endingOf = (url: string): string =>
  /\.([a-z0-9]{1,5})(?:[?#]|$)/i.exec(url.slice(-200))?.[1]?.toLowerCase() ?? "";

type MediaPart = ImagePart | DocumentPart | AudioPart;

/** Source: ai.google.dev/gemini-api/docs/document-processing, and what else is called an application and is text. */
const TEXT_TYPE = /^(?:text\/|application\/(?:json|xml|(?:x-)?(?:javascript|python|yaml))(?:;|$))/;

/** A file of text becomes text: every model can read that, few providers take it as a file. */
export function decodeInlineData(blob: JsonObject, path: string): MediaPart | TextPart {
  const mediaType = requiredString(pick(blob, "mimeType"), `${path}.mimeType`).toLowerCase();
  const data = requiredString(blob.data, `${path}.data`);
  const text = TEXT_TYPE.test(mediaType) ? decodeText(data) : undefined;
  if (text !== undefined) return { type: "text", text };
  const [kind, format = ""] = mediaType.split("/");
  if (kind === "audio") return { type: "audio", data, format: AUDIO_FORMAT_OF.get(format) ?? format };
  return { type: kind === "image" ? "image" : "document", source: { kind: "base64", mediaType, data } };
}

/** Whatever is no image is a document: no other dialect has a word for video, or for audio that lies elsewhere. */
export function decodeFileData(file: JsonObject, path: string): MediaPart {
  const url = requiredString(pick(file, "fileUri"), `${path}.fileUri`);
  const mediaType = optionalString(pick(file, "mimeType"), `${path}.mimeType`) ?? TYPE_OF.get(endingOf(url));
  return { type: mediaType?.startsWith("image/") === true ? "image" : "document", source: { kind: "url", url } };
}
