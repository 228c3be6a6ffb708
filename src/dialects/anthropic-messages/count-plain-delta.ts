/*
 * Nearly all frames of a stream are deltas, and all that is wanted of them is how much they say. Matching the form in
 * which Anthropic writes them takes a fifth of the time of parsing them.
 */
const HEAD = String.raw`\{"type":"content_block_delta","index":\d+,"delta":\{"type":`;
const FIELD = '(?:"text_delta","text"|"thinking_delta","thinking"|"input_json_delta","partial_json")';
const PLAIN_CHARS = String.raw`[^"\\\u0000-\u001f]*`;
const JSON_CHARS = String.raw`${PLAIN_CHARS}(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})${PLAIN_CHARS})*`;
/** Anthropic pads its frames, between the braces too. */
const PLAIN_DELTA = new RegExp(String.raw`^${HEAD}${FIELD}:"(${JSON_CHARS})"\} *\} *$`);

/** Parsing gains on matching as texts grow, and a very long match could exhaust the stack of the regular expression. */
const CHARS_MAX = 512;

/** The length of the text that a delta adds; undefined for what is no delta, or not of the usual form. */
export function countPlainDelta(data: string): number | undefined {
  const text = data.length > CHARS_MAX ? undefined : PLAIN_DELTA.exec(data)?.[1];
  if (text === undefined) return undefined;
  let chars = text.length;
  for (let at = text.indexOf("\\"); at >= 0; at = text.indexOf("\\", at + 2)) {
    const escape = text[at + 1] === "u" ? "\\u0000" : "\\n";
    chars -= escape.length - 1;
  }
  return chars;
}
