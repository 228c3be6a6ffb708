/** A WebSocket message: a text, or bytes. */
export type Frame = string | ArrayBuffer;

/** In characters or bytes; what is sent is text without other characters, nearly always. */
export const sizeOf = (frame: Frame): number => (typeof frame === "string" ? frame.length : frame.byteLength);

const HEAD_CHARS = 512;
const TYPE = /"type"\s*:\s*"([\w.]+)"/;

/**
 * The type of a server's event without parsing all of it: sound comes fifty times a second. OpenAI writes `type` first or right
 * behind `event_id`.
 */
export const typeOfServerEvent = (frame: Frame): string =>
  typeof frame === "string" ? (TYPE.exec(frame.slice(0, HEAD_CHARS))?.[1] ?? "") : "";

const AUDIO_APPEND = /^\s*\{\s*(?:"event_id"\s*:\s*"[^"\\]*"\s*,\s*)?"type"\s*:\s*"input_audio_buffer\.append"/;

/**
 * Whether a client's frame is sound and nothing else. Clients are not trusted: a second `type`, or one that is written with
 * escapes, could make another event of it, so that a frame with either is parsed.
 */
export function isPlainAudio(text: string): boolean {
  const head = AUDIO_APPEND.exec(text)?.[0];
  return head !== undefined && !text.includes('"type"', head.length) && !text.includes("\\u");
}

/**
 * The length of the sound in an event, whose base64 ends at the next quote. Of one that names the field twice, which no honest
 * side writes, all of it.
 */
export function soundCharsOf(text: string, field: "audio" | "delta"): number {
  const match = SOUNDS[field].exec(text);
  if (match === null) return 0;
  const start = match.index + match[0].length;
  const end = text.indexOf('"', start);
  return end === -1 || text.includes(`"${field}"`, end) ? text.length : end - start;
}

const DELTA = /"delta"\s*:\s*"/;
const SOUNDS = { audio: /"audio"\s*:\s*"/, delta: DELTA } as const;

/** The length of what an event adds to an answer. Never too short: a delta may be followed by other fields. */
export function deltaCharsOf(text: string): number {
  const match = DELTA.exec(text);
  if (match === null) return 0;
  const start = match.index + match[0].length;
  return Math.max(0, text.lastIndexOf('"') - start);
}
