import { parseJson, textOf } from "../../core/json.ts";

/*
 * Nearly all frames of a stream add text to the first choice and tell nothing else, and all that is wanted of them is
 * how much they say. Matching the whole of such a frame takes a quarter of the time of parsing it. Every other frame is
 * left to the parser: one that tells usage, a failure or a finish reason, of another choice, or in another spelling.
 */
const JSON_CHARS = String.raw`[^"\\\u0000-\u001f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\u0000-\u001f]*)*`;
const INTEGER = String.raw`(?:0|[1-9]\d*)`;
const NULL = String.raw`"\w+":null`;
/** The head of a chunk, and what services have added to it. */
const FIELD = String.raw`(?:"(?!choices"|error"|usage")\w+":(?!"error")(?:"${JSON_CHARS}"|${INTEGER})|${NULL})`;
const CHOICE_FIELD = `(?:"index":0|${NULL})`;
const DELTA_FIELD = `(?:"role":"assistant"|"content":""|"channel":"analysis"|${NULL})`;
const TEXT = `(?:${DELTA_FIELD},)*"(?:content|reasoning_content|reasoning)":"(${JSON_CHARS})"(?:,${DELTA_FIELD})*`;
const CALL_FIELD = String.raw`(?:"index":${INTEGER}|"type":"function"|${NULL})`;
const CALL = `(?:${CALL_FIELD},)*"function":\\{(?:"name":null,)?"arguments":"(${JSON_CHARS})"(?:,"name":null)?\\}(?:,${CALL_FIELD})*`;
const DELTA = `(?:${TEXT}|(?:${DELTA_FIELD},)*"tool_calls":\\[\\{${CALL}\\}\\](?:,${DELTA_FIELD})*)`;
const CHOICE = `(?:${CHOICE_FIELD},)*"delta":\\{${DELTA}\\}(?:,${CHOICE_FIELD})*`;
const PLAIN_DELTA = new RegExp(`^\\{(?:${FIELD},)*"choices":\\[\\{${CHOICE}\\}\\](?:,${FIELD})*\\}$`);

/** A longer match could exhaust the stack of the regular expression. */
const CHARS_MAX = 4096;

/** The length of the text that a frame adds to the first choice; undefined for a frame that has to be parsed. */
export function countPlainDelta(data: string): number | undefined {
  if (data.length > CHARS_MAX) return undefined;
  const match = PLAIN_DELTA.exec(data);
  if (match === null) return undefined;
  const text = match[1] ?? match[2] ?? "";
  return text.includes("\\") ? (textOf(parseJson(`"${text}"`)) ?? "").length : text.length;
}
