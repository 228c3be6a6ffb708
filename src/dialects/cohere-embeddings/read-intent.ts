import { isArray, objectsOf, textsOf, type Json, type JsonObject } from "../../core/json.ts";
import type { Intent } from "../dialect.ts";
import { invalidRequest, optionalString } from "../read-fields.ts";

/** Texts, pictures, or inputs that hold either. A request has one of the three, and which of them the provider judges. */
export function readIntent(body: JsonObject): Intent {
  const lists = [readTexts(body.texts), body.images, body.inputs];
  if (!lists.some((list) => isArray(list) && list.length > 0)) throw invalidRequest("texts", TEXTS);
  return { model: optionalString(body.model, "model"), stream: false, wantsStreamUsage: false };
}

export function readTexts(texts: Json | undefined): readonly string[] {
  if (texts === undefined || texts === null) return [];
  if (isArray(texts) && texts.every((text) => typeof text === "string")) return texts;
  throw invalidRequest("texts", TEXTS);
}

const TEXTS = "a non-empty array of strings";

/** What the model has to read. Pictures hold no text. */
export const listTexts = (body: JsonObject): readonly string[] => [
  ...textsOf(body.texts),
  ...objectsOf(body.inputs).flatMap(({ content }) => textsOf(objectsOf(content).map(({ text }) => text ?? null))),
];
