import { GatewayError } from "../core/errors.ts";
import { cutShort } from "../streams/malformed-multipart.ts";
import type { MultipartEvent } from "../streams/scan-multipart.ts";
import type { HeldPart, Upload } from "./open-upload.ts";

export interface Sending {
  readonly body: ReadableStream<Uint8Array>;
  /** The form has been handed over to its end. */
  isSent(): boolean;
  /** Why it broke off, if that was the client's doing. */
  fault(): GatewayError | undefined;
}

const PADDING_BYTES_MAX = 64 * 1024;
const encoder = new TextEncoder();
const BREAK = encoder.encode("\r\n");

/**
 * The form as a provider is sent it: the gateway's own fields first, and without the parts that `isDropped` names, wherever
 * they are. All else goes by as it came. Where the client told its length, so does this: what is dropped behind the
 * beginning leaves empty lines behind the closing boundary, which readers pass over (RFC 2046, section 5.1.1).
 */
export function sendUpload(
  { boundary, parts, rest, bytes }: Upload,
  own: readonly (readonly [name: string, value: string])[],
  isDropped: (name: string) => boolean,
): Sending {
  const mark = encoder.encode(`--${boundary}\r\n`);
  const end = encoder.encode(`--${boundary}--`);
  const first = own.map(([name, value]) =>
    encoder.encode(`--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`),
  );
  const isKept = ({ head }: HeldPart): boolean => !isDropped(head.name);
  const open = rest === undefined ? [] : parts.slice(-1);
  const closed = parts.slice(0, parts.length - open.length);
  const write = ({ head, chunks }: HeldPart): Uint8Array[] => [mark, head.bytes, ...chunks];
  const close = (part: HeldPart): Uint8Array[] => [...write(part), BREAK];
  const beginning = [...first, ...closed.filter(isKept).flatMap(close), ...open.filter(isKept).flatMap(write)];
  const length = lengthOf();
  const { readable, writable } = length === undefined ? new IdentityTransformStream() : new FixedLengthStream(length);
  const writer = writable.getWriter();
  let written = 0;
  let isSent = false;
  let fault: GatewayError | undefined;

  function lengthOf(): number | undefined {
    if (rest === undefined) return sizeOf(beginning) + end.length;
    const dropped = closed.filter((part) => !isKept(part)).flatMap(close);
    return bytes === undefined ? undefined : bytes - sizeOf(dropped) + sizeOf(first);
  }

  async function put(piece: Uint8Array): Promise<void> {
    written += piece.length;
    await writer.write(piece);
  }

  async function putRest({ chunks, scanner }: NonNullable<Upload["rest"]>): Promise<void> {
    let keeps = open.every(isKept);
    for (let chunk = await chunks.next(); chunk !== undefined; chunk = await chunks.next())
      for (const event of scanner.push(chunk)) keeps = await putEvent(event, keeps);
    scanner.finish();
  }

  /** Whether what follows belongs to a part that is kept. */
  async function putEvent(event: MultipartEvent, keeps: boolean): Promise<boolean> {
    if (event.kind === "data") {
      // A provider takes a form for whole as soon as it has the length that it was told.
      if (length !== undefined && written + event.bytes.length > length - end.length) throw cutShort();
      if (keeps) await put(event.bytes);
      return keeps;
    }
    if (keeps) await put(BREAK);
    if (event.kind === "end") await put(end);
    if (event.kind === "end" || isDropped(event.head.name)) return false;
    await put(mark);
    await put(event.head.bytes);
    return true;
  }

  async function pump(): Promise<void> {
    try {
      for (const piece of beginning) await put(piece);
      if (rest === undefined) await put(end);
      else await putRest(rest);
      for (let left = (length ?? 0) - written; left > 0; left -= PADDING_BYTES_MAX) await put(emptyLines(left));
      isSent = true;
      await writer.close();
    } catch (error) {
      // Whoever reads it tells why it does not any more; all else comes from the client.
      if (error instanceof GatewayError) fault = error;
      rest?.chunks.cancel();
      await writer.abort(error).catch(() => undefined);
    }
  }

  // Never rejects, and ends when either side does.
  void pump();
  return { body: readable, isSent: () => isSent, fault: () => fault };
}

const sizeOf = (pieces: readonly Uint8Array[]): number => pieces.reduce((sum, { length }) => sum + length, 0);

const emptyLines = (bytes: number): Uint8Array => {
  const size = Math.min(bytes, PADDING_BYTES_MAX);
  return encoder.encode(`${size % 2 === 1 ? " " : ""}${"\r\n".repeat(Math.floor(size / 2))}`);
};
