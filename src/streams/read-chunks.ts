import { GatewayError } from "../core/errors.ts";
import { within } from "./within.ts";

export interface ChunkReader {
  /**
   * The next bytes of the body, which hold until it is asked again; undefined at its end. Rejects with `request_too_large`,
   * `upload_timed_out`, or `client_gone` when the connection ends before the body.
   */
  next(): Promise<Uint8Array | undefined>;
  cancel(): void;
}

const BUFFER_BYTES = 64 * 1024;

/** Reads an upload through one buffer. `idleMs` is the longest silence of the client. */
export function readChunks(
  body: ReadableStream<Uint8Array>,
  { bytesMax, idleMs }: { readonly bytesMax: number; readonly idleMs: number },
): ChunkReader {
  const reader = body.getReader({ mode: "byob" });
  let buffer = new Uint8Array(BUFFER_BYTES);
  let bytes = 0;

  async function read(): Promise<Uint8Array<ArrayBuffer> | undefined> {
    const reading = reader.read(buffer).catch((cause: unknown) => {
      throw new GatewayError("client_gone", "The request body ended before it was complete.", { cause });
    });
    const got = await within(idleMs, reading);
    if (got !== undefined) return got.done ? undefined : got.value;
    // What is under way fails when the reader is cancelled.
    reading.catch(() => undefined);
    throw new GatewayError("upload_timed_out", `Nothing of the upload came for ${idleMs / 1_000} seconds.`);
  }

  return {
    async next() {
      const chunk = await read();
      if (chunk === undefined) return undefined;
      buffer = new Uint8Array(chunk.buffer);
      bytes += chunk.length;
      if (bytes > bytesMax) throw tooLarge(bytesMax);
      return chunk;
    },
    cancel: () => void reader.cancel().catch(() => undefined),
  };
}

export const tooLarge = (bytesMax: number): GatewayError =>
  new GatewayError("request_too_large", `The upload is larger than ${bytesMax} bytes.`);
