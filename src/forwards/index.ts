import type { ForwardEndpoint } from "../pipeline/forward-call.ts";
import { speech, transcriptions, translations } from "./audio.ts";
import { imageEdits, imageVariations } from "./images.ts";
import { ocr } from "./ocr.ts";

/** Sound, pictures and documents, which are handed on as they come. */
export const mediaEndpoints: readonly ForwardEndpoint[] = [
  speech,
  transcriptions,
  translations,
  imageEdits,
  imageVariations,
  ocr,
];
