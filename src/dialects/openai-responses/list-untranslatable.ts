import { objectsOf, textOf, type JsonObject } from "../../core/json.ts";

const TRANSLATED: ReadonlySet<unknown> = new Set(["function", "custom", "namespace"]);

/** Tools that OpenAI runs itself, or that only its models know. A model can answer without them. */
export const listUntranslatable = ({ tools }: JsonObject): readonly string[] =>
  objectsOf(tools).flatMap(({ type }) => (TRANSLATED.has(type) ? [] : (textOf(type) ?? [])));
