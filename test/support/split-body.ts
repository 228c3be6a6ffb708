/** Where a scripted provider cuts its body into writes. */
export type Split = "event" | "utf8" | "whole" | `bytes:${number}`;

const LF = 10;

/** Cuts after `n` bytes, for every `n` in `ends` (ascending). Empty pieces are left out. */
function cutAt(body: Uint8Array, ends: Iterable<number>): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  let from = 0;
  for (const end of [...ends, body.length]) {
    if (end > from) pieces.push(body.subarray(from, end));
    from = Math.max(from, end);
  }
  return pieces;
}

function* eventEnds(body: Uint8Array): Generator<number> {
  for (let i = 1; i < body.length; i += 1) if (body[i] === LF && body[i - 1] === LF) yield i + 1;
}

/** Before every byte that continues a character, so that no multi-byte character arrives in one piece. */
function* continuationBytes(body: Uint8Array): Generator<number> {
  for (let i = 0; i < body.length; i += 1) if (((body[i] ?? 0) & 0xc0) === 0x80) yield i;
}

function* everyBytes(body: Uint8Array, size: number): Generator<number> {
  for (let i = size; i < body.length; i += size) yield i;
}

export function splitBody(body: Uint8Array, split: Split): Uint8Array[] {
  if (split === "whole") return [body];
  if (split === "event") return cutAt(body, eventEnds(body));
  if (split === "utf8") return cutAt(body, continuationBytes(body));
  return cutAt(body, everyBytes(body, Number(split.slice("bytes:".length))));
}

export interface SseRewrite {
  /** Line ends other than LF. */
  readonly eol?: "crlf" | "cr" | undefined;
  /** A comment after every event, as proxies send to keep a connection alive. */
  readonly comments?: boolean | undefined;
  /** Leaves out the `[DONE]` event. */
  readonly noDone?: boolean | undefined;
  readonly bom?: boolean | undefined;
}

/** Another way of writing the same event stream. Events are expected to be written with LF. */
export function rewriteSse(body: Uint8Array, { eol, comments, noDone, bom }: SseRewrite): Uint8Array {
  if (!eol && !comments && !noDone && !bom) return body;
  let text = Buffer.from(body).toString();
  if (noDone) text = text.replace(/data: ?\[DONE\]\n\n/, "");
  if (comments) text = text.replaceAll("\n\n", "\n\n: keep-alive\n\n");
  if (eol) text = text.replaceAll("\n", eol === "crlf" ? "\r\n" : "\r");
  return Buffer.from(bom ? `\uFEFF${text}` : text);
}
