import { isObject, type JsonObject } from "../../core/json.ts";
import type { Usage } from "../../core/usage.ts";
import { normalizeOpenaiUsage } from "../normalize-usage.ts";

/** Groq tells it in a field of its own unless asked in OpenAI's way. `usage: null` on earlier chunks tells nothing. */
export function readStreamUsage(chunk: JsonObject): Usage | undefined {
  const groq = chunk.x_groq;
  return normalizeOpenaiUsage(chunk.usage) ?? (isObject(groq) ? normalizeOpenaiUsage(groq.usage) : undefined);
}
