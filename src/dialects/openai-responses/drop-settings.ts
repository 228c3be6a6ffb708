import type { JsonObject } from "../../core/json.ts";

/** About the answer, which is not asked for: refused where nothing is answered. A deployment's defaults may hold them. */
const SETTINGS: ReadonlySet<string> = new Set(
  [
    "temperature top_p top_logprobs max_output_tokens max_tool_calls stop stream stream_options include store",
    "background metadata user safety_identifier moderation context_management",
  ].flatMap((names) => names.split(" ")),
);

export const dropSettings = (body: JsonObject, more: readonly string[] = []): JsonObject =>
  Object.fromEntries(Object.entries(body).filter(([field]) => !SETTINGS.has(field) && !more.includes(field)));
