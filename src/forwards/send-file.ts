import { GatewayError } from "../core/errors.ts";
import { concatBytes } from "../streams/concat-bytes.ts";
import { encodeBase64Stream } from "../streams/encode-base64-stream.ts";
import { tooLarge } from "../streams/read-chunks.ts";
import type { HeldPart, Upload } from "./open-upload.ts";
import type { Sending } from "./send-upload.ts";

type Field = readonly [name: string, value: string];

export interface FileSending extends Sending {
  /** Fires before the body ends where it is not whole: a reader of chunks takes any end for a good one. */
  readonly broken: AbortSignal;
  /** The fields behind the file that were kept. */
  late(): readonly Field[];
}

export interface FileForm {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
  readonly isBase64: boolean;
  readonly bytesMax: number;
  /** Whether a field behind the file is kept. Throws `GatewayError` for one that would have had to be known. */
  keepsLate(name: string): boolean;
}

const LATE_BYTES_MAX = 64 * 1024;

/**
 * The file of a form in another form, as it comes. Of a form that was read whole, the length is told. Throws
 * `request_too_large` where that is known at once.
 */
export function sendFile({ parts, rest, bytes }: Upload, file: HeldPart, form: FileForm): FileSending {
  const { before, after, bytesMax } = form;
  if (bytes !== undefined && bytes > bytesMax) throw tooLarge(bytesMax);
  const encoder = form.isBase64 ? encodeBase64Stream() : undefined;
  const { readable, writable } =
    rest === undefined ? new FixedLengthStream(lengthOf(file, form)) : new IdentityTransformStream();
  const writer = writable.getWriter();
  const broken = new AbortController();
  const late: HeldPart[] = [];
  let read = 0;
  let lateBytes = 0;
  let isSent = false;
  let fault: GatewayError | undefined;

  async function put(piece: Uint8Array): Promise<void> {
    read += piece.length;
    if (read > bytesMax) throw tooLarge(bytesMax);
    const out = encoder?.push(piece) ?? piece;
    if (out.length > 0) await writer.write(out);
  }

  function keep(part: HeldPart, piece: Uint8Array): void {
    lateBytes += piece.length;
    if (lateBytes > LATE_BYTES_MAX) throw tooLarge(LATE_BYTES_MAX);
    part.chunks.push(piece.slice());
  }

  async function putRest({ chunks, scanner }: NonNullable<Upload["rest"]>): Promise<void> {
    let isFile = parts.at(-1) === file;
    let kept: HeldPart | undefined;
    for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next())
      for (const event of scanner.push(chunk)) {
        if (event.kind === "data") {
          if (isFile) await put(event.bytes);
          else if (kept !== undefined) keep(kept, event.bytes);
          continue;
        }
        isFile = false;
        kept = event.kind === "part" && form.keepsLate(event.head.name) ? { head: event.head, chunks: [] } : undefined;
        if (kept !== undefined) late.push(kept);
      }
    scanner.finish();
  }

  async function pump(): Promise<void> {
    try {
      await writer.write(before);
      for (const piece of file.chunks) await put(piece);
      if (rest !== undefined) await putRest(rest);
      await writer.write(concatBytes([encoder?.finish() ?? new Uint8Array(), after]));
      isSent = true;
      await writer.close();
    } catch (error) {
      // Whoever reads it tells why it does not any more; all else comes from the client.
      if (error instanceof GatewayError) fault = error;
      broken.abort(error);
      rest?.chunks.cancel();
      await writer.abort(error).catch(() => undefined);
    }
  }

  // Never rejects, and ends when either side does.
  void pump();
  return {
    body: readable,
    broken: broken.signal,
    isSent: () => isSent,
    fault: () => fault,
    late: () => late.map(({ head, chunks }) => [head.name, new TextDecoder().decode(concatBytes(chunks))]),
  };
}

function lengthOf({ chunks }: HeldPart, { before, after, isBase64 }: FileForm): number {
  const bytes = chunks.reduce((sum, { length }) => sum + length, 0);
  return before.length + (isBase64 ? Math.ceil(bytes / 3) * 4 : bytes) + after.length;
}
